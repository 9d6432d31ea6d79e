-- One row per game, player and kind of credit (goals, assists, pim): when he got them, as words for a person to read.
{{ config(materialized="view") }}
with

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }}

),

penalties as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and event_type = 'Penalty' and not is_shootout

),

credits as (

    {% for who, stat in {"scorer_id": "goals", "primary_assist_id": "assists", "secondary_assist_id": "assists"}.items() %}
    select game_id, {{ who }} as player_id, '{{ stat }}' as stat, event_number, period, is_overtime, clock_seconds from goals
    union all
    {% endfor %}
    select game_id, event_player_1_id as player_id, 'pim' as stat, event_number, period, is_overtime, clock_seconds
    from penalties

),

final as (

    select
        game_id,
        player_id,
        stat,
        string_agg(
            case when is_overtime then 'overtime' else coalesce('period ' || cast(period as text), 'an unknown period') end
            || coalesce(' at ' || {{ clock_text("clock_seconds") }}, ''),
            ', ' order by event_number
        ) as credit_times
    from credits
    where player_id is not null
    group by game_id, player_id, stat

)

select * from final
