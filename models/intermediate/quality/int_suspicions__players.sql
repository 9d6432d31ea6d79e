-- One row per rule, game and player it could be broken by, with the value that the rule limits.
-- Over 100 lines: one line for each rule.
{{ config(materialized="ephemeral") }}
with

players as (

    select * from {{ ref("fact_player_game_stats") }}

),

teams as (

    select * from {{ ref("fact_team_game_stats") }}

),

coverage as (

    select * from {{ ref("int_period_coverage") }}

),

lengths as (

    select
        game_id,
        sum(length_seconds) as game_seconds
    from coverage
    where stint_count > 0
    group by game_id

),

joined as (

    select
        players.game_id,
        players.player_id,
        players.is_goalie,
        players.goals,
        players.sog,
        players.points,
        players.toi_seconds,
        teams.goals as team_goals,
        lengths.game_seconds,
        players.shots + players.blocks + players.points + players.penalties_taken + coalesce(players.pass_attempts, 0)
        + coalesce(players.fo_total, 0) + coalesce(players.giveaways, 0) + coalesce(players.takeaways, 0)
        + coalesce(players.hits, 0) as plays
    from players
    inner join teams on players.game_id = teams.game_id and players.team_id = teams.team_id
    left join lengths on players.game_id = lengths.game_id

),

final as (

    select
        game_id,
        player_id,
        'goals_above_shots_on_goal' as rule,
        goals - sog as found,
        'goals: ' || cast(goals as text) || ', shots on goal: ' || cast(sog as text) as detail
    from joined

    union all

    select
        game_id,
        player_id,
        'points_above_team_goals' as rule,
        points - team_goals as found,
        'points: ' || cast(points as text) || ', goals of the side: ' || cast(team_goals as text) as detail
    from joined

    union all

    select
        game_id,
        player_id,
        'ice_time_above_game_length' as rule,
        toi_seconds - game_seconds as found,
        {{ clock_text("toi_seconds") }} || ' of ' || {{ clock_text("game_seconds") }} as detail
    from joined

    union all

    select
        game_id,
        player_id,
        'skater_ice_time_share' as rule,
        {{ pct("toi_seconds", "game_seconds") }} as found,
        {{ clock_text("toi_seconds") }} || ' of ' || {{ clock_text("game_seconds") }} as detail
    from joined
    where not is_goalie

    union all

    select
        game_id,
        player_id,
        'events_without_ice_time' as rule,
        plays as found,
        'plays without ice time: ' || cast(plays as text) as detail
    from joined
    where not is_goalie and toi_seconds = 0

)

select * from final
