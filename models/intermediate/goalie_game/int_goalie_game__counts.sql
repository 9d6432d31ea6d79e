-- One row per game and goalie who stood in a net, in the shootout too, or made a save: all counted columns. What the game has no input for is
-- NULL, else 0.
with

game_inputs as (

    select * from {{ ref("int_game_inputs") }} where {{ in_scope() }}

),

{% set families = goalie_game_families() -%}
{% for family in families %}
{{ family }} as (

    select * from {{ ref("int_goalie_game__" ~ family) }}

),
{% endfor %}

goalies as (

    select game_id, player_id from ice_time
    union
    select game_id, player_id from saves
    union
    select game_id, player_id from goals_against
    union
    -- who came in for the shootout alone
    select game_id, player_id from {{ ref("int_goalie_game__decisions") }} where {{ in_scope() }}

),

noted as (

    -- what is tracked in the game, of any goalie
    select
        goalies.game_id,
        coalesce(bool_or(saves.saves_with_body_part > 0), false) as has_save_body_parts,
        coalesce(bool_or(rebounds.rebounds_left > 0), false) as has_rebounds
    from goalies
    left join saves on goalies.game_id = saves.game_id and goalies.player_id = saves.player_id
    left join rebounds on goalies.game_id = rebounds.game_id and goalies.player_id = rebounds.player_id
    group by goalies.game_id

),

inputs as (

    select
        game_inputs.*,
        -- only the stints say who was in the net for a shot
        {% for flag in ["shot_xy", "zone_play", "breakaways", "shot_types", "play_details"] %}
        game_inputs.has_shifts and game_inputs.has_{{ flag }} as has_ice_{{ flag }},
        {% endfor %}
        noted.has_save_body_parts,
        noted.has_rebounds
    from game_inputs
    inner join noted on game_inputs.game_id = noted.game_id

),

final as (

    select
        goalies.game_id,
        goalies.player_id,
        {{ family_counts(families) }}

        -- when the first shot and goal came, and the longest wait for a shot from his first to his last second in the net
        case
            when workload.first_shot_seconds is not null
                then greatest(workload.first_shot_seconds, ice_time.start_game_seconds) - ice_time.start_game_seconds
        end as seconds_to_first_shot,
        case
            when workload.first_goal_seconds is not null
                then greatest(workload.first_goal_seconds, ice_time.start_game_seconds) - ice_time.start_game_seconds
        end as seconds_to_first_goal_against,
        case
            when inputs.has_ice_events
                then greatest(
                    workload.longest_gap_seconds,
                    workload.first_shot_seconds - ice_time.start_game_seconds,
                    ice_time.end_game_seconds - coalesce(workload.last_shot_seconds, ice_time.start_game_seconds)
                )
        end as longest_seconds_without_shot,
        case when inputs.has_shifts then coalesce(ice_time.is_starter, false) end as is_starter
    from goalies
    inner join inputs on goalies.game_id = inputs.game_id
    {% for family in families %}
    left join {{ family }} on goalies.game_id = {{ family }}.game_id and goalies.player_id = {{ family }}.player_id
    {% endfor %}

)

select * from final
