{# Lower (side "-") or upper ("+") end of Wilson's 95 % interval of a share seen in a number of trials. #}
{% macro wilson_bound(share, trials, side) -%}
    (
        {{ share }} + 1.9208 / {{ trials }}
        {{ side }} 1.96 * sqrt({{ share }} * (1 - {{ share }}) / {{ trials }} + 0.9604 / ({{ trials }} * {{ trials }}))
    ) / (1 + 3.8416 / {{ trials }})
{%- endmacro %}
