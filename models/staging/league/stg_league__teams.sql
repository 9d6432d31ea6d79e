-- One row per team, from staging_teams.
with

teams as (

    select * from {{ source("league", "staging_teams") }}

),

final as (

    select
        team_id,
        team_name,
        long_team_name,
        team_code,
        league_id,
        league_name,
        color_1,
        color_2,
        color_3,
        color_4
    from teams

)

select * from final
