-- One row per season, and one under * for games of no known season: the rules that hold in it. For each rule the most special
-- source that gives it counts: of the league before any league; what the league says before the seed; of the season before any.
{{ config(materialized="view") }}
with

seasons as (

    select season_id, league_id from {{ ref("stg_league__seasons") }}
    union all
    select '*' as season_id, null as league_id

),

given as (

    {% for source in ["stg_league__settings", "league_settings"] %}
    select
        league_id,
        season_id,
        {{ loop.index }} as source_rank,
        {% for setting in league_settings_names() %}
        {{ setting }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ ref(source) }}
    {{ "union all" if not loop.last }}
    {% endfor %}

),

ranked as (

    select
        seasons.season_id,
        row_number() over (
            partition by seasons.season_id
            order by (given.league_id = '*'), given.source_rank, (given.season_id = '*')
        ) as precedence,
        {% for setting in league_settings_names() %}
        given.{{ setting }}{{ "," if not loop.last }}
        {% endfor %}
    from seasons
    inner join given
        on
            given.league_id in ('*', seasons.league_id)
            and given.season_id in ('*', seasons.season_id)

),

final as (

    select
        season_id,
        {% for setting in league_settings_names() %}
        {{ first_of(setting, "precedence", setting ~ " is not null") }} as {{ setting }}{{ "," if not loop.last }}
        {% endfor %}
    from ranked
    group by season_id

)

select * from final
