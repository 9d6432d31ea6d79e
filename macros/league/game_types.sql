{# Kind of game from what the league writes: regular, playoffs or preseason; a game that does not say is regular. #}
{% macro game_type(written) -%}
    case
        when lower({{ written }}) like 'p%off%' or lower({{ written }}) in ('p', 'po', 'post', 'postseason') then 'playoffs'
        when lower({{ written }}) like 'pre%' or lower({{ written }}) like 'exh%' or lower({{ written }}) = 'pr' then 'preseason'
        else 'regular'
    end
{%- endmacro %}
