-- One row per game and goalie with ice time: clock seconds by period, situation and score, and whether he started.
with

states as (

    select * from {{ ref("int_stint_states") }} where {{ in_scope() }}

),

sides as (

    select
        game_id,
        'home' as team_venue,
        home_goalie_id as player_id,
        period,
        is_overtime,
        home_situation as situation,
        home_skaters = 5 and away_skaters = 5 as is_five_on_five,
        home_lead as lead,
        seconds,
        first_stint_number,
        first_game_seconds,
        last_game_seconds
    from states
    where home_goalie_id is not null
    union all
    select
        game_id,
        'away' as team_venue,
        away_goalie_id as player_id,
        period,
        is_overtime,
        away_situation as situation,
        home_skaters = 5 and away_skaters = 5 as is_five_on_five,
        -home_lead as lead,
        seconds,
        first_stint_number,
        first_game_seconds,
        last_game_seconds
    from states
    where away_goalie_id is not null

),

final as (

    select
        game_id,
        player_id,
        min(first_stint_number) = min(min(first_stint_number)) over (partition by game_id, team_venue) as is_starter,
        min(first_game_seconds) as start_game_seconds,
        max(last_game_seconds) as end_game_seconds,
        cast(sum(seconds) as integer) as toi_seconds,
        {% for part, condition in period_parts().items() %}
        {{ sum_if("seconds", condition) }} as {{ part }}_toi_seconds,
        {% endfor %}
        {{ sum_if("seconds", "situation = 'even'") }} as toi_even_seconds,
        {{ sum_if("seconds", "situation = 'even' and is_five_on_five") }} as toi_5v5_seconds,
        {{ sum_if("seconds", "situation = 'power_play'") }} as toi_power_play_seconds,
        {{ sum_if("seconds", "situation = 'short_handed'") }} as toi_short_handed_seconds,
        {{ sum_if("seconds", "situation = 'empty_net_for'") }} as toi_empty_net_for_seconds,
        {{ sum_if("seconds", "lead > 0") }} as toi_leading_seconds,
        {{ sum_if("seconds", "lead = 0") }} as toi_tied_seconds,
        {{ sum_if("seconds", "lead < 0") }} as toi_trailing_seconds
    from sides
    group by game_id, team_venue, player_id

)

select * from final
