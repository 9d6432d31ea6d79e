{#
    The final select of a published model of games: its rows, when they were made, and from which version of the game's input.
    A table has the stamp of the running build, a view (`of_last_build`) that of the last build of each game.
#}
{% macro with_build_stamp(of_last_build=false, rows="final") -%}
{%- if of_last_build -%}
select
    {{ rows }}.*,
    builds.built_at,
    nullif(builds.input_version, 0) as payload_version
from {{ rows }}
left join ops.game_builds as builds on {{ rows }}.game_id = builds.game_id
{%- else -%}
select
    {{ rows }}.*,
    current_timestamp as built_at,
    scope.input_version as payload_version
from {{ rows }}
left join {{ build_scope() }} as scope on {{ rows }}.game_id = scope.game_id
{%- endif -%}
{%- endmacro %}
