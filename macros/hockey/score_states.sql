{# Score before an event as its team sees it: leading, trailing or tied. #}
{% macro score_state(row) -%}
    case
        when {{ row }}.home_score_before = {{ row }}.away_score_before then 'tied'
        when ({{ row }}.home_score_before > {{ row }}.away_score_before) = ({{ row }}.team_venue = 'home') then 'leading'
        else 'trailing'
    end
{%- endmacro %}

{# A score state as the other side sees it. #}
{% macro mirrored_score_state(score_state) -%}
    case {{ score_state }} when 'leading' then 'trailing' when 'trailing' then 'leading' else {{ score_state }} end
{%- endmacro %}
