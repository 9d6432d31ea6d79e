-- One row per rule, game and side or goalie it could be broken by, with the value that the rule limits.
-- Over 100 lines: one line for each rule.
{{ config(materialized="ephemeral") }}
with

teams as (

    select * from {{ ref("fact_team_game_stats") }}

),

goalies as (

    select * from {{ ref("fact_goalie_game_stats") }}

),

players as (

    select * from {{ ref("fact_player_game_stats") }}

),

faceoffs as (

    select
        game_id,
        sum(fo_wins) as wins,
        sum(fo_losses) as losses
    from players
    group by game_id

),

final as (

    select
        game_id,
        'goalie' as entity_type,
        player_id as entity_id,
        'goalie_without_shots' as rule,
        toi_seconds as found,
        {{ clock_text("toi_seconds") }} || ' without a shot against' as detail
    from goalies
    where shots_against = 0

    union all

    select
        game_id,
        'goalie' as entity_type,
        player_id as entity_id,
        'goalie_concedes_often' as rule,
        100 - save_pct as found,
        'goals: ' || cast(goals_against as text) || ', shots: ' || cast(shots_against as text) as detail
    from goalies
    where shots_against >= 10

    union all

    select
        game_id,
        'team' as entity_type,
        team_id as entity_id,
        case when shots_without_save < 0 then 'more_saves_than_shots' else 'shots_without_save' end as rule,
        abs(shots_without_save) as found,
        'shots on goal against: ' || cast(sog_against as text) || ', saves: ' || cast(saves as text)
        || ', goals: ' || cast(goals_against as text) as detail
    from teams

    union all

    select
        game_id,
        'team' as entity_type,
        team_id as entity_id,
        'side_without_shots' as rule,
        case when sog = 0 then 1 else 0 end as found,
        'no shot on goal' as detail
    from teams
    where game_is_complete

    union all

    select
        game_id,
        'team' as entity_type,
        team_id as entity_id,
        'one_sided_attempts' as rule,
        cf_pct as found,
        'attempts for: ' || cast(cf as text) || ', against: ' || cast(ca as text) as detail
    from teams
    where game_is_complete

    union all

    select
        game_id,
        'game' as entity_type,
        cast(game_id as text) as entity_id,
        'faceoffs_of_one_player' as rule,
        {{ pct("abs(wins - losses)", "greatest(wins, losses)") }} as found,
        'won: ' || cast(wins as text) || ', lost: ' || cast(losses as text) as detail
    from faceoffs

)

select * from final
