{#
    Descriptions become comments in one statement, and only where they differ. A build of `benchsight build` that makes
    nothing new has nothing to say: other descriptions are other code, which makes every table new.
#}
{% macro postgres__persist_docs(relation, model, for_relation, for_columns) %}
    {% set is_new = model.config.materialized == "view" or not is_incremental() %}
    {% if (is_new or not var("orchestrated")) and (config.persist_relation_docs() or config.persist_column_docs()) %}
        {% set columns = {} %}
        {% for name, column in model.columns.items() %}
            {% do columns.update({name: column.description}) %}
        {% endfor %}
        {% set described = model.description if config.persist_relation_docs() else "" %}
        {% do run_query(
            "select ops.describe('" ~ relation ~ "', " ~ postgres_escape_comment(described) ~ ", "
            ~ postgres_escape_comment(tojson(columns if config.persist_column_docs() else {})) ~ ")"
        ) %}
    {% endif %}
{% endmacro %}
