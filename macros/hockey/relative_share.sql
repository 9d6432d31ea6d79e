{#
    Share of a skater's on-ice numbers (row `counts`) less that of his side while he was off the ice (row `sides`), in
    percentage points.
#}
{% macro relative_pct(own_for, own_against, side_for, side_against) -%}
    {{ pct("counts." ~ own_for, "counts." ~ own_for ~ " + counts." ~ own_against) }}
    - {{ pct(
        "sides." ~ side_for ~ " - counts." ~ own_for,
        "sides." ~ side_for ~ " - counts." ~ own_for ~ " + sides." ~ side_against ~ " - counts." ~ own_against
    ) }}
{%- endmacro %}
