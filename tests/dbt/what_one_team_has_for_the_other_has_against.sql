-- Fails with every team whose numbers against are not its opponent's numbers for.
{% set mirrors = {
    "goals": "goals_against",
    "power_play_goals": "power_play_goals_against",
    "shorthanded_goals": "shorthanded_goals_against",
    "empty_net_goals": "empty_net_goals_against",
    "sog": "sog_against",
    "cf": "ca",
    "ff": "fa",
    "xgf": "xga",
    "fo_wins": "fo_losses",
    "toi_seconds": "toi_seconds",
    "toi_even_seconds": "toi_even_seconds",
    "toi_5v5_seconds": "toi_5v5_seconds",
    "toi_power_play_seconds": "toi_short_handed_seconds",
    "official_goals": "official_goals_against",
    "largest_lead": "largest_deficit",
    "lead_changes": "lead_changes",
    "toi_leading_seconds": "toi_trailing_seconds",
    "toi_tied_seconds": "toi_tied_seconds",
    "toi_5v4_seconds": "toi_4v5_seconds",
    "toi_5v3_seconds": "toi_3v5_seconds",
    "toi_4v3_seconds": "toi_3v4_seconds",
    "power_play_opportunities": "times_short_handed",
    "power_play_xgf": "short_handed_xga",
    "score_adjusted_cf": "score_adjusted_ca",
    "cf_5v5": "ca_5v5",
    "gf_5v5": "ga_5v5",
    "hits": "hits_taken",
    "fo_wins_oz": "fo_losses_dz",
    "zone_time_oz_seconds": "zone_time_dz_seconds",
    "zone_time_nz_seconds": "zone_time_nz_seconds",
    "possession_seconds": "opponent_possession_seconds",
    "penalties": "penalties_drawn",
} %}
with

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ in_scope() }}

)

select
    ours.game_id,
    ours.team_id
from teams as ours
left join teams as theirs on ours.game_id = theirs.game_id and ours.venue <> theirs.venue
where
    theirs.team_id is distinct from ours.opponent_team_id
    {% for mine, yours in mirrors.items() %}
    or ours.{{ mine }} is distinct from theirs.{{ yours }}
    {% endfor %}
    or ours.goal_difference is distinct from -theirs.goal_difference
