{# A condition: one event comes of the other within a rush, at most five events and ten seconds later, or is that event. #}
{% macro is_off_the_rush(later, earlier) -%}
    {{ later }}.period = {{ earlier }}.period
            and {{ later }}.event_number - {{ earlier }}.event_number between 0 and 5
            and {{ earlier }}.clock_seconds - {{ later }}.clock_seconds between 0 and 10
{%- endmacro %}
