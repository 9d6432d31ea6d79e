-- One row per goal that fell in the very second in which the penalty that made a side short was over: the sides are even again,
-- although the stint that ends there still lacks the player.
-- Over 100 lines: the second in which a penalty ends is judged by all goals of that second.
with

goals as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and is_goal and game_seconds is not null

),

event_stints as (

    select * from {{ ref("int_event_stints") }} where {{ in_scope() }}

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

penalties as (

    select
        game_id,
        team_venue,
        event_key,
        start_game_seconds,
        served_seconds,
        is_ended_by_goal,
        is_double_minor,
        row_number() over (
            partition by game_id, team_venue, start_game_seconds, served_seconds order by event_key
        ) as number_of_kind
    from {{ ref("int_penalty_windows") }}
    where {{ in_scope() }}

),

uneven as (

    -- goals with a side short, and by how many
    select
        goals.event_key,
        goals.game_id,
        goals.game_seconds,
        case
            when {{ effective_skaters("home", "stints") }} < {{ effective_skaters("away", "stints") }} then 'home' else 'away'
        end as short_venue,
        abs({{ effective_skaters("home", "stints") }} - {{ effective_skaters("away", "stints") }}) as advantage,
        goals.team_venue
    from goals
    inner join event_stints on goals.event_key = event_stints.event_key
    inner join stints on event_stints.shift_key = stints.shift_key
    where {{ effective_skaters("home", "stints") }} <> {{ effective_skaters("away", "stints") }}

),

unmatched as (

    -- of penalties of both sides in one second and of one length, as many as both have make nobody short
    select penalties.*
    from penalties
    where
        number_of_kind > (
            select count(*)
            from penalties as others
            where
                others.game_id = penalties.game_id
                and others.team_venue <> penalties.team_venue
                and others.start_game_seconds = penalties.start_game_seconds
                and others.served_seconds = penalties.served_seconds
        )

),

ended as (

    -- the first goal of the other side that ends a penalty: of those that run, of the oldest
    select
        unmatched.game_id,
        unmatched.event_key,
        min(uneven.game_seconds) as goal_game_seconds
    from unmatched
    inner join uneven
        on
            unmatched.is_ended_by_goal
            and unmatched.game_id = uneven.game_id
            and unmatched.team_venue = uneven.short_venue
            and uneven.team_venue <> uneven.short_venue
            -- in one second the rows tell: a goal off the faceoff after the penalty is on it
            and (unmatched.start_game_seconds, unmatched.event_key) < (uneven.game_seconds, uneven.event_key)
            and unmatched.start_game_seconds + unmatched.served_seconds > uneven.game_seconds
    where
        not exists (
            select 1
            from unmatched as older
            where
                older.is_ended_by_goal
                and older.game_id = unmatched.game_id
                and older.team_venue = unmatched.team_venue
                and (older.start_game_seconds, older.event_key) < (unmatched.start_game_seconds, unmatched.event_key)
                and older.start_game_seconds + older.served_seconds > uneven.game_seconds
        )
    group by unmatched.game_id, unmatched.event_key

),

ends as (

    -- a minor ends with its goal, or its time; so does the first half of a double minor
    select
        unmatched.game_id,
        unmatched.team_venue,
        ended.goal_game_seconds,
        case
            when ended.goal_game_seconds is null then unmatched.start_game_seconds + unmatched.served_seconds
            -- the second half begins with the goal
            when unmatched.is_double_minor
                and ended.goal_game_seconds < unmatched.start_game_seconds + unmatched.served_seconds / 2
                then ended.goal_game_seconds + unmatched.served_seconds / 2
            else ended.goal_game_seconds
        end as end_game_seconds
    from unmatched
    left join ended on unmatched.game_id = ended.game_id and unmatched.event_key = ended.event_key

),

final as (

    select
        uneven.event_key,
        uneven.game_id
    from uneven
    inner join ends
        on
            uneven.game_id = ends.game_id
            and uneven.short_venue = ends.team_venue
            and uneven.game_seconds = ends.end_game_seconds
            -- a minor that this goal ended was no penalty that was over
            and uneven.game_seconds is distinct from ends.goal_game_seconds
    group by uneven.event_key, uneven.game_id, uneven.advantage
    having count(*) >= uneven.advantage

)

select * from final
