-- One row per side of a game with staged events or shifts, built or not: the score so far, and who is on the ice now.
with

games as not materialized (

    select * from {{ ref("int_staged_games") }}

),

events as (

    -- every event with the number of the last one that tells the clock
    select
        scored.*,
        max(event_number) filter (where clock_seconds is not null) over (partition by game_id) as last_clock_number
    from {{ ref("int_events__scored") }} as scored

),

rules as (

    select * from {{ ref("penalty_minutes") }}

),

last_stints as (

    select * from {{ ref("live_shifts") }} where is_last

),

judged as (

    select
        events.*,
        events.event_type = 'Penalty' and not events.is_shootout as is_penalty,
        {{ is_served_penalty("rules") }} as is_served,
        {{ charged_minutes("events", "games", "rules") }} as minutes
    from events
    inner join games on events.game_id = games.game_id
    left join rules on events.event_detail = rules.event_detail

),

counts as (

    select
        game_id,
        {% for venue in ["home", "away"] %}
        {{ count_if("credited_venue = '" ~ venue ~ "' and is_goal") }} as {{ venue }}_goals,
        {{ count_if("credited_venue = '" ~ venue ~ "' and is_attempt and is_on_goal") }} as {{ venue }}_sog,
        {{ count_if("credited_venue = '" ~ venue ~ "' and is_attempt") }} as {{ venue }}_shots,
        {{ count_if("team_venue = '" ~ venue ~ "' and is_penalty and is_served") }} as {{ venue }}_penalties,
        {{ sum_if("minutes", "team_venue = '" ~ venue ~ "' and is_penalty") }} as {{ venue }}_pim,
        {% endfor %}
        max(period) filter (where event_number = last_clock_number) as period,
        max(end_clock_seconds) filter (where event_number = last_clock_number) as clock_seconds,
        cast(count(*) as integer) as event_count,
        coalesce(bool_or(event_type = 'GameEnd'), false) as is_ended
    from judged
    group by game_id

),

final as (

    select
        -- keys
        games.game_id,
        venues.venue,
        case venues.venue when 'home' then games.home_team_id else games.away_team_id end as team_id,
        case venues.venue when 'home' then games.home_team_name else games.away_team_name end as team_name,

        -- so far; without events nobody knows
        {% for column in ["goals", "sog", "shots", "penalties", "pim"] %}
        case venues.venue when 'home' then counts.home_{{ column }} else counts.away_{{ column }} end as {{ column }},
        {% endfor %}

        -- now
        case venues.venue when 'home' then last_stints.home_skaters else last_stints.away_skaters end as skaters,
        case venues.venue when 'home' then last_stints.home_on_ice else last_stints.away_on_ice end as on_ice,
        counts.period,
        counts.clock_seconds,
        {{ clock_text("counts.clock_seconds") }} as clock,
        coalesce(counts.event_count, 0) as event_count,
        coalesce(counts.is_ended, false) as is_ended,
        games.last_change_at
    from games
    cross join (values ('home'), ('away')) as venues (venue)
    left join counts on games.game_id = counts.game_id
    left join last_stints on games.game_id = last_stints.game_id

)

select * from final
