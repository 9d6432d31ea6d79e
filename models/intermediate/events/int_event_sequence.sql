-- One row per tracked event in playing order with what it counts as. A goal and the shot it came from are one attempt: the Shot
-- event's, where there is one by the same player, else the Goal event's own.
-- Over 100 lines: goals and shots pair in steps that each take what the one before left open.
{{ config(materialized="view") }}
with

events as (

    select * from {{ ref("int_event_order") }}

),

parts as (

    -- which events can be a goal or the shot of one; a shot that was left open, if its shooter scored
    select
        events.*,
        {{ is_goal("events") }} as is_goal,
        events.is_shot_attempt and events.event_type <> 'Goal' and not events.is_shootout as is_noted_attempt,
        case
            when is_shootout then null
            when event_type = 'Goal' and (is_goal_detail or is_disallowed) then 'goal'
            when event_type <> 'Goal' and is_shot_attempt and is_goal_detail then 'shot'
            when event_type = 'Shot' and coalesce(event_detail, 'Shot') in ('Shot', 'Shot_OnNet') then 'open_shot'
        end as part
    from events

),

chained as (

    -- goals and scoring shots of a chain belong together in their order
    select
        parts.*,
        row_number() over (
            partition by game_id, period, credited_venue, linked_event_index, part order by playing_number
        ) as part_number,
        count(*) filter (where part = 'goal') over one_chain as chain_goals,
        count(*) filter (where part = 'shot') over one_chain as chain_shots
    from parts
    window one_chain as (partition by game_id, period, credited_venue, linked_event_index)

),

chain_pairs as (

    select
        chained.*,
        case
            when linked_event_index is not null and part in ('goal', 'shot') and part_number <= least(chain_goals, chain_shots)
                then part_number
        end as pair_number
    from chained

),

neighbours as (

    -- any other goal came from the shot next to it: the same chain, or at most three seconds apart, ten for its scorer's own
    select
        chain_pairs.*,
        {% for next, side in {"earlier": "lag", "later": "lead"}.items() %}
        {{ side }}(event_key) over one_side as {{ next }}_key,
        {{ side }}(credited_number) over one_side as {{ next }}_player,
        coalesce(
            (
                {{ side }}(linked_event_index) over one_side = linked_event_index
                or abs({{ side }}(clock_seconds) over one_side - clock_seconds)
                <= case
                    when
                        {{ side }}(part) over one_side = 'shot'
                        and {{ side }}(credited_number) over one_side = credited_number
                        then 10
                    else 3
                end
            )
            and (
                {{ side }}(part) over one_side = 'shot'
                or {{ side }}(part) over one_side = 'open_shot'
                and {{ side }}(credited_number) over one_side = credited_number
            ),
            false
        ) as is_{{ next }}_its_shot{{ "," if not loop.last }}
        {% endfor %}
    from chain_pairs
    window one_side as (
        partition by game_id, period, credited_venue, part is not null and pair_number is null order by playing_number
    )

),

taken as (

    select
        neighbours.*,
        part = 'goal' and pair_number is null and is_earlier_its_shot as takes_earlier,
        -- noted after its goal, and not the shot of the next one
        part = 'goal'
        and pair_number is null
        and not is_earlier_its_shot
        and is_later_its_shot
        and not coalesce(
            lead(part, 2) over one_side = 'goal' and lead(is_earlier_its_shot, 2) over one_side, false
        ) as takes_later
    from neighbours
    window one_side as (
        partition by game_id, period, credited_venue, part is not null and pair_number is null order by playing_number
    )

),

paired as (

    {% set pair = "partition by game_id, period, credited_venue, linked_event_index, pair_number" %}
    {% set side = "partition by game_id, period, credited_venue, part is not null and pair_number is null "
        ~ "order by playing_number" %}
    select
        taken.*,
        {% for column, value in {
            "twin_key": "event_key", "twin_player": "credited_number", "twin_number": "playing_number",
        }.items() %}
        case
            when pair_number is not null
                then case part
                    when 'goal' then min({{ value }}) filter (where part = 'shot') over ({{ pair }})
                    else min({{ value }}) filter (where part = 'goal') over ({{ pair }})
                end
            when takes_earlier or lag(takes_later) over ({{ side }}) then lag({{ value }}) over ({{ side }})
            when takes_later or lead(takes_earlier) over ({{ side }}) then lead({{ value }}) over ({{ side }})
        end as {{ column }},
        {% endfor %}
        case
            when part = 'goal' then is_goal
            when pair_number is not null then bool_or(is_goal) over ({{ pair }})
            when lag(takes_later) over ({{ side }}) then lag(is_goal) over ({{ side }})
            when lead(takes_earlier) over ({{ side }}) then lead(is_goal) over ({{ side }})
        end as is_goal_of_pair
    from taken

),

judged as (

    -- the goal counts as the attempt if the Shot event names no player, or one other than the scorer
    select
        paired.*,
        twin_key is not null as has_twin,
        -- or nobody, where the goal has a scorer; 0 may be nobody
        case part
            when 'goal' then coalesce(nullif(credited_number, 0) <> coalesce(twin_player, -1), false)
            else coalesce(nullif(twin_player, 0) <> coalesce(credited_number, -1), false)
        end as is_twin_of_another
    from paired

),

final as (

    select
        judged.*,
        case
            when part = 'goal' then is_goal and (not has_twin or is_twin_of_another)
            when has_twin then is_noted_attempt and not (is_goal_of_pair and is_twin_of_another)
            else is_noted_attempt
        end as is_attempt,
        coalesce(case when has_twin or part = 'goal' then is_goal_of_pair else is_shot_on_goal end, false) as is_on_goal,
        -- a shot whose goal was disallowed did not score
        case when has_twin and part <> 'goal' then is_goal_of_pair and is_goal_detail else is_goal_detail end as is_scored,
        case
            when part = 'goal' and is_goal and (not has_twin or is_twin_of_another) then event_key
            when part <> 'goal' and has_twin and is_goal_of_pair and not is_twin_of_another then twin_key
        end as goal_event_key,
        cast(
            row_number() over (
                partition by game_id
                -- a goal does not precede its own shot
                order by case when part <> 'goal' and twin_number < playing_number then twin_number - 0.5 else playing_number end
            ) as integer
        ) as event_number
    from judged

)

select * from final
