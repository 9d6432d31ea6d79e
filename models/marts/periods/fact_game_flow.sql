-- One row per shot attempt: attempts, shots, expected goals and score of both teams up to it, and the run of attempts it is in.
{{ config(materialized="view") }}
with

attempts as (

    select * from {{ ref("fact_events") }} where is_shot_attempt

),

flagged as (

    select
        attempts.*,
        coalesce(lag(venue) over (partition by game_id order by event_number) <> venue, true) as begins_run
    from attempts

),

summed as (

    select
        flagged.*,
        cast(count(*) filter (where begins_run) over so_far as integer) as run_number,
        {% for venue in ["home", "away"] %}
        cast(count(*) filter (where venue = '{{ venue }}') over so_far as integer) as {{ venue }}_shots,
        cast(count(*) filter (where venue = '{{ venue }}' and is_shot_on_goal) over so_far as integer) as {{ venue }}_sog,
        cast(coalesce(sum(xg) filter (where venue = '{{ venue }}') over so_far, 0) as numeric(10, 4)) as {{ venue }}_xg
        {{- "," if not loop.last }}
        {% endfor %}
    from flagged
    window so_far as (partition by game_id order by event_number)

),

final as (

    select
        -- keys
        event_key,
        game_id,
        cast(row_number() over (partition by game_id order by event_number) as integer) as attempt_number,

        -- clock
        period,
        clock_seconds,
        game_seconds,

        -- the attempt
        venue,
        team_id,
        event_player_1_id as shooter_id,
        is_scoring_shot,
        xg,

        -- up to it
        home_shots,
        away_shots,
        home_sog,
        away_sog,
        home_xg,
        away_xg,
        home_score_before + case when is_scoring_shot and venue = 'home' then 1 else 0 end as home_score,
        away_score_before + case when is_scoring_shot and venue = 'away' then 1 else 0 end as away_score,
        run_number,
        cast(row_number() over (partition by game_id, run_number order by event_number) as integer) as run_length
    from summed

)

{{ with_build_stamp(of_last_build=true) }}
