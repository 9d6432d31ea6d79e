{# The final select of a published view of games: its rows, and what `published` says of those of a table. #}
{% macro published_view(rows="final") -%}
select
    {{ rows }}.*,
    builds.built_at,
    nullif(builds.input_version, 0) as payload_version
from {{ rows }}
left join ops.game_builds as builds on {{ rows }}.game_id = builds.game_id
{%- endmacro %}
