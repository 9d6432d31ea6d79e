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
