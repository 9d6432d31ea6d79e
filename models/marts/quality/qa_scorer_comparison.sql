-- One row per game, player and statistic with an official value: what was tracked, whether the two agree, and if not, why.
-- Over 100 lines: every reason of a difference is one sentence with its condition.
{{ config(indexes=[
    {"columns": ["game_id", "player_id", "stat"], "unique": true},
    {"columns": ["player_id"]},
]) }}
with

compared as (

    select
        values_.*,
        values_.obstacle is null as is_comparable,
        -- who is missing on one side has nothing there
        coalesce(values_.tracked_value, 0) - coalesce(values_.official_value, 0) as difference
    from {{ ref("int_scorer_values") }} as values_

),

credit_times as (

    select * from {{ ref("int_credit_times") }} where {{ in_scope() }}

),

unrostered as (

    select * from {{ ref("int_unrostered_jerseys") }} where {{ in_scope() }}

),

players as (

    select * from {{ ref("fact_player_game_stats") }} where {{ in_scope() }}

),

teams as (

    -- the same statistic of the whole side: does it agree, and with whom is the difference?
    select
        compared.game_id,
        compared.venue,
        compared.stat,
        coalesce(sum(compared.tracked_value), 0) as tracked_sum,
        coalesce(sum(compared.official_value), 0) as official_sum,
        string_agg(
            '#' || coalesce(cast(compared.player_number as text), '?') || coalesce(' (' || credit_times.credit_times || ')', ''),
            ', ' order by compared.player_number, compared.player_id
        ) filter (where compared.difference > 0) as tracked_more,
        string_agg(
            '#' || coalesce(cast(compared.player_number as text), '?'), ', '
            order by compared.player_number, compared.player_id
        ) filter (where compared.difference < 0) as league_more
    from compared
    left join credit_times
        on
            compared.game_id = credit_times.game_id
            and compared.player_id = credit_times.player_id
            and compared.stat = credit_times.stat
    where compared.is_comparable
    group by compared.game_id, compared.venue, compared.stat

),

games as (

    select game_id, stat, sum(tracked_sum) as tracked_sum from teams group by game_id, stat

),

explained as (

    select
        compared.*,
        case
            when not compared.is_official and unrostered.other_side_player_id is not null
                then '#' || cast(compared.player_number as text) || ' is on the roster of the other side only'
            when not compared.is_official and not compared.is_rostered
                then '#' || cast(compared.player_number as text) || ' is on no roster of the game'
            when not compared.is_official then 'the league''s result does not list this player'
            when compared.team_id is null then 'in the league''s result, but on no roster and never tracked'
            when compared.stat = 'assists' and games.tracked_sum = 0 then 'assists are not marked in this tracking'
        end as known_cause,
        case
            when compared.difference > 0 and credit_times.credit_times is not null then 'tracked in ' || credit_times.credit_times
            when compared.stat = 'plus_minus'
                then 'on the ice for goals that count: '
                    || cast(players.plus_goals + players.penalty_shot_goals as text) || ' for, '
                    || cast(players.minus_goals as text) || ' against'
            when compared.stat = 'faceoff_pct'
                then cast(players.fo_wins as text) || ' of ' || cast(players.fo_total as text) || ' tracked faceoffs won'
            when compared.needs = 'shifts'
                then 'the shifts add up to ' || {{ clock_text("players.toi_seconds") }} || ' in '
                    || cast(players.shift_count as text) || ' stays on the ice'
        end as tracked_how,
        case
            when compared.needs = 'events' and compared.stat <> 'faceoff_pct'
                then case
                    when teams.tracked_sum = teams.official_sum then 'the side''s totals agree'
                    else 'the side has ' || cast(teams.tracked_sum as text) || ' in the tracking, '
                        || cast(teams.official_sum as text) || ' in the league''s result'
                end
                || case
                    when compared.difference > 0 then coalesce(', the league has more for ' || teams.league_more, '')
                    else coalesce(', the tracking has more for ' || teams.tracked_more, '')
                end
        end as side_by_side
    from compared
    left join teams
        on compared.game_id = teams.game_id and compared.venue = teams.venue and compared.stat = teams.stat
    left join games on compared.game_id = games.game_id and compared.stat = games.stat
    left join players on compared.game_id = players.game_id and compared.player_id = players.player_id
    left join unrostered on compared.game_id = unrostered.game_id and compared.player_id = unrostered.player_id
    left join credit_times
        on
            compared.game_id = credit_times.game_id
            and compared.player_id = credit_times.player_id
            and compared.stat = credit_times.stat

),

final as (

    select
        game_id,
        player_id,
        team_id,
        cast(venue as text) as venue,
        player_number,
        cast(stat as text) as stat,
        tracked_value,
        official_value,
        case when is_comparable then difference = 0 end as is_equal,
        is_comparable,
        case
            when not is_comparable then obstacle
            when difference <> 0 then concat_ws('; ', known_cause, tracked_how, side_by_side)
        end as reason
    from explained

)

{{ with_build_stamp() }}
