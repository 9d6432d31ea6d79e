-- Fails with every team whose attempts, shots on goal, goals or blocks are not its rows in the tables of plays.
{% set tables = {
    "fact_shots": {"shots": "count(*)", "sog": "count(*) filter (where is_on_goal)"},
    "fact_goals": {"goals": "count(*)"},
    "fact_blocks": {"blocks": "count(*)"},
} %}
with

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ in_scope() }}

),

{% for table, measures in tables.items() %}
of_{{ table }} as (

    select
        {% for name, count in measures.items() %}
        {{ count }} as {{ name }},
        {% endfor %}
        game_id,
        team_id
    from {{ ref(table) }}
    where {{ in_scope() }}
    group by game_id, team_id

){{ "," if not loop.last }}

{% endfor %}
select
    teams.game_id,
    teams.team_id
from teams
{% for table in tables %}
left join of_{{ table }} on teams.game_id = of_{{ table }}.game_id and teams.team_id = of_{{ table }}.team_id
{% endfor %}
where
    false
    {% for table, measures in tables.items() %}
    {% for name in measures %}
    or coalesce(teams.{{ name }}, 0) <> coalesce(of_{{ table }}.{{ name }}, 0)
    {% endfor %}
    {% endfor %}
