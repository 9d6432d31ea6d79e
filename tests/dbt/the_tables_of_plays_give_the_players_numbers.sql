-- Fails with every player's number that is not the count of his rows in the tables of plays. A number that is NULL has no input.
{% set tables = {
    ("fact_shots", "shooter_id"): {
        "shots": "count(*)",
        "sog": "count(*) filter (where is_on_goal)",
        "unblocked_shots": "count(*) filter (where is_unblocked)",
        "rebound_shots": "count(*) filter (where is_rebound)",
        "rush_shots": "count(*) filter (where is_rush)",
        "scoring_chances": "count(*) filter (where is_scoring_chance)",
        "high_danger_chances": "count(*) filter (where is_high_danger_chance)",
    },
    ("fact_goals", "scorer_id"): {
        "goals": "count(*)",
        "first_goals": "count(*) filter (where is_first_goal)",
        "game_winning_goals": "count(*) filter (where is_game_winner)",
        "overtime_goals": "count(*) filter (where is_overtime)",
    },
    ("fact_goals", "primary_assist_id"): {"primary_assists": "count(*)"},
    ("fact_goals", "secondary_assist_id"): {"secondary_assists": "count(*)"},
    ("fact_faceoffs", "winner_id"): {
        "fo_wins": "count(*)",
        "fo_wins_dz": "count(*) filter (where winner_zone = 'd')",
    },
    ("fact_faceoffs", "loser_id"): {
        "fo_losses": "count(*)",
        "fo_losses_dz": "count(*) filter (where loser_zone = 'd')",
    },
    ("fact_zone_entries", "player_id"): {
        "zone_entry_attempts": "count(*)",
        "zone_entries": "count(*) filter (where is_success)",
        "zone_entries_controlled": "count(*) filter (where is_controlled)",
    },
    ("fact_zone_exits", "player_id"): {
        "zone_exit_attempts": "count(*)",
        "zone_exits": "count(*) filter (where is_success)",
        "zone_exits_controlled": "count(*) filter (where is_controlled)",
    },
    ("fact_zone_keepins", "player_id"): {
        "zone_keepin_attempts": "count(*)",
        "zone_keepins": "count(*) filter (where is_success)",
    },
    ("fact_turnovers", "loser_id"): {"giveaways": "count(*) filter (where turnover_type = 'giveaway')"},
    ("fact_turnovers", "winner_id"): {"takeaways": "count(*) filter (where turnover_type = 'takeaway')"},
    ("fact_passes", "passer_id"): {
        "pass_attempts": "count(*)",
        "pass_completed": "count(*) filter (where is_completed)",
    },
    ("fact_passes", "receiver_id"): {"times_pass_target": "count(*)"},
    ("fact_hits", "hitter_id"): {"hits": "count(*)"},
    ("fact_hits", "hit_player_id"): {"hits_taken": "count(*)"},
    ("fact_blocks", "blocker_id"): {"blocks": "count(*)"},
    ("fact_puck_battles", "winner_id"): {"puck_battle_wins": "count(*)"},
    ("fact_puck_recoveries", "player_id"): {"retrievals": "count(*)"},
    ("fact_penalties", "penalised_id"): {"pim": "sum(minutes)"},
} %}
with

players as (

    select * from {{ ref("fact_player_game_stats") }} where {{ in_scope() }}

),

counted as (

    {% for (table, player), measures in tables.items() %}
    select
        game_id,
        {{ player }} as player_id,
        '{{ table }}.{{ player }}' as counted_in,
        jsonb_build_object(
            {% for name, count in measures.items() %}
            '{{ name }}', {{ count }}{{ "," if not loop.last }}
            {% endfor %}
        ) as counts
    from {{ ref(table) }}
    where {{ in_scope() }} and {{ player }} is not null
    group by game_id, {{ player }}
    {{ "union all" if not loop.last }}
    {% endfor %}

),

listed as (

    select
        counted.game_id,
        counted.player_id,
        counted.counted_in,
        long.column_name,
        cast(long.value as integer) as value
    from counted
    cross join lateral jsonb_each_text(counted.counts) as long (column_name, value)

),

expected as (

    {% for (table, player), measures in tables.items() %}
    {% set outer_last = loop.last %}
    {% for name in measures %}
    select game_id, player_id, '{{ table }}.{{ player }}' as counted_in, '{{ name }}' as column_name, {{ name }} as value
    from players
    where {{ name }} <> 0
    {{ "union all" if not (loop.last and outer_last) }}
    {% endfor %}
    {% endfor %}

)

select
    coalesce(listed.game_id, expected.game_id) as game_id,
    coalesce(listed.player_id, expected.player_id) as player_id,
    coalesce(listed.column_name, expected.column_name) as column_name,
    listed.value as value_in_the_plays,
    expected.value as value_of_the_player
from listed
full outer join expected
    on
        listed.game_id = expected.game_id
        and listed.player_id = expected.player_id
        and listed.counted_in = expected.counted_in
        and listed.column_name = expected.column_name
inner join players
    on
        coalesce(listed.game_id, expected.game_id) = players.game_id
        and coalesce(listed.player_id, expected.player_id) = players.player_id
where
    coalesce(listed.value, 0) <> coalesce(expected.value, 0)
    -- what the game has no input for is NULL, whatever the plays hold
    and to_jsonb(players) ->> coalesce(listed.column_name, expected.column_name) is not null
