-- One row per game and minute of a period: attempts and expected goals of both teams in it and over the last five minutes, score.
-- Over 100 lines: minutes are filled before they are summed, for both sides.
{{ config(materialized="view") }}
{% set counts = ["goals", "shots", "sog"] %}
with

periods as not materialized (

    select * from {{ ref("int_periods") }}

),

inputs as (

    select * from {{ ref("int_game_inputs") }}

),

events as (

    select * from {{ ref("fact_events") }} where not is_shootout and period_seconds is not null and (is_goal or is_shot_attempt)

),

minutes as (

    select
        periods.game_id,
        periods.period,
        minute.number as period_minute,
        cast(row_number() over (partition by periods.game_id order by periods.period, minute.number) as integer) as game_minute,
        periods.elapsed_before_seconds + 60 * minute.number as start_game_seconds
    from periods
    cross join lateral {{ number_series("(periods.length_seconds - 1) / 60") }} as minute (number)

),

placed as (

    -- what happens as the clock runs out belongs to the last minute
    select
        events.*,
        least(greatest(events.period_seconds, 0), periods.length_seconds - 1) / 60 as period_minute
    from events
    inner join periods on events.game_id = periods.game_id and events.period = periods.period

),

counted as (

    select
        game_id,
        period,
        period_minute,
        {% for venue in ["home", "away"] %}
        {{ count_if("is_goal and venue = '" ~ venue ~ "'") }} as {{ venue }}_goals,
        {{ count_if("is_shot_attempt and venue = '" ~ venue ~ "'") }} as {{ venue }}_shots,
        {{ count_if("is_shot_on_goal and venue = '" ~ venue ~ "'") }} as {{ venue }}_sog,
        coalesce(sum(xg) filter (where venue = '{{ venue }}'), 0) as {{ venue }}_xg{{ "," if not loop.last }}
        {% endfor %}
    from placed
    group by game_id, period, period_minute

),

filled as (

    select
        minutes.*,
        {% for venue in ["home", "away"] %}
        {% for column in counts %}
        case when inputs.has_events then coalesce(counted.{{ venue }}_{{ column }}, 0) end as {{ venue }}_{{ column }},
        {% endfor %}
        cast(case when inputs.has_events then coalesce(counted.{{ venue }}_xg, 0) end as numeric(10, 4))
            as {{ venue }}_xg{{ "," if not loop.last }}
        {% endfor %}
    from minutes
    inner join inputs on minutes.game_id = inputs.game_id
    left join counted
        on
            minutes.game_id = counted.game_id
            and minutes.period = counted.period
            and minutes.period_minute = counted.period_minute

),

rolled as (

    select
        filled.*,
        {% for venue in ["home", "away"] %}
        cast(sum({{ venue }}_goals) over so_far as integer) as {{ venue }}_score,
        cast(sum({{ venue }}_shots) over last_5 as integer) as {{ venue }}_shots_last_5,
        cast(sum({{ venue }}_xg) over last_5 as numeric(10, 4)) as {{ venue }}_xg_last_5{{ "," if not loop.last }}
        {% endfor %}
    from filled
    window
        so_far as (partition by game_id order by game_minute),
        last_5 as (partition by game_id order by game_minute rows 4 preceding)

),

final as (

    select
        -- keys
        game_id,
        game_minute,
        period,
        period_minute,
        start_game_seconds,

        -- in the minute
        {% for venue in ["home", "away"] %}
        {% for column in counts %}
        {{ venue }}_{{ column }},
        {% endfor %}
        {{ venue }}_xg,
        {% endfor %}

        -- the last five minutes
        home_shots_last_5,
        away_shots_last_5,
        home_xg_last_5,
        away_xg_last_5,
        {{ pct("home_shots_last_5", "home_shots_last_5 + away_shots_last_5") }} as home_cf_pct_last_5,
        {{ pct("home_xg_last_5", "home_xg_last_5 + away_xg_last_5") }} as home_xg_pct_last_5,
        cast(home_xg_last_5 - away_xg_last_5 as numeric(10, 4)) as momentum,

        -- score at the end of the minute
        home_score,
        away_score,
        case when home_score > away_score then 'home' when away_score > home_score then 'away' end as leader
    from rolled

)

{{ with_build_stamp(of_last_build=true) }}
