-- One row per season: the league's list, and seasons that only the schedule names; with the games scheduled in each.
with

listed as (

    select * from {{ ref("stg_league__seasons") }}

),

schedule as (

    select
        season_id,
        min(season) as season,
        min(game_date) as first_game_date,
        max(game_date) as last_game_date,
        cast(count(*) as integer) as game_count
    from {{ ref("stg_league__schedule") }}
    where season_id is not null
    group by season_id

),

final as (

    select
        coalesce(listed.season_id, schedule.season_id) as season_id,
        coalesce(listed.season, schedule.season) as season,
        listed.session,
        listed.league_id,
        listed.league_name,
        listed.start_date,
        schedule.first_game_date,
        schedule.last_game_date,
        coalesce(schedule.game_count, 0) as game_count,
        listed.season_id is not null as is_listed
    from listed
    full outer join schedule on listed.season_id = schedule.season_id

)

select * from final
