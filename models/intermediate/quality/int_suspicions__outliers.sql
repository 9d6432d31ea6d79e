-- One row per statistic, game and skater: how far it is from the middle of its season, in robust standard deviations.
-- The middle is the median, the deviation 1.4826 times the median distance from it, at least a floor. Seasons with fewer
-- than 100 player-games have no middle to speak of.
{{ config(materialized="ephemeral") }}
{%- set floors = {
    "shots": 1, "hits": 1, "giveaways": 1, "takeaways": 1, "blocks": 1, "toi_seconds": 60, "shots_per_60": 2, "points_per_60": 2,
} -%}
{%- set needs_ice_time = ["toi_seconds", "shots_per_60", "points_per_60"] %}
with

skaters as (

    -- by name: the table has hundreds of columns
    select
        game_id,
        player_id,
        season_id,
        toi_reliable,
        {{ floors | join(", ") }}
    from {{ ref("fact_player_game_stats") }}
    where not is_goalie and game_is_complete

),

measured as (

    {% for stat, floor in floors.items() %}
    select
        game_id,
        player_id,
        season_id,
        '{{ stat }}' as stat,
        {{ floor }} as floor,
        {{ stat }} as found
    from skaters
    where
        {{ stat }} is not null
        {% if stat in needs_ice_time %}
        and toi_reliable and toi_seconds >= 300
        {% endif %}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

medians as (

    select
        season_id,
        stat,
        percentile_cont(0.5) within group (order by found) as median
    from measured
    group by season_id, stat
    having count(*) >= 100

),

distances as (

    select
        measured.*,
        medians.median,
        measured.found - medians.median as distance
    from measured
    inner join medians on coalesce(measured.season_id, '') = coalesce(medians.season_id, '') and measured.stat = medians.stat

),

deviations as (

    select
        season_id,
        stat,
        greatest(1.4826 * percentile_cont(0.5) within group (order by abs(distance)), max(floor)) as deviation
    from distances
    group by season_id, stat

),

final as (

    select
        distances.game_id,
        distances.player_id,
        'outlier_' || distances.stat as rule,
        round(cast(abs(distances.distance) / deviations.deviation as numeric), 2) as found,
        cast(distances.found as text) || ' ' || distances.stat || ', the middle of the season is '
        || cast(round(cast(distances.median as numeric), 2) as text) as detail
    from distances
    inner join deviations
        on coalesce(distances.season_id, '') = coalesce(deviations.season_id, '') and distances.stat = deviations.stat

)

select * from final
