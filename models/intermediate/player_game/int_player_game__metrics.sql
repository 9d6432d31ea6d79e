-- One row per player in scope and game he played, whatever game is built: what his metrics are made of.
{{ config(materialized="ephemeral") }}
with

players as (

    select * from {{ ref("fact_player_game_stats") }} where {{ entity_in_scope("player_id") }}

),

games as (

    select * from {{ ref("int_games") }}

),

final as (

    select
        players.player_id as entity_id,
        players.game_id,
        players.game_date,
        players.season_id,
        games.game_kind as game_type,

        -- official numbers where there are some
        coalesce(players.official_goals, players.goals) as used_goals,
        coalesce(players.official_assists, players.assists) as used_assists,
        coalesce(players.official_pim, players.pim) as used_pim,

        -- what may be averaged
        coalesce(players.toi_reliable and players.toi_seconds > 0, false) as has_ice_time,
        coalesce(players.toi_reliable and players.game_is_complete and players.toi_seconds > 0, false) as has_rates,

        -- counts
        {% for column in ["goals", "sog", "shots", "xg_for", "hits", "blocks", "takeaways", "giveaways", "plus_minus",
                          "game_score", "toi_seconds", "fo_wins", "fo_total", "pass_completed", "pass_attempts",
                          "corsi_for", "corsi_against", "on_ice_xgf", "on_ice_xga"] %}
        players.{{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from players
    inner join games on players.game_id = games.game_id
    where
        -- a goalie who did not leave the bench did not play
        {{ has_played("players") }}
        and games.decided_in is distinct from 'FORFEIT'

)

select * from final
