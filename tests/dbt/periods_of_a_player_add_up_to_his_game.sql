-- Fails with every player whose periods do not add up to his game.
{% set columns = ["goals", "assists", "shots", "sog", "xg_for", "fo_wins", "fo_losses", "hits", "hits_taken", "giveaways",
                  "takeaways", "toi_seconds"] %}
with

periods as (

    select
        game_id,
        player_id,
        {% for column in columns %}
        sum({{ column }}) as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ ref("fact_player_period_stats") }}
    where {{ in_scope() }}
    group by game_id, player_id

)

select
    games.game_id,
    games.player_id
from {{ ref("fact_player_game_stats") }} as games
left join periods on games.game_id = periods.game_id and games.player_id = periods.player_id
where
    {{ in_scope("games.game_id") }}
    and games.game_id not in {{ games_with_unknown_periods() }}
    and (
        {% for column in columns %}
        coalesce(periods.{{ column }}, 0) <> coalesce(games.{{ column }}, 0){{ " or" if not loop.last }}
        {% endfor %}
    )
