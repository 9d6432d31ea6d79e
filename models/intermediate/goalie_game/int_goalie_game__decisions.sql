-- One row per game and side with a goalie: the goalie of record, who is charged with the result. He was in the net for the
-- deciding goal, or last before it if he was pulled; after a shootout, the one who stood in it.
-- Over 100 lines: six imports of six lines each, and three ways to see who was in the net.
{{ config(materialized="incremental", indexes=[{"columns": ["game_id"]}]) }}
with

moments as (

    select * from {{ ref("int_deciding_moments") }}

),

events as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and is_shootout

),

stints as (

    select * from {{ ref("int_stints") }} where {{ in_scope() }}

),

saves as (

    select * from {{ ref("int_saves") }} where {{ in_scope() }} and goalie_id is not null

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

goals as (

    select * from {{ ref("int_goals") }} where {{ in_scope() }}

),

shootout_nets as (

    -- whom each attempt was against; the last of each side
    select
        game_id,
        case event_type when 'Save' then team_venue else opp_venue end as team_venue,
        case event_type when 'Save' then event_player_1_id else opp_player_1_id end as player_id,
        event_number
    from events

),

seen as (

    -- a goal in the second of a change is against who leaves
    {% for venue in ["home", "away"] %}
    select
        game_id, '{{ venue }}' as team_venue, {{ venue }}_goalie_id as player_id, stint_number, start_game_seconds + 1 as seconds
    from stints
    where {{ venue }}_goalie_id is not null
    union all
    {% endfor %}
    select game_id, team_venue, goalie_id as player_id, null as stint_number, game_seconds as seconds
    from saves
    where game_id not in (select stints.game_id from stints)
    union all
    select game_id, opp_venue as team_venue, goalie_id as player_id, null as stint_number, game_seconds as seconds
    from goals
    where shift_key is null and goalie_id is not null and not is_empty_net and game_id not in (select stints.game_id from stints)

),

timed as (

    select
        seen.*,
        case
            when seen.stint_number is not null and moments.stint_number is not null
                then seen.stint_number <= moments.stint_number
            else moments.game_seconds is null or seen.seconds <= moments.game_seconds
        end as is_before
    from moments
    inner join seen on moments.game_id = seen.game_id

),

candidates as (

    select
        shootout_nets.game_id,
        shootout_nets.team_venue,
        shootout_nets.player_id,
        0 as preference,
        -shootout_nets.event_number as distance
    from shootout_nets
    inner join moments on shootout_nets.game_id = moments.game_id
    inner join game_players
        on shootout_nets.game_id = game_players.game_id and shootout_nets.player_id = game_players.player_id
    where
        moments.has_shootout
        and (
            game_players.position_code = 'G'
            or shootout_nets.player_id in (select seen.player_id from seen where seen.game_id = shootout_nets.game_id)
        )
    union all
    -- the last in the net at or before the moment, else the first after it
    select
        game_id,
        team_venue,
        player_id,
        case when is_before then 1 else 2 end as preference,
        case when is_before then -1 else 1 end * coalesce(stint_number, seconds) as distance
    from timed

),

ranked as (

    select
        candidates.*,
        row_number() over (partition by game_id, team_venue order by preference, distance, player_id) as rank
    from candidates
    where team_venue is not null

),

final as (

    select
        game_id,
        team_venue,
        player_id
    from ranked
    where rank = 1

)

select * from final
