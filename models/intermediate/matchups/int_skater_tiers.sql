-- One row per game and skater with ice time: the third of his side's forwards, or of its defenders, that he is in by ice time.
-- A table, so that the opponents of one player are looked up without ranking every skater of the league.
{{ config(indexes=[{"columns": ["game_id", "player_id"], "unique": true}]) }}
with

skaters as (

    select
        game_id,
        player_id,
        ntile(3) over (
            partition by game_id, venue, case when position_code = 'D' then 'D' else 'F' end order by toi_seconds desc, player_id
        ) as third
    from {{ ref("fact_player_game_stats") }}
    where {{ in_scope() }} and toi_seconds > 0 and not is_goalie

),

final as (

    select
        game_id,
        player_id,
        case third when 1 then 'top' when 2 then 'middle' else 'bottom' end as tier
    from skaters

)

select * from final
