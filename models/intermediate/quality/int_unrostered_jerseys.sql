-- One row per game, side and tracked sweater number that no roster of its side has, and who wears it on the other side.
{{ config(materialized="view") }}
with

jerseys as (

    select * from {{ ref("int_jerseys") }} where {{ in_scope() }}

),

final as (

    select
        tracked.game_id,
        tracked.player_id,
        tracked.team_venue,
        tracked.player_number,
        others.player_id as other_side_player_id
    from jerseys as tracked
    left join jerseys as others
        on
            tracked.game_id = others.game_id
            and tracked.team_venue <> others.team_venue
            and tracked.player_number = others.player_number
            and others.roster_source is not null
    where tracked.is_tracked and tracked.roster_source is null

)

select * from final
