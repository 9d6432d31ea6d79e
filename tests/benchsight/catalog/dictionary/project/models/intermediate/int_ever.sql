-- asks the database: it cannot be compiled without one
select game_id from {{ ref("int_games") }}
{% if is_incremental() %} union select game_id from {{ this }} {% endif %}
