{# The other side of a game: home for away, away for home. #}
{% macro other_venue(venue) -%}
    case {{ venue }} when 'home' then 'away' when 'away' then 'home' end
{%- endmacro %}
