-- One row per league and season that a league gives rules for, from staging_league_settings; NULL where it does not say.
with

settings as (

    select * from {{ source("league", "staging_league_settings") }}

),

final as (

    select
        league_id,
        season_id,
        {% for setting in league_settings_names() %}
        {{ setting }}{{ "," if not loop.last }}
        {% endfor %}
    from settings

)

select * from final
