-- One row per game and player: his counts, and what takes one step from them: game score, goals above replacement, shares
-- against his side without him, the last period against the earlier ones, and how good opponents and team mates were.
-- Over 100 lines: game score and goals above replacement share their terms, which are a line each.
with

counts as (

    select * from {{ ref("int_player_game__counts") }}

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

last_period as (

    select * from {{ ref("int_player_game__last_period") }}

),

competition as (

    select * from {{ ref("int_player_game__competition") }}

),

sides as (

    select * from {{ ref("int_side_on_ice") }}

),

weights as (

    {{ seed_as_row("game_score_weights", "stat", "skater_weight", skater_game_score_stats()) }}

),

gar as (

    {{ seed_as_row("gar_weights", "setting", "value", gar_weights()) }}

),

settings as (

    {{ seed_as_row("rating_settings", "setting", "value", rating_settings()) }}

),

final as (

    select
        counts.*,
        game_players.skill_rating as player_rating,
        coalesce(game_players.position_code = 'G', false) as is_goalie,

        -- opponents and team mates
        competition.opp_avg_rating,
        game_players.skill_rating - competition.opp_avg_rating as skill_diff,
        competition.qoc_rating,
        competition.qot_rating,
        competition.own_side_rating - competition.qoc_rating as expected_vs_rating,
        competition.qoc_toi_seconds,
        competition.qot_toi_seconds,
        1 + settings.adjustment_per_point * (competition.qoc_rating - settings.rating_mean) as opponent_factor,

        -- against the side without him
        {{ pct("counts.corsi_for", "counts.corsi_for + counts.corsi_against") }} as cf_pct,
        {{ relative_pct("corsi_for", "corsi_against", "cf", "ca") }} as cf_pct_rel,
        {{ relative_pct("cf_5v5", "ca_5v5", "cf_5v5", "ca_5v5") }} as cf_pct_rel_5v5,
        {{ relative_pct("xgf_5v5", "xga_5v5", "xgf_5v5", "xga_5v5") }} as xg_pct_rel_5v5,
        counts.plus_ev - counts.minus_ev as plus_minus_ev,

        -- shifts, and the last period of regulation against the earlier ones
        {{ ratio("counts.toi_seconds", "counts.logical_shifts", 1) }} as seconds_per_shift,
        {{ ratio("counts.toi_seconds", "competition.team_avg_toi_seconds") }} as toi_vs_team_avg,
        coalesce(last_period.earlier_period_points, 0) as earlier_period_points,
        coalesce(last_period.last_period_points, 0) as last_period_points,
        {{ late_change(
            "last_period.last_period_toi_seconds", "last_period.last_period_shifts",
            "last_period.earlier_period_toi_seconds", "last_period.earlier_period_shifts"
        ) }} as fatigue_indicator,
        case when counts.has_ice_events then
            {{ per_60("last_period.earlier_period_events", "last_period.earlier_period_toi_seconds") }}
            - {{ per_60("last_period.last_period_events", "last_period.last_period_toi_seconds") }}
        end as period_3_dropoff,
        case when counts.has_ice_events then
            {{ per_60(
                production("last_period.last_period_points", "last_period.last_period_shots"),
                "last_period.last_period_toi_seconds"
            ) }}
            - {{ per_60(
                production("last_period.earlier_period_points", "last_period.earlier_period_shots"),
                "last_period.earlier_period_toi_seconds"
            ) }}
        end as late_game_performance,

        -- game score
        case
            when coalesce(game_players.position_code, 'F') <> 'G' and counts.has_ice_events
                then round({{ game_score("counts", "weights", skater_game_score_stats()) }}, 3)
        end as game_score,

        -- goals above replacement: five skaters share what happens at five against five
        round(gar.share_of_skater * (counts.xgf_5v5 - gar.xg_per_60 * counts.toi_5v5_seconds / 3600), 4) as gar_even_offence,
        round(gar.share_of_skater * (gar.xg_per_60 * counts.toi_5v5_seconds / 3600 - counts.xga_5v5), 4) as gar_even_defence,
        gar.finishing * (counts.goals - counts.xg_for) as gar_finishing,
        gar.penalty * (counts.penalties_drawn - counts.penalties_taken) as gar_penalties,
        gar.faceoff * (counts.fo_wins - counts.fo_losses) as gar_faceoffs,
        gar.turnover * (counts.takeaways - counts.giveaways) as gar_turnovers,
        round(gar.replacement_per_60 * counts.toi_seconds / 3600, 4) as gar_replacement,
        gar.goals_per_win
    from counts
    left join game_players on counts.game_id = game_players.game_id and counts.player_id = game_players.player_id
    left join last_period on counts.game_id = last_period.game_id and counts.player_id = last_period.player_id
    left join competition on counts.game_id = competition.game_id and counts.player_id = competition.player_id
    left join sides on game_players.game_id = sides.game_id and game_players.team_venue = sides.team_venue
    cross join weights
    cross join gar
    cross join settings

)

select * from final
