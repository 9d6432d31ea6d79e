-- One row per tracked event with the side and the sweater number that it is credited to: those noted, but an own goal that is
-- noted of who put it in counts for the other side, and for its attacker if one is named (NHL rule 78.4, IIHF appendix 1).
{{ config(materialized="view") }}
with

events as (

    select * from {{ ref("int_event_shootouts") }}

),

counted as (

    select
        events.*,
        {% for venue in ["home", "away"] %}
        {% set other = "away" if venue == "home" else "home" %}
        -- without the goal that a shootout is worth
        official_{{ venue }}_goals
        - case when decided_in = 'SO' and official_{{ venue }}_goals > official_{{ other }}_goals then 1 else 0 end
            as official_{{ venue }}_goals_in_play,
        count(*) filter (where {{ is_goal("events") }} and team_venue = '{{ venue }}') over game as noted_{{ venue }}_goals,
        count(*) filter (where {{ is_goal("events") }} and team_venue = '{{ venue }}' and is_own_goal) over game
            as noted_{{ venue }}_own_goals{{ "," if not loop.last }}
        {% endfor %}
    from events
    window game as (partition by game_id)

),

turned as (

    -- the official score tells which side an own goal is noted of, else the zone: who puts it into his own net is in his own zone
    select
        counted.*,
        is_own_goal
        and case team_venue
            {% for venue in ["home", "away"] %}
            {% set other = "away" if venue == "home" else "home" %}
            when '{{ venue }}'
                then case
                    when
                        noted_{{ venue }}_goals = official_{{ venue }}_goals_in_play
                        and noted_{{ other }}_goals = official_{{ other }}_goals_in_play
                        then false
                    when
                        noted_{{ venue }}_goals - noted_{{ venue }}_own_goals = official_{{ venue }}_goals_in_play
                        and noted_{{ other }}_goals + noted_{{ venue }}_own_goals = official_{{ other }}_goals_in_play
                        then true
                    else coalesce(event_team_zone <> 'o', true)
                end
            {% endfor %}
            else false
        end as is_turned
    from counted

),

final as (

    select
        turned.*,
        case when is_turned then {{ other_venue("team_venue") }} else team_venue end as credited_venue,
        -- needed only where it pairs goals with their shots
        case
            when not (event_type in ('Goal', 'Shot') or is_shot_attempt) then event_team_player_1
            when is_turned then {{ first_number("turned", "opp") }}
            else {{ first_number("turned", "event") }}
        end as credited_number
    from turned

)

select * from final
