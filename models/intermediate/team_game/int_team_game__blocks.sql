-- One row per game and side with a block.
with

blocks as (

    select * from {{ ref("int_blocks") }} where team_venue is not null

),

final as (

    select
        game_id,
        team_venue,
        cast(count(*) as integer) as blocks
    from blocks
    group by game_id, team_venue

)

select * from final
