-- One row per game and skater with ice time: how good his opponents and team mates on the ice were, weighted by the time
-- shared with them. Sums by stint and side stand for the pairs. Goalies are left out.
-- Left joins where every row has its match: the planner then does not take a game for a single row.
with

player_shifts as (

    select * from {{ ref("int_player_shifts") }} where {{ in_scope() }} and not is_goalie and duration_seconds > 0

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

totals as (

    select * from {{ ref("int_skater_totals") }} where {{ in_scope() }}

),

skaters as (

    -- hundredths of rating points: whole numbers add up fast
    select
        totals.game_id,
        totals.player_id,
        totals.team_venue,
        totals.toi_seconds,
        cast(100 * game_players.skill_rating as integer) as rating,
        case when game_players.skill_rating is not null then 1 else 0 end as rated
    from totals
    left join game_players on totals.game_id = game_players.game_id and totals.player_id = game_players.player_id

),

sides as (

    select
        game_id,
        team_venue,
        round(avg(rating) / 100, 3) as rating,
        round(avg(toi_seconds), 3) as toi_seconds
    from skaters
    group by game_id, team_venue

),

on_ice as (

    select
        player_shifts.shift_key,
        player_shifts.game_id,
        player_shifts.player_id,
        player_shifts.team_venue,
        player_shifts.duration_seconds,
        skaters.toi_seconds,
        skaters.rating,
        skaters.rated
    from player_shifts
    left join skaters on player_shifts.game_id = skaters.game_id and player_shifts.player_id = skaters.player_id

),

stints as (

    select
        shift_key,
        {% for venue in ["home", "away"] %}
        count(*) filter (where team_venue = '{{ venue }}') as {{ venue }}_skaters,
        {{ sum_if("toi_seconds", "team_venue = '" ~ venue ~ "'") }} as {{ venue }}_toi,
        {{ sum_if("rated", "team_venue = '" ~ venue ~ "'") }} as {{ venue }}_rated,
        {{ sum_if("rating", "team_venue = '" ~ venue ~ "'") }} as {{ venue }}_rating{{ "," if not loop.last }}
        {% endfor %}
    from on_ice
    group by shift_key

),

faced as (

    select
        on_ice.game_id,
        on_ice.player_id,
        on_ice.team_venue,
        on_ice.toi_seconds,
        on_ice.rating,
        on_ice.rated,
        on_ice.duration_seconds,
        {% for measure in ["skaters", "toi", "rated", "rating"] %}
        case on_ice.team_venue when 'home' then stints.home_{{ measure }} else stints.away_{{ measure }} end as own_{{ measure }},
        case on_ice.team_venue when 'home' then stints.away_{{ measure }} else stints.home_{{ measure }} end
            as opp_{{ measure }}{{ "," if not loop.last }}
        {% endfor %}
    from on_ice
    left join stints on on_ice.shift_key = stints.shift_key

),

summed as (

    select
        game_id,
        player_id,
        team_venue,
        toi_seconds,
        {{ weighted_mean("opp_rating", "opp_rated", 100) }} as qoc_rating,
        {{ weighted_mean("(own_rating - coalesce(rating, 0))", "(own_rated - rated)", 100) }} as qot_rating,
        {{ weighted_mean("own_rating", "own_rated", 100) }} as own_side_rating,
        {{ weighted_mean("opp_toi", "opp_skaters") }} as qoc_toi_seconds,
        {{ weighted_mean("(own_toi - toi_seconds)", "(own_skaters - 1)") }} as qot_toi_seconds
    from faced
    group by game_id, player_id, team_venue, toi_seconds

),

final as (

    select
        summed.*,
        opponents.rating as opp_avg_rating,
        own.toi_seconds as team_avg_toi_seconds
    from summed
    left join sides as own on summed.game_id = own.game_id and summed.team_venue = own.team_venue
    left join sides as opponents
        on summed.game_id = opponents.game_id and opponents.team_venue = {{ other_venue("summed.team_venue") }}

)

select * from final
