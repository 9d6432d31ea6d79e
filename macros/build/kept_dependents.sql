{#
    Before a run that recreates relations: remember what users built on them (views, keys, indexes, constraints, policies,
    triggers, rights), which falls with them, and drop the views among them and above them. Otherwise tables dropped by parallel
    threads cascade to the same views in different orders, and deadlock. After the run restore_dependents makes it again.
    Stops before anything is dropped if there is something that cannot be made again, unless the var drop_dependents is set.
#}
{% macro keep_dependents() %}
    {% if execute and flags.WHICH in ["build", "run", "seed"] %}
        {% set dropped, views = [], [] %}
        {% for unique_id in selected_resources if unique_id.startswith(("model.", "seed.")) %}
            {% set node = graph.nodes[unique_id] %}
            {% set relation = adapter.get_relation(node.database, node.schema, node.alias) %}
            {% if relation is not none and node.package_name == "benchsight" %}
                {% if relation.is_view and flags.FULL_REFRESH %}{% do views.append(relation) %}{% endif %}
                {% if relation.is_view or flags.FULL_REFRESH %}{% do dropped.append(quoted_name(node)) %}{% endif %}
            {% endif %}
        {% endfor %}
        {% for relation in views_without_model() if flags.FULL_REFRESH and dropped %}
            {% do views.append(relation) %}
            {% do dropped.append("format('%I.%I', '" ~ relation.schema ~ "', '" ~ relation.identifier ~ "')") %}
        {% endfor %}
        {% if dropped %}
            {% set names = "array[" ~ dropped | join(", ") ~ "]" %}
            {% set blocking = run_query("select * from ops.blocking_dependents(" ~ names ~ ")").columns[0].values() %}
            {% if blocking and not var("drop_dependents") %}
                {{ exceptions.raise_compiler_error(
                    "this run recreates relations, and would drop with them: " ~ blocking | join("; ")
                    ~ ". Save how to make that again, and drop it yourself; or let the run drop it: --vars '{drop_dependents: true}'"
                ) }}
            {% endif %}
            {% do run_query("select ops.keep_dependents(" ~ names ~ ")") %}
            {% if flags.FULL_REFRESH %}
                {% set models = graph.nodes.values() | selectattr("resource_type", "equalto", "model") %}
                {% do drop_keys_to(models | selectattr("unique_id", "in", selected_resources) | list) %}
            {% endif %}
            {% for relation in views %}{% do adapter.drop_relation(relation) %}{% endfor %}
            {% do run_query("commit") %}
        {% endif %}
        {{ note_unfinished() }}
    {% endif %}
{% endmacro %}

{# Views outside the published schema that an earlier version of the project created and this one has no model for. #}
{% macro views_without_model() %}
    {% set models = [] %}
    {% for node in graph.nodes.values() if node.resource_type == "model" %}{% do models.append(quoted_name(node)) %}{% endfor %}
    {% set found = run_query(
        "select schema_name, relation_name from ops.project_relations where not is_table and schema_name <> '"
        ~ target.schema ~ "' and format('%I.%I', schema_name, relation_name) <> all(array[" ~ models | join(", ") ~ "])"
    ) %}
    {% set views = [] %}
    {% for row in found.rows %}
        {% set relation = adapter.get_relation(target.database, row[0], row[1]) %}
        {% if relation is not none and relation.is_view %}{% do views.append(relation) %}{% endif %}
    {% endfor %}
    {{ return(views) }}
{% endmacro %}

{# After a run: make again what it took from users; say what could not be made, which ops.kept_objects keeps. #}
{% macro restore_dependents() %}
    {% if execute and flags.WHICH in ["build", "run", "seed"] %}
        {% set failed = run_query("select * from ops.restore_dependents()") %}
        {% do run_query("commit") %}
        {% for row in failed.rows %}
            {% do log("NOT MADE AGAIN: " ~ row[0] ~ ": " ~ row[1] ~ " (table ops.kept_objects has its statements)", info=true) %}
        {% endfor %}
        {{ note_finished() }}
    {% endif %}
{% endmacro %}

{# At a dbt prompt: a relation that is recreated, or is missing, is incomplete until the run has filled it. #}
{% macro note_unfinished() %}
    {% if not var("orchestrated") %}
        {% set recreated = selected_names() if flags.FULL_REFRESH else "'{}'" %}
        {% do run_query(
            "update ops.project_relations as known set is_whole = false where is_table and is_whole and ("
            ~ "format('%I.%I', schema_name, relation_name) = any(cast(" ~ recreated ~ " as text[]))"
            ~ " or to_regclass(format('%I.%I', schema_name, relation_name)) is null)"
        ) %}
        {% do run_query("commit") %}
    {% endif %}
{% endmacro %}

{# At a dbt prompt: tables that this run made of every game are whole again. #}
{% macro note_finished() %}
    {% if not var("orchestrated") and not is_empty_run() and (flags.FULL_REFRESH or not var("game_ids")) %}
        {% set made = [] %}
        {% for result in results if result.status == "success" and result.node.resource_type in ["model", "seed"] %}
            {% do made.append(quoted_name(result.node)) %}
        {% endfor %}
        {% if made %}
            {% do run_query(
                "update ops.project_relations set is_whole = true where not is_whole and"
                ~ " format('%I.%I', schema_name, relation_name) = any(array[" ~ made | join(", ") ~ "])"
            ) %}
            {% do run_query("commit") %}
        {% endif %}
    {% endif %}
{% endmacro %}

{# The selected seeds and models as an SQL array of names. #}
{% macro selected_names() -%}
    array[
    {%- for unique_id in selected_resources if unique_id.startswith(("model.", "seed.")) -%}
        {{ quoted_name(graph.nodes[unique_id]) }}{{ ", " if not loop.last }}
    {%- endfor -%}
    ]
{%- endmacro %}

{# An SQL expression: the name of a node's relation as SQL writes it. #}
{% macro quoted_name(node) -%} format('%I.%I', '{{ node.schema }}', '{{ node.alias }}') {%- endmacro %}
