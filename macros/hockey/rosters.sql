{# Side of a row of a roster: of its team, for the side that a roster notes may be the other; `game` has the teams of the game. #}
{% macro roster_venue(roster, game) -%}
    case
            when {{ roster }}.team_id = {{ game }}.home_team_id then 'home'
            when {{ roster }}.team_id = {{ game }}.away_team_id then 'away'
            when {{ roster }}.team_id is null and {{ roster }}.team_name = {{ game }}.home_team_name then 'home'
            when {{ roster }}.team_id is null and {{ roster }}.team_name = {{ game }}.away_team_name then 'away'
            else {{ roster }}.team_venue
        end
{%- endmacro %}

{# Which of several rows of rosters has a sweater number first: an id before a mere name, the league before the tracker, who played. #}
{% macro roster_order(roster) -%}
    case when {{ roster }}.player_id is null then 1 else 0 end,
                case {{ roster }}.source_kind when 'league' then 1 else 2 end,
                case when {{ roster }}.games_played > 0 then 0 when {{ roster }}.games_played is null then 1 else 2 end
{%- endmacro %}

{#
    The tracked sweater numbers of a game by side, and whether the roster of their own side has them, and that of the other; `game` is a
    row with the teams that are home and away. The caller has the CTEs `shifts`, `events` and `rosters`.
#}
{% macro numbers_on_rosters(game) -%}
    (
            select
                numbered.team_venue,
                numbered.player_number,
                coalesce(bool_or({{ roster_venue("rosters", game) }} = numbered.team_venue), false) as is_on_own,
                coalesce(bool_or({{ roster_venue("rosters", game) }} <> numbered.team_venue), false) as is_on_other
            from (
                select slots.team_venue, {{ number_in_slot("shifts") }} as player_number
                from shifts
                cross join {{ slots_of_both_sides() }}
                where shifts.game_id = {{ game }}.game_id
                union
                select team_venue, event_team_player_1 from events where events.game_id = {{ game }}.game_id
                union
                select {{ other_venue("team_venue") }}, opp_team_player_1 from events where events.game_id = {{ game }}.game_id
            ) as numbered
            left join rosters on rosters.game_id = {{ game }}.game_id and numbered.player_number = rosters.player_number
            where numbered.player_number > 0
            group by numbered.team_venue, numbered.player_number
        ) as numbers_on_rosters
{%- endmacro %}

{# Whether such numbers belong to the other side: of ten or more, nine of ten are on its roster, and at most half on their own. #}
{% macro numbers_fit_the_other_side() -%}
    count(*) >= 10
            and {{ count_if("is_on_other") }} >= 0.9 * count(*)
            and {{ count_if("is_on_own") }} <= 0.5 * count(*)
{%- endmacro %}
