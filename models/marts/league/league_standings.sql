-- One row per season and team: its record of the regular season, points by the league's settings, and rank.
-- Every game with a result counts, tracked or not.
with

results as (

    select * from {{ ref("league_standings__results") }} where game_type = 'regular'

),

seasons as (

    select * from {{ ref("stg_league__seasons") }}

),

teams as (

    select * from {{ ref("stg_league__teams") }}

),

settings as (

    select * from {{ ref("league_settings") }}

),

numbered as (

    select
        results.*,
        row_number() over latest_first as games_ago,
        first_value(result) over latest_first as latest_result
    from results
    window latest_first as (
        partition by season_id, team_id order by game_date desc nulls last, game_time desc nulls last, game_id desc
    )

),

records as (

    select
        season_id,
        team_id,
        max(team_name) as scheduled_team_name,
        cast(count(*) as integer) as gp,
        {{ count_if("result = 'W'") }} as w,
        {{ count_if("result = 'L'") }} as l,
        {{ count_if("result = 'T'") }} as t,
        {{ count_if("result = 'OTL'") }} as otl,
        cast(sum(goals_for) as integer) as gf,
        cast(sum(goals_against) as integer) as ga,
        {{ record_of("venue = 'home'") }} as home_record,
        {{ record_of("venue = 'away'") }} as away_record,
        {{ record_of("games_ago <= 5") }} as last_5,
        -- games since the last one that ended otherwise
        min(latest_result) || cast(
            coalesce(min(games_ago) filter (where result <> latest_result) - 1, count(*)) as text
        ) as streak,
        {{ points_source("count(*) filter (where score_source = 'official')", "count(*)") }} as score_source
    from numbered
    group by season_id, team_id

),

pointed as (

    select
        records.*,
        coalesce(teams.team_name, records.scheduled_team_name, records.team_id) as team_name,
        cast(
            records.w * settings.points_win
            + records.t * settings.points_tie
            + records.otl * settings.points_overtime_loss
            + records.l * settings.points_loss as integer
        ) as points
    from records
    left join teams on records.team_id = teams.team_id
    left join seasons on records.season_id = seasons.season_id
    inner join settings on settings.league_id = {{ league_settings_id("seasons.league_id") }}

),

final as (

    select
        season_id,
        team_id,
        team_name,
        cast(
            rank() over (partition by season_id order by points desc, w desc, gf - ga desc, gf desc) as integer
        ) as rank,
        gp,
        w,
        l,
        t,
        otl,
        points,
        gf,
        ga,
        gf - ga as gd,
        home_record,
        away_record,
        streak,
        last_5,
        score_source
    from pointed

)

select * from final
