{#
    Before a run: ops.published_tables has the tables and views of models/marts, by which the functions of the API know what they
    may be asked for. Only rows that differ are written, so that runs side by side do not wait for each other. Parts of models
    (`__`) are left out. benchsight/builds/rebuild/tables.py reads the same from the files; a test compares.
#}
{% macro list_published_tables() %}
    {% if execute and flags.WHICH in ["build", "run"] %}
        {% set listed = "jsonb_to_recordset($tables$" ~ tojson(published_tables()) ~ "$tables$)"
            ~ " as listed (table_name text, category text, load_order smallint, kind text)" %}
        {% do run_query(
            "delete from ops.published_tables where table_name not in (select listed.table_name from " ~ listed ~ ")"
        ) %}
        {% do run_query(
            "update ops.published_tables as known set category = listed.category, load_order = listed.load_order, kind = listed.kind"
            ~ " from " ~ listed ~ " where known.table_name = listed.table_name"
            ~ " and (known.category, known.load_order, known.kind) <> (listed.category, listed.load_order, listed.kind)"
        ) %}
        {% do run_query(
            "insert into ops.published_tables (table_name, category, load_order, kind)"
            ~ " select listed.table_name, listed.category, listed.load_order, listed.kind from " ~ listed
            ~ " where listed.table_name not in (select table_name from ops.published_tables) on conflict do nothing"
        ) %}
        {% do run_query("commit") %}
    {% endif %}
{% endmacro %}

{# Rows of ops.published_tables: kind is game (kept per game), entity (per player or team over games), whole or view. #}
{% macro published_tables() %}
    {% set kinds = {"replace_games": "game", "replace_entities": "entity", "replace_all": "whole"} %}
    {% set order = ["dims", "core_facts", "stats_facts", "analytics_facts"] %}
    {% set tables = [] %}
    {% for node in graph.nodes.values() if node.resource_type == "model" and node.package_name == project_name %}
        {% if node.fqn[1] == "marts" and "__" not in node.name %}
            {% set category = var("category_of_folder")[node.fqn[2]] %}
            {% do tables.append({
                "table_name": node.name,
                "category": category,
                "load_order": order.index(category) + 1,
                "kind": kinds[node.config.incremental_strategy] if node.config.materialized == "incremental" else "view",
            }) %}
        {% endif %}
    {% endfor %}
    {{ return(tables) }}
{% endmacro %}
