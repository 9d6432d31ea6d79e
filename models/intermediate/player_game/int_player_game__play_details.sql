-- One row per game and player with a play detail: each measure once per player and linked chain, whatever its spelling.
-- Over 100 lines: details are marked, paired and credited in that order, for all measures at once.
with

event_players as (

    select * from {{ ref("int_event_players") }}
    where {{ in_scope() }} and (play_detail1 is not null or play_detail2 is not null)

),

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }}

),

play_details as (

    select * from {{ ref("play_details") }} where measure is not null

),

marked as (

    -- in a defensive play it is the event's own side that defends
    select
        events.game_id,
        coalesce('L' || cast(events.linked_event_index as text), events.event_key) as chain,
        event_players.player_id,
        case
            when events.event_detail = 'Play_Defensive' then events.opp_player_1_id
            else events.event_player_1_id
        end as attacker_id,
        (event_players.role_side = 'opp') <> coalesce(events.event_detail = 'Play_Defensive', false) as is_defending,
        coalesce(event_players.play_detail_successful = 's', false) as is_successful,
        events.event_team_zone = case when event_players.team_venue = events.team_venue then 'd' else 'o' end as is_own_zone,
        event_players.play_detail1,
        event_players.play_detail2
    from event_players
    inner join events on event_players.event_key = events.event_key

),

details as (

    select marked.*, marked.play_detail1 as play_detail from marked
    union all
    select marked.*, marked.play_detail2 as play_detail from marked

),

measured as (

    select
        details.*,
        play_details.measure,
        play_details.opp_measure,
        play_details.play_category
    from details
    inner join play_details on details.play_detail = play_details.play_detail

),

credits as (

    -- what is marked on a beaten defender is also the credit of who beat him
    select
        game_id,
        player_id,
        chain,
        case when is_defending then coalesce(opp_measure, measure) else measure end as measure,
        play_category,
        is_successful,
        is_own_zone
    from measured
    union all
    select
        game_id,
        attacker_id as player_id,
        chain,
        measure,
        play_category,
        false as is_successful,
        false as is_own_zone
    from measured
    where is_defending and opp_measure is not null

),

together as (

    select game_id, player_id, chain, measure, is_successful, is_own_zone from credits
    union all
    select game_id, player_id, chain, {{ micro_total("credits") }} as measure, is_successful, is_own_zone from credits

),

credited as (

    select
        game_id,
        player_id,
        measure,
        chain,
        bool_or(is_successful) as is_successful,
        bool_or(is_own_zone) as is_own_zone
    from together
    where measure is not null and player_id is not null
    group by game_id, player_id, measure, chain

),

final as (

    select
        game_id,
        player_id,
        {% for measure in micro_measures() + micro_totals() + odd_man_measures() %}
        {{ count_if("measure = '" ~ measure ~ "'") }} as "{{ measure }}",
        {% endfor %}
        {{ count_if("measure = 'stick_checks' and is_own_zone") }} as def_stick_checks,
        {{ count_if("measure = 'poke_checks' and is_own_zone") }} as def_poke_checks,
        {% for measure in micro_measures_with_success() %}
        {{ count_if("measure = '" ~ measure ~ "' and is_successful") }} as {{ measure }}_success{{ "," if not loop.last }}
        {% endfor %}
    from credited
    group by game_id, player_id

)

select * from final
