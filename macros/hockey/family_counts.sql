{#
    The counted columns of families (see player_game_families and its like), each followed by a comma. `inputs` is the row of
    int_game_inputs: what the game has no input for is NULL, else 0.
#}
{% macro family_counts(families) -%}
    {%- for family, needs in families.items() %}
    {%- for need, columns in needs.items() %}
    {%- for column in columns %}
        {%- set counted = "coalesce(" ~ family ~ '."' ~ column ~ '", 0)' %}
        {{ counted if need is none else "case when inputs." ~ need ~ " then " ~ counted ~ " end" }} as "{{ column }}",
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
{%- endmacro %}
