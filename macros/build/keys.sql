{#
    The keys that models declare as constraints are not part of the statement that makes the table: rows would be checked one
    by one. They are added at the end of a run, wherever they are missing.
#}
{% macro default__get_table_columns_and_constraints() %}
    ({% for column in adapter.render_raw_columns_constraints(raw_columns=model["columns"]) -%}
        {{ column }}{{ ", " if not loop.last }}
    {%- endfor %})
{% endmacro %}

{# The only column of the primary key that a model declares; none if it declares no such key. #}
{% macro key_column() %}
    {% for constraint in model.constraints if constraint.type == "primary_key" and constraint.columns | length == 1 %}
        {{ return(constraint.columns[0]) }}
    {% endfor %}
    {{ return(none) }}
{% endmacro %}

{# At the end of a run: every declared key that a table lacks is added. #}
{% macro add_missing_keys() %}
    {% if execute and flags.WHICH in ["build", "run"] %}
        {% set keys = [] %}
        {% for node in graph.nodes.values() if node.resource_type == "model" %}
            {% for constraint in node.constraints or [] if constraint.type in ["primary_key", "foreign_key"] %}
                {% set key = {"table": relation_name(node), "columns": constraint.columns} %}
                {% if constraint.type == "foreign_key" %}
                    {% do key.update({"parent": relation_name(model_named(constraint.to))}) %}
                {% endif %}
                {% do keys.append(key) %}
            {% endfor %}
        {% endfor %}
        {% set failed = run_query("select * from ops.add_keys($keys$" ~ tojson(keys) ~ "$keys$)") %}
        {% for row in failed.rows %}
            {% do log("key not added: " ~ row[0], info=true) %}
        {% endfor %}
        {% do run_query("commit") %}
    {% endif %}
{% endmacro %}

{# At the end of a run that went well: rows of dimensions that are not yielded any more. #}
{% macro remove_gone_rows() %}
    {% if execute and flags.WHICH in ["build", "run"] %}
        {% if results | selectattr("status", "in", ["error", "skipped"]) | list | length == 0 %}
            {% do run_query("select ops.remove_gone_rows()") %}
            {% do run_query("commit") %}
        {% endif %}
    {% endif %}
{% endmacro %}

{# Before a full refresh: a table that is dropped takes the foreign keys to it along, which parallel threads do in any order. #}
{% macro drop_keys_to(nodes) %}
    {% set names = [] %}
    {% for node in nodes %}
        {% do names.append("to_regclass('" ~ relation_name(node) ~ "')") %}
    {% endfor %}
    {% if names %}
        {% set keys = run_query(
            "select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint"
            ~ " where contype = 'f' and confrelid in (" ~ names | join(", ") ~ ")"
        ) %}
        {% for key in keys.rows %}
            {% do run_query(key[0]) %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{# The name of a model's table in SQL. #}
{% macro relation_name(node) -%} {{ return('"' ~ node.schema ~ '"."' ~ node.alias ~ '"') }} {%- endmacro %}

{# The model that a constraint refers to: `ref('dim_player')` before it is compiled, a relation after that. #}
{% macro model_named(text) %}
    {% set name = modules.re.findall("[a-z_0-9]+", text)[-1] %}
    {% for node in graph.nodes.values() if node.resource_type == "model" and node.name == name %}
        {{ return(node) }}
    {% endfor %}
    {% do exceptions.raise_compiler_error("no model is named " ~ text) %}
{% endmacro %}
