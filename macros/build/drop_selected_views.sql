{#
    Before a full refresh: drop the views that it will make again. Otherwise seeds and tables dropped by parallel threads
    cascade to the same views in different orders, and deadlock.
#}
{% macro drop_selected_views() %}
    {% if execute and flags.FULL_REFRESH and flags.WHICH in ["build", "run", "seed"] %}
        {% set models = graph.nodes.values() | selectattr("resource_type", "equalto", "model") %}
        {% do drop_keys_to(models | selectattr("unique_id", "in", selected_resources) | list) %}
        {% for unique_id in selected_resources if unique_id.startswith("model.") %}
            {% set node = graph.nodes[unique_id] %}
            {% set relation = adapter.get_relation(node.database, node.schema, node.alias) %}
            {% if relation is not none and relation.is_view %}
                {% do adapter.drop_relation(relation) %}
            {% endif %}
        {% endfor %}
        {% do run_query("commit") %}
    {% endif %}
{% endmacro %}
