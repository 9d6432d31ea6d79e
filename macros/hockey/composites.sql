{#
    Composite statistics of a skater's game and what each is made of; weights are in the seed composite_weights, and a test
    holds the two together. `base` is added once.
#}
{% macro composites() -%}
    {{ return({
        "offensive_rating": ["base", "goals", "primary_assists", "secondary_assists", "sog", "xg_for"],
        "defensive_rating": ["base", "takeaways", "blocks", "giveaways", "on_ice_xga"],
        "hustle_rating": ["base", "backchecks", "forechecks", "loose_puck_wins", "pressures", "puck_recoveries"],
        "playmaking_rating": ["base", "pass_completed", "primary_assists", "secondary_assists"],
        "shooting_rating": ["base", "goals", "sog", "shots_missed", "xg_for"],
        "physical_rating": ["base", "hits", "blocks"],
        "danger_creation_rate": ["xg_for", "shots_high_danger", "slot_passes_received"],
        "impact_score": ["base", "cf_pct", "plus_minus_ev", "points"],
        "offensive_contribution": ["goals", "assists", "sog", "zone_entries_controlled"],
        "defensive_contribution": ["blocks", "takeaways", "backchecks", "zone_entry_denials", "giveaways_bad"],
        "puck_possession_index": [
            "puck_touches_estimated", "passes_successful", "loose_puck_wins", "loose_puck_losses",
        ],
        "clutch_factor": [
            "earlier_period_points", "last_period_points", "overtime_points", "clutch_goals", "game_winning_goals",
        ],
        "two_way_rating": ["offensive_contribution", "defensive_contribution"],
        "complete_player_score": ["offensive_rating", "defensive_rating", "hustle_rating", "playmaking_rating"],
    }) }}
{%- endmacro %}

{# Names of the weights as columns of one row: offensive_rating__goals, ... #}
{% macro composite_weight_names() -%}
    {%- set names = [] -%}
    {%- for composite, stats in composites().items() -%}
    {%- for stat in stats -%} {%- do names.append(composite ~ "__" ~ stat) -%} {%- endfor -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

{# Weighted sum of what a composite is made of (joined: the weights as one row `weights`); NULL when a part is unknown. #}
{% macro composite_sum(composite, row) -%}
    (
        {%- for stat in composites()[composite] %}
        weights.{{ composite }}__{{ stat }} {% if stat != "base" %}* {{ row }}.{{ stat }}{% endif %} {{ "+" if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# The same with all but the base per 60 minutes on the ice. #}
{% macro composite_per_60(composite, row) -%}
    {%- set base = "weights." ~ composite ~ "__base" if "base" in composites()[composite] else "0" -%}
    round({{ base }} + 3600.0 * ({{ composite_sum(composite, row) }} - {{ base }}) / nullif({{ row }}.toi_seconds, 0), 3)
{%- endmacro %}

{# A number kept within limits; NULL stays NULL. #}
{% macro bounded(expression, lowest, highest) -%}
    case
        when {{ expression }} is not null then round(least({{ highest }}, greatest({{ lowest }}, {{ expression }})), 2)
    end
{%- endmacro %}
