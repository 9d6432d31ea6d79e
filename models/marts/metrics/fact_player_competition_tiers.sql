-- One row per game, skater and tier of opponents: ice time against them and what happened during it.
-- Tiers are thirds of a side's forwards, and of its defenders, by ice time in the game; each opponent counts his own time.
{{ config(materialized="view") }}
{% set measures = ["gf", "ga", "cf", "ca", "ff", "fa"] %}
with

pairs as (

    select * from {{ ref("fact_h2h") }}

),

tiers as (

    select * from {{ ref("int_skater_tiers") }}

),

final as (

    select
        -- keys
        pairs.game_id,
        pairs.player_id,
        coalesce(tiers.tier, 'unknown') as opponent_tier,
        min(pairs.team_id) as team_id,
        min(pairs.venue) as venue,
        cast(count(*) as integer) as opponents,

        -- against them: each opponent's time together, added up
        cast(sum(pairs.toi_seconds) as integer) as matchup_seconds,
        {% for measure in measures %}
        cast(sum(pairs.{{ measure }}) as integer) as {{ measure }},
        {% endfor %}
        cast(sum(pairs.xgf) as numeric(10, 4)) as xgf,
        cast(sum(pairs.xga) as numeric(10, 4)) as xga,

        -- shares, 0 to 100
        {{ pct("sum(pairs.toi_seconds)", "sum(sum(pairs.toi_seconds)) over (partition by pairs.game_id, pairs.player_id)") }}
            as matchup_share,
        {{ pct("sum(pairs.cf)", "sum(pairs.cf) + sum(pairs.ca)") }} as cf_pct,
        {{ pct("sum(pairs.xgf)", "sum(pairs.xgf) + sum(pairs.xga)") }} as xg_pct
    from pairs
    left join tiers on pairs.game_id = tiers.game_id and pairs.opponent_id = tiers.player_id
    group by pairs.game_id, pairs.player_id, coalesce(tiers.tier, 'unknown')

)

{{ with_build_stamp(of_last_build=true) }}
