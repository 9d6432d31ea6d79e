-- One row per season, from staging_seasons.
with

seasons as (

    select * from {{ source("league", "staging_seasons") }}

),

final as (

    select
        season_id,
        season,
        session,
        league_id,
        league_name,
        start_date
    from seasons

)

select * from final
