{#
    Columns that season and career tables of players add up, by the games that they may be added from: all of them; those
    with reliable ice times; those whose events are complete as well (what happens on the ice needs both).
#}
{% macro player_season_sums() -%}
    {{ return({
        "all": [
            "primary_assists", "secondary_assists", "even_strength_goals", "power_play_goals", "shorthanded_goals",
            "empty_net_goals_for", "game_winning_goals", "first_goals",
            "shots", "sog", "unblocked_shots", "rebound_shots", "rush_shots", "scoring_chances", "high_danger_chances",
            "pass_attempts", "pass_completed", "fo_wins", "fo_losses", "fo_total",
            "zone_entry_attempts", "zone_entries", "zone_entries_controlled",
            "zone_exit_attempts", "zone_exits", "zone_exits_controlled", "zone_keepins",
            "giveaways", "giveaways_bad", "takeaways", "blocks", "hits", "hits_taken", "puck_battles", "puck_battle_wins",
            "penalties_taken", "penalties_drawn",
        ],
        "ice_time": [
            "toi_seconds", "playing_toi_seconds", "shift_count",
            "toi_even_seconds", "toi_power_play_seconds", "toi_short_handed_seconds", "toi_5v5_seconds",
        ],
        "on_ice": [
            "plus_minus", "on_ice_gf", "on_ice_ga", "corsi_for", "corsi_against", "fenwick_for", "fenwick_against",
            "on_ice_sf", "on_ice_sa", "gf_5v5", "ga_5v5", "cf_5v5", "ca_5v5",
        ],
        "on_ice_xg": ["on_ice_xgf", "on_ice_xga"],
    }) }}
{%- endmacro %}

{# Columns that season and career tables of goalies add up from all games. #}
{% macro goalie_season_sums() -%}
    {{ return([
        "shots_against", "saves", "saves_freeze", "saves_rebound", "saves_played",
        "even_strength_saves", "short_handed_saves", "power_play_saves",
        "even_strength_shots_against", "short_handed_shots_against", "power_play_shots_against",
        "even_strength_goals_against", "short_handed_goals_against", "power_play_goals_against", "penalty_shot_goals_against",
        "attempts_against", "unblocked_attempts_against",
        "high_danger_shots_against", "high_danger_goals_against", "medium_danger_shots_against", "medium_danger_goals_against",
        "low_danger_shots_against", "low_danger_goals_against",
        "rebound_shots_against", "rebound_goals_against", "rush_shots_against", "rush_goals_against",
    ]) }}
{%- endmacro %}

{# Sums of goalies that are no counts, from all games: column -> type. #}
{% macro goalie_season_value_sums() -%}
    {{ return({
        "xg_against": "numeric(10, 4)",
        "goals_saved_above_expected": "numeric(10, 4)",
        "goals_saved_above_average": "numeric(10, 3)",
        "game_score": "numeric(10, 3)",
    }) }}
{%- endmacro %}

{# Games of a goalie by start and decision: column -> condition on his row of the game. #}
{% macro goalie_season_games() -%}
    {{ return({
        "games_started": "is_starter",
        "wins": "decision = 'W'",
        "losses": "decision = 'L'",
        "overtime_losses": "decision = 'OTL'",
        "ties": "decision = 'T'",
        "rated_starts": "is_quality_start is not null",
        "quality_starts": "is_quality_start",
        "really_bad_starts": "is_really_bad_start",
    }) }}
{%- endmacro %}

{# Columns that the season table of teams adds up: from all games, and from those with reliable ice times. #}
{% macro team_season_sums() -%}
    {{ return({
        "all": [
            "even_strength_goals", "power_play_goals", "shorthanded_goals", "empty_net_goals",
            "power_play_goals_against", "shorthanded_goals_against", "power_play_opportunities", "times_short_handed",
            "scoring_chances", "scoring_chances_against", "high_danger_chances", "high_danger_chances_against",
            "shots", "sog", "sog_against", "cf", "ca", "ff", "fa", "high_danger_shots", "rush_shots", "rebound_shots",
            "blocks", "saves", "pim", "penalties", "fo_wins", "fo_losses", "hits", "giveaways", "takeaways",
            "pass_attempts", "pass_completed", "zone_entries", "zone_entries_controlled",
            "zone_exits", "zone_exits_controlled", "zone_keepins",
            "zone_time_oz_seconds", "zone_time_nz_seconds", "zone_time_dz_seconds",
        ],
        "ice_time": [
            "toi_seconds", "toi_5v5_seconds", "toi_power_play_seconds", "toi_short_handed_seconds",
            "cf_5v5", "ca_5v5", "gf_5v5", "ga_5v5", "sf_5v5", "sa_5v5",
        ],
        "ice_time_values": [
            "xgf_5v5", "xga_5v5",
            "score_adjusted_cf", "score_adjusted_ca", "score_adjusted_xgf", "score_adjusted_xga",
        ],
    }) }}
{%- endmacro %}

{# Which numbers a total is made of: official where every game has an official one, tracked where none has, else mixed. #}
{% macro points_source(official_games, games) -%}
    case {{ official_games }} when {{ games }} then 'official' when 0 then 'tracked' else 'mixed' end
{%- endmacro %}
