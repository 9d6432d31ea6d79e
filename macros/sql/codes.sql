{# What makes two spellings of a code the same: letters and digits, in lower case. Pass-Completed = Pass_Completed. #}
{% macro code_key(expression) -%}
    lower(translate({{ expression }}, ' -_/.,:;()&+''"#*', ''))
{%- endmacro %}

{# A detail of one type stands under another; shots, goals, penalty shots and shootout attempts are noted under each other. #}
{% macro is_of_another_type(event_type, detail_type) -%}
    {%- set shooting = "('Shot', 'Goal', 'PenaltyShot', 'Shootout')" -%}
    ({{ event_type }} <> {{ detail_type }} and not ({{ event_type }} in {{ shooting }} and {{ detail_type }} in {{ shooting }}))
{%- endmacro %}

{#
    How alike two keys of codes are, from 0 to 1: the share of letters and pairs of neighbouring letters that they have in
    common. shott and shot: 0.88, gaol and goal: 0.57. Of nothing that PostgreSQL has without an extension.
#}
{% macro code_likeness(one, other) -%}
    (
        select 2.0 * count(*) / (2 * length({{ one }}) + 2 * length({{ other }}) - 2)
        from (
            {%- for key in [one, other] %}
            select pieces.piece, row_number() over (partition by pieces.piece) as occurrence
            from (
                {%- for size in [1, 2] %}
                select substr({{ key }}, cast(start as integer), {{ size }}) as piece
                from generate_series(1, length({{ key }}) - {{ size - 1 }}) as start
                {{ "union all" if not loop.last }}
                {%- endfor %}
            ) as pieces
            {{ "intersect" if not loop.last }}
            {%- endfor %}
        ) as shared
    )
{%- endmacro %}
