{#
    A total is not the sum of its parts. A part that nobody knows adds nothing; where none is known there is nothing to compare.
#}
{% macro parts_differ(total, parts) -%}
    coalesce({{ parts | join(", ") }}) is not null
    and {{ total }} is distinct from
    {%- for part in parts %} coalesce({{ part }}, 0) {{ "+" if not loop.last }}{%- endfor %}
{%- endmacro %}

{#
    The rows of a statistics table in scope in which a total is not the sum of its parts (`sums`), or less than it (`limits`);
    both are total: [lists of parts]. For tests; splits by period leave out games in which a part has no column of its own.
#}
{% macro rows_that_do_not_add_up(relation, key, sums, limits={}) -%}
    {%- set checks = [] -%}
    {%- for total, splits in sums.items() -%}
        {%- for parts in splits -%} {%- do checks.append((total, parts, parts_differ(total, parts))) -%} {%- endfor -%}
    {%- endfor -%}
    {%- for total, splits in limits.items() -%}
        {%- for parts in splits -%} {%- do checks.append((total, parts, total ~ " < " ~ parts | join(" + "))) -%} {%- endfor -%}
    {%- endfor -%}
    {%- for total, parts, condition in checks %}
    select game_id, {{ key }}, '{{ total }}' as total, '{{ parts | join(" + ") }}' as parts
    from {{ relation }}
    where
        {{ condition }}
        {%- if parts[0].startswith("first_period") %}
        -- a fourth quarter has no column of its own
        and game_id not in (select games.game_id from {{ ref("int_games") }} as games where games.regulation_periods > 3)
        and game_id not in {{ games_with_unknown_periods() }}
        {%- endif %}
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
