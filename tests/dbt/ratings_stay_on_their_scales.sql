-- Fails with every rating outside its scale, every rated game that is not exactly one of above, at or below the rating, and
-- every goalie with a rating.
with

players as (

    select * from {{ ref("fact_player_game_stats") }} where {{ in_scope() }}

),

settings as (

    {{ seed_as_row("rating_settings", "setting", "value", rating_settings()) }}

)

{% for rating in [
    "offensive_rating", "defensive_rating", "hustle_rating", "playmaking_rating", "shooting_rating", "physical_rating",
    "complete_player_score", "game_score_rating",
] %}
select game_id, player_id, '{{ rating }}' as broken from players where {{ rating }} not between 0 and 100
union all
{% endfor %}
{% for rating in ["effective_game_rating", "qoc_rating", "qot_rating", "opp_avg_rating"] %}
select players.game_id, players.player_id, '{{ rating }}' as broken
from players
cross join settings
where players.{{ rating }} not between settings.rating_min and settings.rating_max
union all
{% endfor %}
select game_id, player_id, 'performance_tier' as broken
from players
where
    playing_above_rating + playing_at_rating + playing_below_rating <> 1
    or (performance_tier is null) <> (rating_performance_delta is null)
union all
select game_id, player_id, 'goalie' as broken
from players
where is_goalie and (game_score is not null or gar_total is not null or clutch_factor is not null)
