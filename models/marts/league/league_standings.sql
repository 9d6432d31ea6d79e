-- One row per season and team: its record of the regular season, points and rank by the league's points system and tie-breakers.
-- Every game with a result counts, tracked or not.
-- Over 100 lines: each tie breaker needs the ranks before it, and every total is a published column.
with

results as (

    select * from {{ ref("int_game_results") }} where game_type = 'regular'

),

seasons as (

    select * from {{ ref("stg_league__seasons") }}

),

teams as (

    select * from {{ ref("stg_league__teams") }}

),

settings as (

    select * from {{ ref("int_season_settings") }}

),

pointed as (

    select
        results.*,
        settings.tie_breakers,
        {{ outcome_points("results.result", "results.decided_in") }} as points,
        settings.points_regulation_win as most_points,
        results.decided_in = 'FORFEIT' as is_forfeit,
        -- a league may leave the goals of a forfeit out
        case
            when results.decided_in = 'FORFEIT' and not settings.forfeit_goals_count then 0 else results.goals_for
        end as counted_goals_for,
        case
            when results.decided_in = 'FORFEIT' and not settings.forfeit_goals_count then 0 else results.goals_against
        end as counted_goals_against
    from results
    left join seasons on results.season_id = seasons.season_id
    inner join settings on settings.season_id = coalesce(seasons.season_id, '*')

),

numbered as (

    select
        pointed.*,
        row_number() over latest_first as games_ago,
        first_value(result) over latest_first as latest_result
    from pointed
    window latest_first as (
        partition by season_id, team_id order by game_date desc nulls last, game_time desc nulls last, game_id desc
    )

),

records as (

    select
        coalesce(season_id, '') as season_key,
        season_id,
        team_id,
        max(team_name) as scheduled_team_name,
        min(tie_breakers) as tie_breakers,
        cast(count(*) as integer) as gp,
        {{ count_if("result = 'W'") }} as w,
        {{ count_if("result = 'L'") }} as l,
        {{ count_if("result = 'T'") }} as t,
        {{ count_if("result = 'OTL'") }} as otl,
        {% for outcome, word in {"W": "wins", "OTL": "losses"}.items() %}
        {{ count_if("result = '" ~ outcome ~ "' and decided_in = 'OT'") }} as overtime_{{ word }},
        {{ count_if("result = '" ~ outcome ~ "' and decided_in = 'SO'") }} as shootout_{{ word }},
        {% endfor %}
        {{ count_if("result = 'W' and coalesce(decided_in, 'REG') not in ('OT', 'SO')") }} as regulation_wins,
        {{ count_if("result = 'W' and is_forfeit") }} as forfeit_wins,
        {{ count_if("result = 'L' and is_forfeit") }} as forfeit_losses,
        cast(sum(points) as integer) as points,
        {{ pct("sum(points)", "sum(most_points)") }} as points_pct,
        cast(sum(counted_goals_for) as integer) as gf,
        cast(sum(counted_goals_against) as integer) as ga,
        {{ record_of("venue = 'home'") }} as home_record,
        {{ record_of("venue = 'away'") }} as away_record,
        {{ record_of("games_ago <= 5") }} as last_5,
        -- games since the last one that ended otherwise
        min(latest_result) || cast(
            coalesce(min(games_ago) filter (where result <> latest_result) - 1, count(*)) as text
        ) as streak,
        {{ points_source("count(*) filter (where score_source = 'official')", "count(*)") }} as score_source
    from numbered
    group by season_id, team_id

),

pairs as (

    -- what a team did against each other team
    select
        coalesce(season_id, '') as season_key,
        team_id,
        opponent_team_id,
        count(*) as games,
        sum(points) as points,
        sum(counted_goals_for - counted_goals_against) as goal_difference,
        sum(counted_goals_for) as goals_for
    from pointed
    group by coalesce(season_id, ''), team_id, opponent_team_id

),

ranked_0 as (

    select
        season_key,
        team_id,
        tie_breakers,
        cast(1 as bigint) as rank
    from records

),

{% for number in range(1, most_tie_breakers() + 1) -%}
meetings_{{ number }} as (

    -- the table of head-to-head, where it decides: games of the teams that are still tied with each other
    select
        own.season_key,
        own.team_id,
        sum(pairs.games) as games,
        sum(pairs.points) as points,
        sum(pairs.goal_difference) as goal_difference,
        sum(pairs.goals_for) as goals_for
    from ranked_{{ number - 1 }} as own
    inner join ranked_{{ number - 1 }} as other
        on own.season_key = other.season_key and own.rank = other.rank and own.team_id <> other.team_id
    inner join pairs
        on
            own.season_key = pairs.season_key
            and own.team_id = pairs.team_id
            and other.team_id = pairs.opponent_team_id
    where split_part(own.tie_breakers, '|', {{ number }}) like 'head\_to\_head%'
    group by own.season_key, own.team_id

),

ranked_{{ number }} as (

    -- the next tie-breaker, among the teams that are still tied
    select
        ranked.season_key,
        ranked.team_id,
        ranked.tie_breakers,
        rank() over (
            partition by ranked.season_key
            order by
                ranked.rank,
                case split_part(ranked.tie_breakers, '|', {{ number }})
                    {% for name, value in tie_breaker_values().items() %}
                    when '{{ name }}' then cast({{ value }} as numeric)
                    {% endfor %}
                end desc nulls last
        ) as rank
    from ranked_{{ number - 1 }} as ranked
    inner join records as tied on ranked.season_key = tied.season_key and ranked.team_id = tied.team_id
    left join meetings_{{ number }} as meetings
        on ranked.season_key = meetings.season_key and ranked.team_id = meetings.team_id

),

{% endfor -%}
final as (

    select
        records.season_id,
        records.team_id,
        coalesce(teams.team_name, records.scheduled_team_name, records.team_id) as team_name,
        cast(ranked.rank as integer) as rank,
        records.gp,
        records.w,
        records.l,
        records.t,
        records.otl,
        records.points,
        records.points_pct,
        records.regulation_wins,
        records.overtime_wins,
        records.shootout_wins,
        records.overtime_losses,
        records.shootout_losses,
        records.forfeit_wins,
        records.forfeit_losses,
        records.gf,
        records.ga,
        records.gf - records.ga as gd,
        records.home_record,
        records.away_record,
        records.streak,
        records.last_5,
        records.score_source
    from records
    inner join ranked_{{ most_tie_breakers() }} as ranked
        on records.season_key = ranked.season_key and records.team_id = ranked.team_id
    left join teams on records.team_id = teams.team_id

)

select * from final
