-- One row per game, period and player with ice time or a credited event: goals, assists, shots, faceoffs, hits, ice time.
-- Over 100 lines: a count for each kind of credit, a line each.
{{ config(materialized="view") }}
with

game_players as (

    select * from {{ ref("int_game_players") }}

),

inputs as (

    select * from {{ ref("int_game_inputs") }}

),

credited as (

    -- each source is named where it is read: a step that is read twice would be computed for all games before any is chosen
    select
        game_id, period, event_player_1_id as player_id, 'event_player_1' as part,
        event_type, event_detail, is_goal, is_shot_attempt, is_shot_on_goal, xg, 0 as seconds
    from {{ ref("fact_events") }}
    where event_player_1_id is not null and period is not null and not is_shootout
    union all
    select
        game_id, period, opp_player_1_id as player_id, 'opp_player_1' as part,
        event_type, event_detail, false as is_goal, false as is_shot_attempt, false as is_shot_on_goal, null as xg, 0 as seconds
    from {{ ref("fact_events") }}
    where
        opp_player_1_id is not null and period is not null and not is_shootout and event_type in ('Faceoff', 'Hit')
    {% for assist in ["primary", "secondary"] %}
    union all
    select
        game_id, period, {{ assist }}_assist_id as player_id, '{{ assist }}_assist' as part,
        null as event_type, null as event_detail, false as is_goal, false as is_shot_attempt, false as is_shot_on_goal,
        null as xg, 0 as seconds
    from {{ ref("int_goals") }}
    where {{ assist }}_assist_id is not null and period is not null
    {% endfor %}
    union all
    select
        game_id, period, player_id, 'ice_time' as part,
        null as event_type, null as event_detail, false as is_goal, false as is_shot_attempt, false as is_shot_on_goal,
        null as xg, duration_seconds as seconds
    from {{ ref("fact_shifts_player") }}
    where counts_for_player

),

counted as (

    select
        game_id,
        period,
        player_id,
        {{ count_if("is_goal") }} as goals,
        {{ count_if("part = 'primary_assist'") }} as primary_assists,
        {{ count_if("part = 'secondary_assist'") }} as secondary_assists,
        {{ count_if("is_shot_attempt") }} as shots,
        {{ count_if("is_shot_on_goal") }} as sog,
        cast(coalesce(sum(xg), 0) as numeric(10, 4)) as xg_for,
        {{ count_if("part = 'event_player_1' and event_type = 'Faceoff'") }} as fo_wins,
        {{ count_if("part = 'opp_player_1' and event_type = 'Faceoff'") }} as fo_losses,
        {{ count_if("part = 'event_player_1' and event_type = 'Hit'") }} as hits,
        {{ count_if("part = 'opp_player_1' and event_type = 'Hit'") }} as hits_taken,
        {{ count_if("event_detail = 'Turnover_Giveaway'") }} as giveaways,
        {{ count_if("event_detail = 'Turnover_Takeaway'") }} as takeaways,
        cast(sum(seconds) as integer) as toi_seconds
    from credited
    group by game_id, period, player_id

),

final as (

    select
        -- keys
        counted.game_id,
        counted.player_id,
        counted.period,
        game_players.team_id,
        cast(game_players.team_venue as text) as venue,

        -- counts
        case when inputs.has_events then counted.goals end as goals,
        case when inputs.has_events then counted.primary_assists + counted.secondary_assists end as assists,
        case when inputs.has_events then counted.goals + counted.primary_assists + counted.secondary_assists end as points,
        {% for column in ["primary_assists", "secondary_assists", "shots", "sog"] %}
        case when inputs.has_events then counted.{{ column }} end as {{ column }},
        {% endfor %}
        cast(case when inputs.has_events then counted.xg_for end as numeric(10, 4)) as xg_for,
        {% for need, columns in {
            "has_faceoffs": ["fo_wins", "fo_losses"],
            "has_hits": ["hits", "hits_taken"],
            "has_turnovers": ["giveaways", "takeaways"],
            "has_shifts": ["toi_seconds"],
        }.items() %}
        {% for column in columns %}
        case when inputs.{{ need }} then counted.{{ column }} end as {{ column }},
        {% endfor %}
        {% endfor %}

        -- ratios
        {{ pct("counted.goals", "counted.sog") }} as shooting_pct,
        {{ pct("counted.fo_wins", "counted.fo_wins + counted.fo_losses") }} as fo_pct
    from counted
    inner join game_players on counted.game_id = game_players.game_id and counted.player_id = game_players.player_id
    inner join inputs on counted.game_id = inputs.game_id

)

{{ with_build_stamp(of_last_build=true) }}
