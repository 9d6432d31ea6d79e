{#
    What a tracker's key may read, granted when the relation is made. The config `grants` would ask the database for the
    rights of each relation in every build, and take from the API's roles what default privileges gave them.
#}
{% macro grant_to_tracker() -%}
    {%- if model.config.materialized == "view" or not is_incremental() -%}
        grant select on {{ this }} to benchsight_tracker
    {%- endif -%}
{%- endmacro %}
