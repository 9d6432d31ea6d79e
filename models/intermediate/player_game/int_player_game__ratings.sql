-- One row per game and player: his counts and scores, and the ratings made of them. Ratings are of skaters.
-- Over 100 lines: a rating is made in three passes over the same columns.
{% set bounded_ratings = [
    "offensive_rating", "defensive_rating", "hustle_rating", "playmaking_rating", "shooting_rating", "physical_rating",
] -%}
{% set sums = [
    "impact_score", "offensive_contribution", "defensive_contribution", "puck_possession_index", "clutch_factor",
] -%}
with

scores as (

    select * from {{ ref("int_player_game__value") }}

),

weights as (

    {{ seed_as_row("composite_weights", "composite || '__' || stat", "weight", composite_weight_names()) }}

),

settings as (

    {{ seed_as_row("rating_settings", "setting", "value", rating_settings()) }}

),

adjusted as (

    select
        scores.*,

        -- weighed for the opponents faced
        scores.goals * scores.opponent_factor as goals_rating_adj,
        scores.assists * scores.opponent_factor as assists_rating_adj,
        scores.points * scores.opponent_factor as points_rating_adj,
        scores.plus_ev * scores.opponent_factor - scores.minus_ev * (2 - scores.opponent_factor) as plus_minus_rating_adj,
        {{ pct(
            "scores.corsi_for * scores.opponent_factor",
            "scores.corsi_for * scores.opponent_factor + scores.corsi_against * (2 - scores.opponent_factor)"
        ) }} as cf_pct_rating_adj,

        -- shifts
        case
            when scores.seconds_per_shift is not null then greatest(scores.seconds_per_shift - settings.long_shift_seconds, 0)
        end as avg_shift_too_long,
        {{ flag("scores.seconds_per_shift > settings.long_shift_seconds") }} as shift_length_warning,
        round(100 * abs(1 - scores.toi_vs_team_avg), 2) as sub_equity_score,

        -- game score
        {{ per_60("scores.game_score", "scores.toi_seconds") }} as game_score_per_60,
        {{ ratio("1200 * scores.game_score", "scores.playing_toi_seconds", 2) }} as efficiency_score,
        round((scores.game_score - settings.game_score_mean) / settings.game_score_sd, 3) as deviations,

        -- goals above replacement
        scores.gar_even_offence + scores.gar_even_defence + scores.gar_finishing + scores.gar_penalties
        + scores.gar_faceoffs + scores.gar_turnovers + scores.gar_replacement as gar_total
    from scores
    cross join settings

),

rated as (

    select
        adjusted.*,
        {{ bounded(
            "settings.rating_mean + settings.rating_sd * adjusted.deviations", "settings.rating_min", "settings.rating_max"
        ) }} as effective_game_rating,
        {{ bounded("50 + settings.points_per_sd * adjusted.deviations", 0, 100) }} as game_score_rating,
        round(adjusted.gar_total / adjusted.goals_per_win, 4) as war,

        -- composites
        {% for rating in bounded_ratings %}
        {{ bounded(composite_per_60(rating, "adjusted"), 0, 100) }} as {{ rating }},
        {% endfor %}
        {% for composite in sums %}
        {{ composite_sum(composite, "adjusted") }} as {{ composite }},
        {% endfor %}
        {{ composite_per_60("danger_creation_rate", "adjusted") }} as danger_creation_rate
    from adjusted
    cross join settings
    cross join weights

),

compared_to_own_rating as (

    select
        rated.*,
        rated.war as war_estimate,
        rated.effective_game_rating - rated.player_rating as rating_performance_delta,
        {{ composite_sum("two_way_rating", "rated") }} as two_way_rating,
        {{ composite_sum("complete_player_score", "rated") }} as complete_player_score
    from rated
    cross join weights

),

final as (

    select
        compared_to_own_rating.*,
        {{ flag("compared_to_own_rating.rating_performance_delta >= settings.tier_slight") }} as playing_above_rating,
        {{ flag("compared_to_own_rating.rating_performance_delta <= -settings.tier_slight") }} as playing_below_rating,
        {{ flag("abs(compared_to_own_rating.rating_performance_delta) < settings.tier_slight") }} as playing_at_rating,
        {{ performance_tier("compared_to_own_rating.rating_performance_delta") }} as performance_tier,
        100 + settings.index_per_point * compared_to_own_rating.rating_performance_delta as performance_index
    from compared_to_own_rating
    cross join settings

)

select * from final
