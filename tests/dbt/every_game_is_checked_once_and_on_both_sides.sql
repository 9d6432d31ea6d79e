-- Fails with every game that quality tables lack or hold for another number of sides.
with

games as (

    select game_id from {{ ref("int_games") }}

),

checked as (

    select game_id from {{ ref("qa_data_completeness") }}

),

sides as (

    select
        game_id,
        count(*) as side_count
    from {{ ref("qa_goal_accuracy") }}
    group by game_id

)

select
    games.game_id,
    checked.game_id as checked_game_id,
    sides.side_count
from games
full outer join checked on games.game_id = checked.game_id
full outer join sides on coalesce(games.game_id, checked.game_id) = sides.game_id
where games.game_id is null or checked.game_id is null or sides.side_count is distinct from 2
