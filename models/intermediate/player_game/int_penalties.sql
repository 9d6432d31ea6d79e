-- One row per penalty (shootout apart): its minutes and who is charged with them; a bench minor is the team's and nobody's.
-- Minutes are the ones given, else those of the game's or the league's table.
with

penalties as (

    select * from {{ ref("int_events") }} where {{ in_scope() }} and event_type = 'Penalty' and not is_shootout

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

rules as (

    select * from {{ ref("penalty_minutes") }}

),

final as (

    select
        penalties.event_key,
        penalties.game_id,
        penalties.team_venue,
        penalties.event_detail,
        -- the player noted for a bench minor only serves it
        case when coalesce(rules.minutes_from, 'minor') <> 'bench' then penalties.event_player_1_id end as penalised_id,
        penalties.opp_player_1_id as drawn_by_id,
        {{ charged_minutes("penalties", "games", "rules") }} as minutes,
        {{ is_served_penalty("rules") }} as is_served
    from penalties
    inner join games on penalties.game_id = games.game_id
    left join rules on penalties.event_detail = rules.event_detail

)

select * from final
