-- One row per game and player with a giveaway or takeaway. Zones are those of giveaways, of takeaways only the own one.
with

turnovers as (

    select * from {{ ref("int_events") }}
    where {{ in_scope() }} and event_type = 'Turnover' and event_player_1_id is not null

),

final as (

    select
        game_id,
        event_player_1_id as player_id,
        {{ count_if("event_detail = 'Turnover_Giveaway'") }} as giveaways,
        {{ count_if("event_detail = 'Turnover_Takeaway'") }} as takeaways,

        -- by quality: these four add up to giveaways
        {{ count_if("event_detail = 'Turnover_Giveaway' and giveaway_quality = 'bad'") }} as giveaways_bad,
        {{ count_if("event_detail = 'Turnover_Giveaway' and giveaway_quality = 'neutral'") }} as giveaways_neutral,
        {{ count_if("event_detail = 'Turnover_Giveaway' and giveaway_quality = 'good'") }} as giveaways_good,
        {{ count_if("event_detail = 'Turnover_Giveaway' and giveaway_quality is null") }} as giveaways_unrated,

        -- by zone
        {{ count_if("event_detail = 'Turnover_Giveaway' and event_team_zone = 'o'") }} as turnovers_oz,
        {{ count_if("event_detail = 'Turnover_Giveaway' and event_team_zone = 'n'") }} as turnovers_nz,
        {{ count_if("event_detail = 'Turnover_Giveaway' and event_team_zone = 'd'") }} as turnovers_dz,
        {{ count_if("event_detail = 'Turnover_Takeaway' and event_team_zone = 'd'") }} as def_takeaways
    from turnovers
    group by game_id, event_player_1_id

)

select * from final
