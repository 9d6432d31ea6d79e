{#
    Columns whose type differs between what a model yields and its table, as dbt's own macro finds them; that one compares
    every column with every other, which at some 500 columns takes longer than the query.
#}
{% macro postgres__diff_column_data_types(source_columns, target_columns) %}
    {% set targets = {} %}
    {% for column in target_columns %}
        {% do targets.update({column.name: column}) %}
    {% endfor %}
    {% set changed = [] %}
    {% for column in source_columns if column.name in targets %}
        {% set target = targets[column.name] %}
        {% if column.expanded_data_type != target.expanded_data_type and not column.can_expand_to(other_column=target) %}
            {% do changed.append({"column_name": target.name, "new_type": column.expanded_data_type}) %}
        {% endif %}
    {% endfor %}
    {{ return(changed) }}
{% endmacro %}
