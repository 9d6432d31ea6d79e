{#
    `--empty` builds no game (prepare_build_scope) rather than reading every input as a subquery of no rows: a view would
    stay empty, and the subquery's own alias breaks `from ref(...) as alias` before PostgreSQL 16. Only models of this
    project read their inputs this way.
#}
{% macro ref() -%} {{ return(whole_input(builtins.ref(*varargs, **kwargs))) }} {%- endmacro %}

{% macro source() -%} {{ return(whole_input(builtins.source(*varargs))) }} {%- endmacro %}

{% macro whole_input(relation) -%}
    {{ return(relation if relation.limit is none else relation.replace(limit=none)) }}
{%- endmacro %}

{# Whether `--empty` was given. #}
{% macro is_empty_run() -%} {{ return(invocation_args_dict.get("empty", false) in [true, "True"]) }} {%- endmacro %}
