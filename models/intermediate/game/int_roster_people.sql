-- One row per roster row of a game: whose it is, by its id, else by its name; and what is doubtful about it.
{{ config(indexes=[
    {"columns": ["roster_key"], "unique": true},
    {"columns": ["game_id"]},
]) }}
with

rosters as (

    select * from {{ ref("int_rosters") }} where {{ in_scope() }}

),

repeated_ids as (

    select * from {{ ref("int_repeated_ids") }}

),

names as (

    select * from {{ ref("int_names_without_id") }}

),

final as (

    select
        -- keys
        rosters.roster_key,
        rosters.game_id,
        rosters.team_venue,
        rosters.source_kind,
        rosters.source_rank,
        rosters.player_number,

        -- who
        case when coalesce(repeated_ids.keeps_id, true) then coalesce(rosters.player_id, names.player_id) end as player_id,
        rosters.player_name,
        rosters.position_code,
        rosters.skill_rating,
        rosters.is_substitute,
        rosters.games_played,

        -- what is doubtful
        case
            when not repeated_ids.keeps_id and repeated_ids.is_on_both_sides then 'id_on_both_sides'
            when not repeated_ids.keeps_id then 'id_of_two_players'
            when names.namesakes = 1 and names.player_id is null then 'name_in_two_sweaters'
            when names.namesakes > 1 then 'name_of_two_players'
        end as question,
        coalesce(repeated_ids.player_id, names.candidate_player_ids) as candidate_player_ids
    from rosters
    left join repeated_ids on rosters.roster_key = repeated_ids.roster_key
    left join names on rosters.roster_key = names.roster_key
    where not coalesce(repeated_ids.is_left_out, false)

)

select * from final
