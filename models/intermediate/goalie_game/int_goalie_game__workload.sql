-- One row per game and goalie with a save or goal against: streaks of saves, and how the shots came, in playing order.
-- Over 100 lines: one sweep over saves and goals in order gives all of it.
with

saves as (

    select * from {{ ref("int_saves") }} where {{ in_scope() }} and goalie_id is not null

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }} and goalie_id is not null and not is_empty_net

),

shots as (

    select game_id, goalie_id as player_id, event_number, period, game_seconds, false as is_goal from saves
    union all
    select game_id, goalie_id as player_id, event_number, period, game_seconds, true as is_goal from goals

),

followed as (

    -- a run of saves ends with a goal; shots at most 3 s apart are one sequence; five minutes end with the shot
    select
        shots.*,
        count(*) filter (where is_goal) over in_order as run_number,
        lag(game_seconds) over in_order as previous_seconds,
        lag(period) over in_order as previous_period,
        count(*) over (
            partition by game_id, player_id order by game_seconds range between 299 preceding and current row
        ) as shots_in_five_minutes
    from shots
    window in_order as (partition by game_id, player_id order by event_number, is_goal)

),

sequenced as (

    select
        followed.*,
        count(*) filter (
            where coalesce(previous_period <> period or game_seconds - previous_seconds > 3, true)
        ) over (partition by game_id, player_id order by event_number, is_goal) as sequence_number
    from followed

),

runs as (

    select
        game_id,
        player_id,
        run_number,
        count(*) filter (where not is_goal) as saves,
        row_number() over (partition by game_id, player_id order by run_number desc) as runs_from_end
    from followed
    group by game_id, player_id, run_number

),

streaks as (

    select
        game_id,
        player_id,
        cast(max(saves) as integer) as longest_save_streak,
        cast(coalesce(max(saves) filter (where run_number = 0), 0) as integer) as saves_before_first_goal,
        cast(max(saves) filter (where runs_from_end = 1) as integer) as saves_since_last_goal
    from runs
    group by game_id, player_id

),

sequences as (

    select
        game_id,
        player_id,
        {{ count_if("shots > 1") }} as multi_shot_sequences,
        {{ count_if("shots > 1 and goals = 0") }} as multi_shot_sequences_survived,
        cast(max(shots) as integer) as most_shots_in_sequence
    from (
        select game_id, player_id, sequence_number, count(*) as shots, count(*) filter (where is_goal) as goals
        from sequenced
        group by game_id, player_id, sequence_number
    ) as counted
    group by game_id, player_id

),

spans as (

    select
        game_id,
        player_id,
        min(game_seconds) as first_shot_seconds,
        max(game_seconds) as last_shot_seconds,
        min(game_seconds) filter (where is_goal) as first_goal_seconds,
        max(game_seconds - previous_seconds) as longest_gap_seconds,
        cast(max(shots_in_five_minutes) as integer) as most_shots_in_five_minutes
    from followed
    group by game_id, player_id

),

final as (

    select
        spans.game_id,
        spans.player_id,
        spans.first_shot_seconds,
        spans.last_shot_seconds,
        spans.first_goal_seconds,
        coalesce(spans.longest_gap_seconds, 0) as longest_gap_seconds,
        spans.most_shots_in_five_minutes,
        streaks.longest_save_streak,
        streaks.saves_before_first_goal,
        streaks.saves_since_last_goal,
        sequences.multi_shot_sequences,
        sequences.multi_shot_sequences_survived,
        sequences.most_shots_in_sequence
    from spans
    inner join streaks on spans.game_id = streaks.game_id and spans.player_id = streaks.player_id
    inner join sequences on spans.game_id = sequences.game_id and spans.player_id = sequences.player_id

)

select * from final
