{#
    Result of a side by the final score: W, T, L, or OTL for a loss after regulation. Playoffs have no overtime losses: there a
    game is won or lost.
#}
{% macro game_outcome(goals, opponents_goals, decided_in, game_kind) -%}
    case
        when {{ goals }} > {{ opponents_goals }} then 'W'
        when {{ goals }} = {{ opponents_goals }} then 'T'
        when {{ goals }} < {{ opponents_goals }}
            then case when {{ decided_in }} in ('OT', 'SO') and {{ game_kind }} <> 'playoffs' then 'OTL' else 'L' end
    end
{%- endmacro %}
