-- One row per team: the league's list, and teams that only a schedule or a tracked game names.
with

listed as (

    select * from {{ ref("stg_league__teams") }}

),

schedule as (

    select * from {{ ref("stg_league__schedule") }}

),

games as (

    select * from {{ ref("int_games") }}

),

named as (

    select home_team_id as team_id, home_team_name as team_name from schedule
    union all
    select away_team_id as team_id, away_team_name as team_name from schedule
    union all
    select home_team_id as team_id, home_team_name as team_name from games
    union all
    select away_team_id as team_id, away_team_name as team_name from games

),

unlisted as (

    select
        team_id,
        coalesce(min(team_name), team_id) as team_name
    from named
    where team_id is not null and not exists (select 1 from listed where listed.team_id = named.team_id)
    group by team_id

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
        color_4,
        true as is_listed
    from listed

    union all

    select
        team_id,
        team_name,
        null as long_team_name,
        null as team_code,
        null as league_id,
        null as league_name,
        null as color_1,
        null as color_2,
        null as color_3,
        null as color_4,
        false as is_listed
    from unlisted

)

select * from final
