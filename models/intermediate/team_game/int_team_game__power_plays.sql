-- One row per game and side with a power play: its opportunities, in the stints. A man advantage is one, two are two; one that
-- goes on after a goal is a new one; one that is interrupted is not. Nothing lasts 0 seconds.
-- Over 100 lines: a power play begins, changes and ends by the penalties before it.
with

goals as (

    select
        *,
        row_number() over (partition by shift_key order by goal_number desc) as number_from_last
    from {{ ref("int_goals") }}
    where {{ in_scope() }} and situation = 'power_play'

),

penalties as (

    select game_id, team_venue, start_game_seconds, count(*) as penalties
    from {{ ref("int_penalty_windows") }}
    where {{ in_scope() }}
    group by game_id, team_venue, start_game_seconds

),

stints as (

    select
        *,
        {{ effective_skaters("home", "tracked") }} as home_effective,
        {{ effective_skaters("away", "tracked") }} as away_effective
    from {{ ref("int_stints") }} as tracked
    where
        {{ in_scope() }}
        and (duration_seconds > 0 or shift_key in (select goals.shift_key from goals where goals.shift_key is not null))

),

goals_of_stints as (

    -- after a goal within the stint the advantage goes on; a goal ends it at its end
    select
        stints.shift_key,
        goals.team_venue,
        count(*) filter (
            where
                goals.number_from_last = 1
                and (stints.ends_with_goal or goals.clock_seconds <= stints.end_clock_seconds + 3)
        ) as goals_at_end,
        count(*) as goals
    from goals
    inner join stints on goals.shift_key = stints.shift_key
    group by stints.shift_key, goals.team_venue

),

sides as (

    {% for venue, other in {"home": "away", "away": "home"}.items() %}
    select
        shift_key,
        game_id,
        stint_number,
        start_game_seconds,
        '{{ venue }}' as team_venue,
        '{{ other }}' as opp_venue,
        is_overtime,
        -- no more than two men are ever missing
        greatest(least({{ venue }}_effective - {{ other }}_effective, 2), 0) as advantage,
        {{ venue }}_effective as own_skaters,
        {{ other }}_effective as opp_skaters
    from stints
    {{ "union all" if not loop.last }}
    {% endfor %}

),

followed as (

    select
        sides.*,
        coalesce(goals_of_stints.goals, 0) - coalesce(goals_of_stints.goals_at_end, 0) as goals_within,
        lag(coalesce(goals_of_stints.goals_at_end, 0), 1, 0) over of_side as goals_before,
        lag(sides.own_skaters) over of_side as previous_own_skaters,
        lag(sides.opp_skaters) over of_side as previous_opp_skaters,
        lag(sides.advantage) over of_side as previous_advantage,
        coalesce(penalties.penalties, 0) > coalesce(own_penalties.penalties, 0) as is_penalised,
        coalesce(own_penalties.penalties, 0) > 0 as is_own_penalised
    from sides
    left join goals_of_stints
        on sides.shift_key = goals_of_stints.shift_key and sides.team_venue = goals_of_stints.team_venue
    left join penalties
        on
            sides.game_id = penalties.game_id
            and sides.opp_venue = penalties.team_venue
            and sides.start_game_seconds = penalties.start_game_seconds
    left join penalties as own_penalties
        on
            sides.game_id = own_penalties.game_id
            and sides.team_venue = own_penalties.team_venue
            and sides.start_game_seconds = own_penalties.start_game_seconds
    window of_side as (partition by sides.game_id, sides.team_venue order by sides.stint_number)

),

ended as (

    -- how many advantages are over as the stint begins: opponents came back, the additional man of an overtime went, a goal
    -- was scored, or one penalty followed another in the same second
    select
        *,
        case
            when previous_opp_skaters is null then 0
            when
                goals_before = 0 and is_penalised and advantage = 1 and previous_advantage = 1
                and opp_skaters = previous_opp_skaters
                then 1
            -- matching penalties that are over bring one back on each side, and the advantage stays
            when goals_before = 0 and advantage > 0 and advantage = previous_advantage then 0
            -- three against three, a penalty gives the other side a man more, who goes when it is over
            when is_overtime and opp_skaters = 3 and own_skaters < previous_own_skaters and not is_own_penalised
                then greatest(least(previous_own_skaters - own_skaters, previous_advantage - advantage), goals_before, 0)
            else greatest(opp_skaters - previous_opp_skaters, goals_before, 0)
        end as ended
    from followed

),

summed as materialized (

    -- once for both sides of a game
    select
        *,
        sum(ended) over (partition by game_id, team_venue order by stint_number) as ended_so_far
    from ended

),

standing as (

    -- those that stand = the greater of the advantage and of what stood before less what ended; that recursion, written out
    select
        *,
        greatest(
            coalesce(
                max(advantage + ended_so_far) over (
                    partition by game_id, team_venue order by stint_number rows between unbounded preceding and 1 preceding
                ) - ended_so_far, 0
            ), 0
        ) as standing
    from summed

),

final as (

    select
        game_id,
        team_venue,
        cast(sum(greatest(advantage - standing, 0) + goals_within) as integer) as power_play_opportunities
    from standing
    group by game_id, team_venue
    having sum(greatest(advantage - standing, 0) + goals_within) > 0

)

select * from final
