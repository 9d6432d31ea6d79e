-- One row per game and player who dressed or was tracked: who he was, his counts, and the ratios made of them.
-- Over 100 lines: the columns of the table in the order in which they are published.
{{ config(indexes=[
    {"columns": ["game_id", "player_id"], "unique": true},
    {"columns": ["player_id", "game_date desc nulls last", "game_id desc"]},
]) }}
with

counts as (

    select * from {{ ref("int_player_game__ratings") }}

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

completeness as (

    select * from {{ ref("int_game_completeness") }} where {{ in_scope() }}

),

officials as (

    select * from {{ ref("int_official_results") }} where {{ in_scope() }}

),

final as (

    select
        -- keys
        'PG' || cast(counts.game_id as text) || counts.player_id as player_game_key,
        counts.game_id,
        counts.player_id,
        game_players.player_name,
        game_players.team_id,
        cast(game_players.team_venue as text) as venue,
        case game_players.team_venue when 'home' then games.away_team_id else games.home_team_id end as opponent_team_id,
        games.home_team_id,
        games.away_team_id,
        games.season_id,
        games.game_date,

        -- player
        game_players.player_number,
        game_players.position_code,
        counts.is_goalie,
        game_players.is_rostered,
        game_players.is_substitute,
        counts.player_rating,

        -- official
        officials.goals as official_goals,
        officials.assists as official_assists,
        officials.goals + officials.assists as official_points,
        officials.pim as official_pim,

        -- reliability
        completeness.is_complete as game_is_complete,
        completeness.toi_reliable,

        -- counts
        {% for needs in player_game_families().values() %}
        {% for columns in needs.values() %}
        {% for column in columns %}
        counts."{{ column }}",
        {% endfor %}
        {% endfor %}
        {% endfor %}

        -- sums and differences
        counts.logical_shifts as shift_count,
        round(counts.toi_seconds / 60.0, 2) as toi_minutes,
        round(counts.playing_toi_seconds / 60.0, 2) as playing_toi_minutes,
        case
            when coalesce(game_players.position_code, 'F') <> 'G'
                -- nobody else is on the ice for a penalty shot that scores
                then counts.plus_goals - counts.minus_goals + counts.penalty_shot_goals
        end as plus_minus,
        counts.plus_minus_ev,
        counts.on_ice_gf as plus_total,
        counts.on_ice_ga as minus_total,
        counts.on_ice_gf - counts.on_ice_ga as plus_minus_total,
        counts.plus_ev as plus_en_adj,
        counts.plus_ev - counts.minus_en_adj as plus_minus_en_adj,
        counts.on_ice_xga as xg_against,
        counts.on_ice_xgf - counts.on_ice_xga as xg_diff,
        counts.goals - counts.xg_for as goals_above_expected,
        counts.takeaways - counts.giveaways_bad as turnover_diff_adjusted,
        {{ successful_plays("counts", "successful") }} as total_successful_plays,
        {{ successful_plays("counts", "unsuccessful") }} as total_unsuccessful_plays,

        -- percentages, 0 to 100
        {{ pct("counts.goals", "counts.sog") }} as shooting_pct,
        {{ pct("counts.pass_completed", "counts.pass_attempts") }} as pass_pct,
        {{ pct("counts.passes_received_successful", "counts.times_pass_target") }} as pass_reception_rate,
        {{ pct("counts.fo_wins", "counts.fo_total") }} as fo_pct,
        {{ pct("counts.fo_wins_oz", "counts.fo_wins_oz + counts.fo_losses_oz") }} as fo_pct_oz,
        {{ pct("counts.fo_wins_nz", "counts.fo_wins_nz + counts.fo_losses_nz") }} as fo_pct_nz,
        {{ pct("counts.fo_wins_dz", "counts.fo_wins_dz + counts.fo_losses_dz") }} as fo_pct_dz,
        {{ pct("counts.zone_entries", "counts.zone_entry_attempts") }} as zone_entry_success_rate,
        {{ pct("counts.zone_entries_controlled", "counts.zone_entries") }} as zone_entry_control_pct,
        {{ pct("counts.zone_exits", "counts.zone_exit_attempts") }} as zone_exit_success_rate,
        {{ pct("counts.zone_exits_controlled", "counts.zone_exits") }} as zone_exit_control_pct,
        {{ pct(
            successful_plays("counts", "successful"),
            successful_plays("counts", "successful") ~ " + " ~ successful_plays("counts", "unsuccessful")
        ) }} as overall_success_rate,
        {{ pct("counts.shots_successful", "counts.shots_successful + counts.shots_unsuccessful") }} as shot_success_rate,
        {{ pct("counts.passes_successful", "counts.passes_successful + counts.passes_unsuccessful") }} as pass_success_rate,
        {{ pct("counts.plays_successful", "counts.plays_successful + counts.plays_unsuccessful") }} as play_success_rate,
        {{ pct("counts.times_attacked_unsuccessfully", "counts.times_attacked") }} as defensive_success_rate,
        case
            when counts.event_roles <= counts.total_on_ice_events
                then {{ pct("counts.event_roles", "counts.total_on_ice_events") }}
        end as involvement_rate,
        counts.cf_pct,
        {{ pct("counts.fenwick_for", "counts.fenwick_for + counts.fenwick_against") }} as ff_pct,
        {{ pct("counts.cf_5v5", "counts.cf_5v5 + counts.ca_5v5") }} as cf_pct_5v5,
        {{ pct("counts.ff_5v5", "counts.ff_5v5 + counts.fa_5v5") }} as ff_pct_5v5,
        {{ pct("counts.xgf_5v5", "counts.xgf_5v5 + counts.xga_5v5") }} as xg_pct_5v5,
        {{ pct("counts.on_ice_xgf", "counts.on_ice_xgf + counts.on_ice_xga") }} as xg_pct,
        {{ pct("counts.on_ice_gf", "counts.on_ice_sf") }} as on_ice_sh_pct,
        {{ pct("counts.on_ice_sa - counts.on_ice_ga", "counts.on_ice_sa") }} as on_ice_sv_pct,
        {{ pct("counts.on_ice_gf", "counts.on_ice_sf") }}
            + {{ pct("counts.on_ice_sa - counts.on_ice_ga", "counts.on_ice_sa") }} as pdo,
        {{ pct("counts.gf_5v5", "counts.sf_5v5") }} as on_ice_sh_pct_5v5,
        {{ pct("counts.sa_5v5 - counts.ga_5v5", "counts.sa_5v5") }} as on_ice_sv_pct_5v5,
        {{ pct("counts.gf_5v5", "counts.sf_5v5") }} + {{ pct("counts.sa_5v5 - counts.ga_5v5", "counts.sa_5v5") }} as pdo_5v5,
        {{ pct(
            "counts.faceoffs_on_ice_oz",
            "counts.faceoffs_on_ice_oz + counts.faceoffs_on_ice_nz + counts.faceoffs_on_ice_dz"
        ) }} as zone_starts_oz_pct,
        {{ pct(
            "counts.faceoffs_on_ice_dz",
            "counts.faceoffs_on_ice_oz + counts.faceoffs_on_ice_nz + counts.faceoffs_on_ice_dz"
        ) }} as zone_starts_dz_pct,

        -- averages
        {{ ratio("counts.toi_seconds", "counts.logical_shifts", 1) }} as avg_shift,
        {{ ratio("counts.playing_toi_seconds", "counts.logical_shifts", 1) }} as avg_playing_shift,
        {{ ratio("counts.xg_for", "counts.unblocked_shots", 4) }} as xg_per_shot,
        {{ ratio("counts.xg_for", "counts.shots", 4) }} as shot_quality_avg,

        -- rates per 60 minutes
        {% for measure in ["goals", "assists", "points", "shots"] %}
        {{ per_60("counts." ~ measure, "counts.toi_seconds") }} as {{ measure }}_per_60,
        {{ per_60("counts." ~ measure, "counts.playing_toi_seconds") }} as {{ measure }}_per_60_playing,
        {% endfor %}
        {{ per_60("counts.giveaways", "counts.toi_seconds") }} as giveaway_rate_per_60,
        {{ per_60("counts.takeaways", "counts.toi_seconds") }} as takeaway_rate_per_60,

        -- ratings and composites, of skaters
        {% for columns in player_game_ratings().values() %}
        {% set last_group = loop.last %}
        {% for column in columns %}
        case when not counts.is_goalie then counts.{{ column }} end as {{ column }}{{ "," if not (loop.last and last_group) }}
        {% endfor %}
        {% endfor %}
    from counts
    inner join game_players on counts.game_id = game_players.game_id and counts.player_id = game_players.player_id
    inner join games on counts.game_id = games.game_id
    inner join completeness on counts.game_id = completeness.game_id
    left join officials on counts.game_id = officials.game_id and counts.player_id = officials.player_id

)

{{ with_build_stamp() }}
