{# The final select of a published table of games: its rows, when they were made, and from which version of the game's input. #}
{% macro published(rows="final") -%}
select
    {{ rows }}.*,
    current_timestamp as built_at,
    scope.input_version as payload_version
from {{ rows }}
left join {{ build_scope() }} as scope on {{ rows }}.game_id = scope.game_id
{%- endmacro %}
