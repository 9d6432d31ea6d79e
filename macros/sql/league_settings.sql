{# Row of the seed league_settings that holds for a league: its own, else the one for any league. #}
{% macro league_settings_id(league_id) -%}
    case
        when {{ league_id }} in (select own.league_id from {{ ref("league_settings") }} as own) then {{ league_id }}
        else '*'
    end
{%- endmacro %}
