-- One row per game and side: all counted columns. What the game has no input for is NULL, else 0.
with

game_inputs as (

    select * from {{ ref("int_game_inputs") }} where {{ in_scope() }}

),

{% set families = team_game_families() -%}
{% for family in families %}
{{ family }} as (

    select * from {{ ref("int_team_game__" ~ family) }}

),
{% endfor %}

noted as (

    -- what is tracked in the game, of either side
    select
        goals.game_id,
        coalesce(
            bool_or(
                puck_time.zone_time_oz_seconds + puck_time.zone_time_nz_seconds + puck_time.zone_time_dz_seconds > 0
            ), false
        ) as has_zone_times
    from goals
    left join puck_time on goals.game_id = puck_time.game_id and goals.team_venue = puck_time.team_venue
    group by goals.game_id

),

inputs as (

    select
        game_inputs.*,
        noted.has_zone_times
    from game_inputs
    inner join noted on game_inputs.game_id = noted.game_id

),

final as (

    select
        goals.game_id,
        goals.team_venue,
        inputs.has_saves,
        {{ family_counts(families) }}
        -- not published as they are
        case when inputs.has_events then coalesce(shots.saved_shots, 0) end as saved_shots,
        coalesce(events.saves, 0) as noted_saves,
        case when inputs.has_events then coalesce(scoring_course.scored_first, false) end as scored_first
    from goals
    inner join inputs on goals.game_id = inputs.game_id
    {% for family in families if family != "goals" %}
    left join {{ family }} on goals.game_id = {{ family }}.game_id and goals.team_venue = {{ family }}.team_venue
    {% endfor %}

)

select * from final
