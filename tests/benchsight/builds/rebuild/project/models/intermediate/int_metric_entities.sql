-- One row per game and player who is in it, or was when it was built before.
select game_id, player_id as entity_id from {{ ref("int_events") }} where {{ in_scope() }} and player_id is not null
{%- if is_incremental() %}
union
select game_id, entity_id from {{ this }} where {{ in_scope() }}
{%- else %}
group by game_id, player_id
{%- endif %}
