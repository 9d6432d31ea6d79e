-- One row per penalty that leaves its side a skater short: the game seconds within which it may be served. Penalties of a
-- side may follow one another (two to one player, or to a third one), so each begins at the latest when the last one ends.
{{ config(materialized="view") }}
with

penalties as (

    select * from {{ ref("int_events") }}
    where {{ in_scope() }} and event_type = 'Penalty' and game_seconds is not null and team_venue is not null

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

rules as (

    select * from {{ ref("penalty_minutes") }}

),

timed as (

    select
        penalties.event_key,
        penalties.game_id,
        penalties.team_venue,
        penalties.event_number,
        penalties.game_seconds as start_game_seconds,
        60 * case
            when rules.minutes_from in ('major', 'match') then games.major_penalty_minutes
            when penalties.penalty_minutes is not null then penalties.penalty_minutes
            when rules.minutes_from = 'double_minor' then 2 * games.minor_penalty_minutes
            else games.minor_penalty_minutes
        end as served_seconds,
        coalesce(rules.minutes_from, 'minor') as class,
        penalties.penalty_minutes,
        games.minor_penalty_minutes
    from penalties
    inner join games on penalties.game_id = games.game_id
    left join rules on penalties.event_detail = rules.event_detail
    -- a misconduct is served while a team mate takes the place
    where coalesce(rules.minutes_from, 'minor') not in ('misconduct', 'none')

),

added as (

    select
        timed.*,
        sum(served_seconds) over side_so_far as seconds_so_far
    from timed
    window side_so_far as (partition by game_id, team_venue order by start_game_seconds, event_number)

),

final as (

    -- end = the later of its start and the end of the one before, plus its own time; that recursion, written out
    select
        event_key,
        game_id,
        team_venue,
        start_game_seconds,
        served_seconds,
        -- a goal ends a minor; of a double minor only the half that runs
        class not in ('major', 'match') and served_seconds <= 120 * minor_penalty_minutes as is_ended_by_goal,
        class = 'double_minor'
        or (class = 'minor' and coalesce(penalty_minutes = 2 * minor_penalty_minutes, false)) as is_double_minor,
        cast(
            seconds_so_far + max(start_game_seconds - (seconds_so_far - served_seconds)) over (
                partition by game_id, team_venue order by start_game_seconds, event_number
            ) as integer
        ) as end_game_seconds
    from added

)

select * from final
