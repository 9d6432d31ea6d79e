{# How many tie-breakers of a league are looked at. #}
{% macro most_tie_breakers() -%}
    {{ return(8) }}
{%- endmacro %}

{#
    What may rank teams, as named in tie_breakers of the league's settings: name -> SQL over a row `tied` of the teams and a row
    `meetings` of what a team did against those it is still tied with. More is better.
#}
{% macro tie_breaker_values() -%}
    {{ return({
        "points": "tied.points",
        "points_percentage": "tied.points_pct",
        "regulation_wins": "tied.regulation_wins",
        "regulation_and_overtime_wins": "tied.regulation_wins + tied.overtime_wins",
        "wins": "tied.w",
        "goal_difference": "tied.gf - tied.ga",
        "goals_for": "tied.gf",
        "fewest_games": "-tied.gp",
        "head_to_head_points": "coalesce(meetings.points, 0)",
        "head_to_head_points_percentage": "coalesce(1.0 * meetings.points / meetings.games, 0)",
        "head_to_head_goal_difference": "coalesce(meetings.goal_difference, 0)",
        "head_to_head_goals_for": "coalesce(meetings.goals_for, 0)",
    }) }}
{%- endmacro %}
