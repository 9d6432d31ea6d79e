select e.game_id from {{ ref("int_ever") }} as e
