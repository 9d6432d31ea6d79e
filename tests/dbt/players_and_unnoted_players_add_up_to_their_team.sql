-- Fails with every team and statistic that is not the sum over its players and the events without a noted player.
{% set credited_to_event_player = {
    "goals": "is_goal",
    "shots": "is_shot_attempt",
    "sog": "is_shot_on_goal",
    "shots_missed": "is_shot_attempt and is_unblocked_attempt and not is_shot_on_goal",
    "unblocked_shots": "is_unblocked_attempt",
    "fo_wins": "event_type = 'Faceoff'",
    "hits": "event_type = 'Hit'",
    "giveaways": "event_detail = 'Turnover_Giveaway'",
    "takeaways": "event_detail = 'Turnover_Takeaway'",
    "pass_attempts": "event_type = 'Pass'",
    "pass_completed": "event_detail = 'Pass_Completed'",
    "zone_entries": "event_detail = 'Zone_Entry'",
    "zone_entries_controlled": "event_detail = 'Zone_Entry' and is_controlled",
    "zone_exits": "event_detail = 'Zone_Exit'",
    "zone_exits_controlled": "event_detail = 'Zone_Exit' and is_controlled",
    "zone_keepins": "event_detail = 'Zone_Keepin'",
} %}
with

teams as (

    select * from {{ ref("fact_team_game_stats") }} where {{ in_scope() }}

),

players as (

    select
        game_id,
        venue,
        sum(fo_losses) as fo_losses,
        {% for stat in credited_to_event_player %}
        sum({{ stat }}) as {{ stat }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ ref("fact_player_game_stats") }}
    where {{ in_scope() }}
    group by game_id, venue

),

unnoted as (

    select
        game_id,
        venue,
        {% for stat, condition in credited_to_event_player.items() %}
        {{ count_if("(" ~ condition ~ ") and event_player_1_id is null") }} as {{ stat }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ ref("fact_events") }}
    where {{ in_scope() }} and not is_shootout
    group by game_id, venue

),

lost_by_nobody as (

    select
        game_id,
        {{ other_venue("venue") }} as venue,
        count(*) as fo_losses
    from {{ ref("fact_events") }}
    where {{ in_scope() }} and event_type = 'Faceoff' and opp_player_1_id is null
    group by game_id, venue

),

compared as (

    {% for stat in credited_to_event_player %}
    select
        teams.game_id,
        teams.team_id,
        '{{ stat }}' as statistic,
        teams.{{ stat }} as of_team,
        players.{{ stat }} as of_players,
        unnoted.{{ stat }} as of_nobody
    from teams
    left join players on teams.game_id = players.game_id and teams.venue = players.venue
    left join unnoted on teams.game_id = unnoted.game_id and teams.venue = unnoted.venue
    union all
    {% endfor %}
    select
        teams.game_id,
        teams.team_id,
        'fo_losses' as statistic,
        teams.fo_losses as of_team,
        players.fo_losses as of_players,
        lost_by_nobody.fo_losses as of_nobody
    from teams
    left join players on teams.game_id = players.game_id and teams.venue = players.venue
    left join lost_by_nobody on teams.game_id = lost_by_nobody.game_id and teams.venue = lost_by_nobody.venue

)

select * from compared
where of_team <> coalesce(of_players, 0) + coalesce(of_nobody, 0)
