-- One row per game, player and statistic: tracked and official value, and what keeps the two from being compared.
-- Over 100 lines: three pairs of sources list the same columns.
{{ config(materialized="ephemeral") }}
-- name -> official column, who has it, and what the tracking must have whole for it: events, shifts (ice time), both (on the ice)
{% set compared_stats = {
    "goals": {"official": "goals", "who": "any", "needs": "events"},
    "assists": {"official": "assists", "who": "any", "needs": "events"},
    "pim": {"official": "pim", "who": "any", "needs": "events"},
    "sog": {"official": "shots", "who": "skater", "needs": "events"},
    "plus_minus": {"official": "plus_minus", "who": "skater", "needs": "both"},
    "hits": {"official": "hits", "who": "skater", "needs": "events"},
    "blocks": {"official": "blocks", "who": "skater", "needs": "events"},
    "giveaways": {"official": "giveaways", "who": "skater", "needs": "events"},
    "takeaways": {"official": "takeaways", "who": "skater", "needs": "events"},
    "faceoff_pct": {"official": "faceoff_pct", "who": "skater", "needs": "events"},
    "toi_seconds": {"official": "toi_seconds", "who": "any", "needs": "shifts"},
    "shift_count": {"official": "shift_count", "who": "skater", "needs": "shifts"},
    "shots_against": {"official": "shots_against", "who": "goalie", "needs": "events"},
    "saves": {"official": "saves", "who": "goalie", "needs": "events"},
    "goals_against": {"official": "goals_against", "who": "goalie", "needs": "events"},
} %}
with

players as (

    select * from {{ ref("fact_player_game_stats") }} where {{ in_scope() }}

),

goalies as (

    select * from {{ ref("fact_goalie_game_stats") }} where {{ in_scope() }}

),

officials as (

    select * from {{ ref("int_official_results") }} where {{ in_scope() }}

),

completeness as (

    select * from {{ ref("int_game_completeness") }} where {{ in_scope() }}

),

published as (

    -- games with a result, and the digits in which they publish the share of faceoffs won
    select
        game_id,
        coalesce(max(scale(trim_scale(faceoff_pct))), 4) as faceoff_digits
    from officials
    group by game_id

),

tracked as (

    select
        players.game_id,
        players.player_id,
        players.team_id,
        players.venue,
        players.player_number,
        players.is_rostered,
        players.goals,
        players.assists,
        players.pim,
        players.sog,
        players.plus_minus,
        players.hits,
        players.blocks,
        players.giveaways,
        players.takeaways,
        case players.fo_total
            when 0 then 0
            else round(1.0 * players.fo_wins / players.fo_total, published.faceoff_digits)
        end as faceoff_pct,
        players.toi_seconds,
        players.shift_count,
        coalesce(goalies.shots_against, 0) as shots_against,
        coalesce(goalies.saves, 0) as saves,
        coalesce(goalies.goals_against, 0) as goals_against
    from players
    inner join published on players.game_id = published.game_id
    left join goalies on players.game_id = goalies.game_id and players.player_id = goalies.player_id

),

paired as (

    {% for stat, about in compared_stats.items() %}
    select
        coalesce(tracked.game_id, officials.game_id) as game_id,
        coalesce(tracked.player_id, officials.player_id) as player_id,
        tracked.team_id,
        coalesce(tracked.venue, officials.team_venue) as venue,
        coalesce(tracked.player_number, officials.player_number) as player_number,
        tracked.is_rostered,
        officials.player_id is not null as is_official,
        '{{ stat }}' as stat,
        '{{ about["needs"] }}' as needs,
        cast(tracked.{{ stat }} as numeric) as tracked_value,
        cast(officials.{{ about["official"] }} as numeric) as official_value,
        -- without a list every column is trusted
        (officials.trusted_columns is null or '{{ about["official"] }}' = any(officials.trusted_columns)) as is_trusted
    from tracked
    full outer join officials on tracked.game_id = officials.game_id and tracked.player_id = officials.player_id
    where
        {% if about["who"] == "any" %}
        officials.{{ about["official"] }} is not null
        {% else %}
        officials.{{ about["official"] }} is not null and {{ "" if about["who"] == "goalie" else "not " }}officials.is_goalie
        {% endif %}
        {% if stat in ["goals", "assists", "pim"] %}
        -- what he is credited with though the league does not list him
        or (officials.player_id is null and tracked.{{ stat }} > 0)
        {% endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

final as (

    select
        paired.game_id,
        paired.player_id,
        paired.team_id,
        paired.venue,
        paired.player_number,
        paired.is_rostered,
        paired.is_official,
        paired.stat,
        paired.needs,
        paired.tracked_value,
        paired.official_value,
        case
            when not paired.is_trusted then 'the league''s own number is marked as not to be compared'
            when paired.needs in ('events', 'both') and not completeness.is_complete then completeness.event_faults
            when paired.needs in ('shifts', 'both') and not completeness.toi_reliable then completeness.ice_time_faults
            when paired.tracked_value is null and paired.team_id is not null then 'nobody tracked this in the game'
        end as obstacle
    from paired
    inner join completeness on paired.game_id = completeness.game_id

)

select * from final
