-- Fails with every season or career metric that is not what the season and career tables say of the same games.
{% set tables = {
    "player": {
        "season": "fact_player_season_stats", "career": "fact_player_career_stats",
        "metrics": ["goals", "assists", "points", "pim", "plus_minus", "sog", "shots", "xg_for", "hits", "blocks", "takeaways",
                    "giveaways", "game_score", "shooting_pct", "fo_pct", "pass_pct", "cf_pct", "xg_pct", "goals_per_60",
                    "points_per_60"],
    },
    "goalie": {
        "season": "fact_goalie_season_stats", "career": "fact_goalie_career_stats",
        "metrics": ["saves", "shots_against", "goals_against", "shutouts", "goals_saved_above_expected", "game_score", "save_pct",
                    "goals_against_average"],
    },
    "team": {
        "season": "fact_team_season_stats",
        "metrics": ["goals", "goals_against", "sog", "sog_against", "xgf", "xga", "pim", "hits", "power_play_goals",
                    "shooting_pct", "save_pct", "cf_pct", "ff_pct", "xg_pct", "fo_pct"],
    },
} %}
with

games as (

    select game_id, season_id from {{ ref("int_games") }}

),

metrics as (

    select
        metrics.*,
        games.season_id
    from {{ ref("metrics") }} as metrics
    inner join games on metrics.as_of_game_id = games.game_id

),

expected as (

    {% for entity_type, table in tables.items() %}
    {% set last_table = loop.last %}
    {% for window in ["season", "career"] if window in table %}
    select
        '{{ entity_type }}' as entity_type,
        totals.{{ "team_id" if entity_type == "team" else "player_id" }} as entity_id,
        totals.game_type,
        {{ "totals.season_id" if window == "season" else "cast(null as text)" }} as season_id,
        '{{ window }}' as metric_window,
        long.metric_name,
        long.value
    from {{ ref(table[window]) }} as totals
    cross join lateral (
        values
        {% for metric in table["metrics"] %}
        ('{{ metric }}', cast(totals.{{ metric }} as numeric)){{ "," if not loop.last }}
        {% endfor %}
    ) as long (metric_name, value)
    {{ "union all" if not (last_table and loop.last) }}
    {% endfor %}
    {% endfor %}

)

select
    expected.entity_type,
    expected.entity_id,
    expected.metric_name,
    expected.metric_window,
    metrics.value as published,
    expected.value as expected
from metrics
inner join expected
    on
        metrics.entity_type = expected.entity_type
        and metrics.entity_id = expected.entity_id
        and metrics.game_type = expected.game_type
        and metrics.metric_name = expected.metric_name
        and metrics.metric_window = expected.metric_window
        and (metrics.metric_window = 'career' or metrics.season_id is not distinct from expected.season_id)
where round(metrics.value, 2) is distinct from round(expected.value, 2)
