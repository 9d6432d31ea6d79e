-- One row per game and side with a power play: how often it got a man advantage, or a greater one, in the stints. Penalties
-- that follow each other without a break are one.
with

stints as (

    select
        shift_key,
        game_id,
        stint_number,
        {{ effective_skaters("home", "tracked") }} - {{ effective_skaters("away", "tracked") }} as home_advantage
    from {{ ref("int_stints") }} as tracked
    where {{ in_scope() }}

),

uneven as (

    select * from stints where home_advantage <> 0

),

begun as (

    select
        uneven.game_id,
        case when uneven.home_advantage > 0 then 'home' else 'away' end as team_venue
    from uneven
    left join stints as previous
        on uneven.game_id = previous.game_id and uneven.stint_number = previous.stint_number + 1
    where
        abs(uneven.home_advantage) > greatest(sign(uneven.home_advantage) * coalesce(previous.home_advantage, 0), 0)

),

final as (

    select
        game_id,
        team_venue,
        cast(count(*) as integer) as power_play_opportunities
    from begun
    group by game_id, team_venue

)

select * from final
