{# The other side of a game: home for away, away for home. #}
{% macro other_venue(venue) -%}
    case {{ venue }} when 'home' then 'away' when 'away' then 'home' end
{%- endmacro %}

{# A zone as the other side sees it: the offensive zone of one is the defensive zone of the other. #}
{% macro mirrored_zone(zone) -%}
    case {{ zone }} when 'o' then 'd' when 'd' then 'o' else {{ zone }} end
{%- endmacro %}
