-- One row per roster row that gives a name and no id, and fits a player of the league's roster of its side: whose it is.
-- Numbers come first: who is there by his number is not in a second sweater because of his name.
-- Over 100 lines: who fits a name depends on who else fits it, so the steps are of no use apart.
{{ config(materialized="view") }}
with

rosters as (

    select * from {{ ref("int_rosters") }} where {{ in_scope() }}

),

repeated_ids as (

    select * from {{ ref("int_repeated_ids") }}

),

tracked as (

    select * from {{ ref("int_tracked_numbers") }} where {{ in_scope() }}

),

league as (

    select rosters.*
    from rosters
    left join repeated_ids on rosters.roster_key = repeated_ids.roster_key
    where rosters.source_kind = 'league' and rosters.player_id is not null and coalesce(repeated_ids.keeps_id, true)

),

nameless as (

    select
        rosters.roster_key,
        rosters.game_id,
        rosters.team_venue,
        {{ name_keys("rosters.player_name") }}
    from rosters
    where
        rosters.player_id is null
        and rosters.player_name is not null
        and not exists (
            select 1
            from league
            where
                league.game_id = rosters.game_id
                and league.team_venue = rosters.team_venue
                and league.player_number = rosters.player_number
        )

),

known as (

    select
        league.game_id,
        league.team_venue,
        league.player_id,
        {{ name_keys("min(league.player_name)") }},
        bool_or(tracked.player_number is not null or listed.roster_key is not null) as is_there
    from league
    left join rosters as listed
        on
            listed.source_kind = 'tracker'
            and league.game_id = listed.game_id
            and league.team_venue = listed.team_venue
            and league.player_number = listed.player_number
    left join tracked
        on
            league.game_id = tracked.game_id
            and league.team_venue = tracked.team_venue
            and league.player_number = tracked.player_number
    where
        exists (
            select 1 from nameless
            where nameless.game_id = league.game_id and nameless.team_venue = league.team_venue
        )
    group by league.game_id, league.team_venue, league.player_id

),

fitting as (

    -- a name written in full goes before one with an initial
    select
        nameless.roster_key,
        nameless.game_id,
        known.player_id,
        known.is_there,
        rank() over (
            partition by nameless.roster_key order by case when nameless.folded = known.folded then 1 else 2 end
        ) as fit,
        count(*) over (partition by nameless.game_id, known.player_id) as claim_count
    from nameless
    inner join known
        on
            nameless.game_id = known.game_id
            and nameless.team_venue = known.team_venue
            and {{ names_fit("nameless", "known") }}

),

final as (

    select
        roster_key,
        game_id,
        case
            when count(*) filter (where not is_there) = 1 and not bool_or(not is_there and claim_count > 1)
                then min(player_id) filter (where not is_there)
        end as player_id,
        cast(count(*) as integer) as namesakes,
        string_agg(player_id, ', ' order by player_id) as candidate_player_ids
    from fitting
    where fit = 1
    group by roster_key, game_id

)

select * from final
