{#
    Incremental strategy for what is kept per player or team over many games: every row that the games in scope concern is
    deleted, what the model yields for them now is inserted. A table of seasons loses the rows of the seasons that they are in;
    any other table, all rows of their players and teams.
#}
{% macro get_incremental_replace_entities_sql(arg_dict) %}
    {%- set columns = get_quoted_csv(arg_dict["dest_columns"] | map(attribute="name")) -%}
    delete from {{ arg_dict["target_relation"] }}
    where {{ kept_rows_in_scope(arg_dict["dest_columns"] | map(attribute="name") | list) }};

    insert into {{ arg_dict["target_relation"] }} ({{ columns }})
    select {{ columns }}
    from {{ arg_dict["temp_relation"] }}
{% endmacro %}

{# A condition on the rows of a table of this strategy, by the columns it has; benchsight/builds/statements.py has the same. #}
{% macro kept_rows_in_scope(names) -%}
    {%- if "entity_id" in names -%} {{ entity_in_scope("entity_id") }}
    {%- else -%} {{ season_in_scope("player_id" if "player_id" in names else "team_id") }}
    {%- endif -%}
{%- endmacro %}

{# A condition: a game of the running build has, or had, this player or team. #}
{% macro entity_in_scope(column) -%}
    {%- set entities = "select touched.entity_id from " ~ ref("int_metric_entities") ~ " as touched" -%}
    {%- set touched = entities ~ " where " ~ in_scope("touched.game_id") -%}
    {%- if has_many_games() -%} {{ column }} in ({{ touched }}) {%- else -%} {{ column }} = any(array({{ touched }})) {%- endif -%}
{%- endmacro %}

{#
    A condition: such a game counts, or counted, for the player or team in this season. The first half follows from the second;
    by it the planner takes an index.
#}
{% macro season_in_scope(entity) -%}
    {{ entity_in_scope(entity) }}
    and ({{ entity }}, coalesce(season_id, '')) in (
        select touched.entity_id, touched.season_key
        from {{ ref("int_metric_entities") }} as touched
        where {{ in_scope("touched.game_id") }}
    )
{%- endmacro %}
