-- One row per game and side: goals tracked and official, whether they agree, and if not, why.
-- Over 100 lines: what is compared and the sentences that say it stand together.
{{ config(indexes=[{"columns": ["game_id", "venue"], "unique": true}]) }}
with

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ in_scope() }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

completeness as (

    select * from {{ ref("int_game_completeness") }} where {{ in_scope() }}

),

schedule as (

    select * from {{ ref("stg_league__schedule") }} where {{ in_scope() }}

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }} and ends_with_goal

),

shift_goals as (

    -- unknown in a game whose stints do not say whose goal ended them
    select
        teams.game_id,
        teams.venue,
        {{ count_if("stints.goal_venue = teams.venue") }} as shift_goals
    from teams
    inner join stints on teams.game_id = stints.game_id
    group by teams.game_id, teams.venue
    having bool_and(stints.goal_venue is not null)

),

sided as (

    select
        teams.game_id,
        teams.team_id,
        teams.venue,
        teams.goals as tracked_goals,
        teams.official_goals,
        -- who wins the shootout gets one goal: as tracked, else as the final score says
        case
            when games.decided_in = 'SO' or teams.shootout_goals + opponents.shootout_goals > 0
                then case
                    when teams.shootout_goals <> opponents.shootout_goals
                        then case when teams.shootout_goals > opponents.shootout_goals then 1 else 0 end
                    when teams.official_goals > opponents.official_goals then 1
                    else 0
                end
            else 0
        end as shootout_win_goals,
        {% for period in [1, 2, 3] %}
        -- the tracking may have home and away the other way round
        case
            when (teams.venue = 'home') <> games.is_venue_swapped then schedule.home_period_{{ period }}_goals
            else schedule.away_period_{{ period }}_goals
        end as official_period_{{ period }}_goals,
        {% endfor %}
        teams.first_period_goals as tracked_period_1_goals,
        teams.second_period_goals as tracked_period_2_goals,
        teams.third_period_goals as tracked_period_3_goals
    from teams
    inner join teams as opponents on teams.game_id = opponents.game_id and teams.venue <> opponents.venue
    inner join games on teams.game_id = games.game_id
    left join schedule on teams.game_id = schedule.game_id

),

compared as (

    select
        sided.*,
        sided.tracked_goals + sided.shootout_win_goals as tracked_final_goals,
        shift_goals.shift_goals,
        completeness.event_faults,
        completeness.is_complete and sided.official_goals is not null as is_comparable
    from sided
    inner join completeness on sided.game_id = completeness.game_id
    left join shift_goals on sided.game_id = shift_goals.game_id and sided.venue = shift_goals.venue

),

explained as (

    select
        compared.*,
        case
            when official_goals is null then 'the league gives no score'
            when not is_comparable then event_faults
        end as obstacle,
        case when shootout_win_goals = 1 then 'one goal for the shootout' end as shootout,
        case
            when is_comparable and tracked_final_goals <> official_goals
                then concat_ws(
                    ', ',
                    case
                        when tracked_final_goals < official_goals
                            then 'official goals not tracked: ' || cast(official_goals - tracked_final_goals as text)
                        else 'goals tracked beyond the official score: ' || cast(tracked_final_goals - official_goals as text)
                    end
                    {%- for period in [1, 2, 3] -%}
                    ,
                    case
                        when tracked_period_{{ period }}_goals <> official_period_{{ period }}_goals
                            then 'period {{ period }} has ' || cast(tracked_period_{{ period }}_goals as text) || ' tracked, '
                                || cast(official_period_{{ period }}_goals as text) || ' official'
                    end
                    {%- endfor %}
                )
        end as discrepancy,
        case
            when tracked_goals <> shift_goals then 'the shifts show ' || cast(shift_goals as text)
        end as shifts_say
    from compared

),

final as (

    select
        game_id,
        team_id,
        venue,
        tracked_goals,
        shootout_win_goals,
        tracked_final_goals,
        official_goals,
        shift_goals,
        case when is_comparable then tracked_final_goals = official_goals end as is_equal,
        is_comparable,
        nullif(concat_ws('; ', obstacle, shootout, discrepancy, shifts_say), '') as reason
    from explained

)

{{ with_build_stamp() }}
