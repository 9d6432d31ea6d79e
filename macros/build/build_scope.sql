{# The table that holds the games of the running build; in a test of the data, those that are tested. #}
{% macro build_scope() -%} {{ "ops.test_scope" if model.resource_type == "test" else "ops.build_scope" }} {%- endmacro %}

{#
    A condition: the row's game is being built. A few games are an array, which the planner takes down to the index of the
    table below any view; many are joined, so that it knows how many. So are the games of a view, which is made once and read
    in builds of a few games as of many.
#}
{% macro in_scope(column="game_id") -%}
    {%- set scope = "select build_scope.game_id from " ~ build_scope() ~ " as build_scope" -%}
    {%- if has_many_games() or model.config.materialized == "view" -%} {{ column }} in ({{ scope }})
    {%- else -%} {{ column }} = any(array({{ scope }}))
    {%- endif -%}
{%- endmacro %}

{# Every game, or so many that `benchsight build` says so. #}
{% macro has_many_games() -%}
    {{ return(flags.FULL_REFRESH or var("many_games") or not (var("orchestrated") or var("game_ids"))) }}
{%- endmacro %}

{#
    Before a run. `benchsight build` has filled the scope and holds the build lock. At a dbt prompt the scope is
    the var game_ids, or every game, or with `--empty` none; a full refresh always takes every game, since it recreates the
    tables. Games that are left out (`benchsight exclude`) are never in it.
#}
{% macro prepare_build_scope() %}
    {% if execute and not var("orchestrated") and flags.WHICH in ["build", "run", "test"] %}
        {% if run_query(build_lock_is_held()).rows | length > 0 %}
            {{ exceptions.raise_compiler_error("a benchsight build is running on this database; wait for it to end") }}
        {% endif %}
        {% set wanted = [] if var("game_ids") == [] else wanted_games() %}
        {% if wanted and flags.FULL_REFRESH %}
            {% do log("game_ids is ignored: a full refresh takes every game, since it recreates the tables", info=true) %}
        {% endif %}
        {% do run_query("truncate " ~ build_scope()) %}
        {% if is_empty_run() %}
            {% do log("--empty: no game is built; statements run, and what is there stays", info=true) %}
        {% elif wanted and not flags.FULL_REFRESH %}
            {% do run_query(
                "insert into " ~ build_scope() ~ " (game_id, input_version) select game_id, inputs.input_version"
                ~ " from unnest(array[" ~ wanted | join(", ") ~ "]) as game_id left join ops.game_inputs as inputs using (game_id)"
                ~ " on conflict do nothing"
            ) %}
        {% else %}
            {% do run_query(
                "insert into " ~ build_scope() ~ " select game_id, input_version from ops.game_inputs"
                ~ " where game_id not in (select game_id from ops.excluded_games)"
            ) %}
        {% endif %}
        {% do run_query("truncate ops.test_scope") %}
        {% do run_query("insert into ops.test_scope select game_id from " ~ build_scope()) %}
        {% do run_query("commit") %}
        {% do run_query("analyze " ~ build_scope()) %}
        {% do run_query("analyze ops.test_scope") %}
    {% endif %}
{% endmacro %}

{# After a run at a dbt prompt; a build that has started meanwhile keeps its own scope. #}
{% macro clear_build_scope() %}
    {% if execute and not var("orchestrated") and flags.WHICH in ["build", "run", "test"] %}
        {% if run_query(build_lock_is_held()).rows | length == 0 %}
            {% do run_query("truncate " ~ build_scope()) %}
            {% do run_query("commit") %}
        {% endif %}
    {% endif %}
{% endmacro %}

{# Yields a row while `benchsight build` holds its advisory lock on this database (the key is hashtext of its name). #}
{% macro build_lock_is_held() %}
    select 1 as held
    from pg_locks
    where
        locktype = 'advisory'
        and granted
        and database = (select oid from pg_database where datname = current_database())
        and classid = 0
        and objid = {{ build_lock_key() }}
{% endmacro %}

{# Key of the build lock: any fixed number, the same in benchsight/builds. #}
{% macro build_lock_key() -%} 20261120 {%- endmacro %}
