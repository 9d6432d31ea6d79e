-- Fails with every player and goalie whose rows by team do not add up to his row of the season.
{% set tables = {
    "player": ["gp", "toi_gp", "rate_gp", "goals", "assists", "points", "pim", "shots", "sog", "hits", "toi_seconds",
               "plus_minus", "corsi_for", "rate_toi_seconds"],
    "goalie": ["gp", "toi_gp", "wins", "losses", "shutouts", "goals_against", "saves", "shots_against", "toi_seconds"],
} %}
{% for kind, columns in tables.items() %}
select
    '{{ kind }}' as table_of,
    season.season_id,
    season.game_type,
    season.player_id
from {{ ref("fact_" ~ kind ~ "_season_stats") }} as season
left join {{ ref("fact_" ~ kind ~ "_team_season_stats") }} as teams
    on
        coalesce(season.season_id, '') = coalesce(teams.season_id, '')
        and season.game_type = teams.game_type
        and season.player_id = teams.player_id
group by
    season.season_id,
    season.game_type,
    season.player_id,
    season.team_count,
    {% for column in columns %}
    season.{{ column }}{{ "," if not loop.last }}
    {% endfor %}
having
    season.team_count <> count(*)
    {% for column in columns %}
    or season.{{ column }} is distinct from sum(teams.{{ column }})
    {% endfor %}
{{ "union all" if not loop.last }}
{% endfor %}
