-- One row per game and skater with ice time: how good his opponents and team mates on the ice were, weighted by the time
-- shared with them. Goalies are left out.
-- Left joins where every row has its match: the planner then does not take a game for a single row.
-- Over 100 lines: five imports of six lines each; three steps.
with

totals as (

    select * from {{ ref("int_skater_totals") }} where {{ in_scope() }}

),

pairs as not materialized (

    select * from {{ ref("int_skater_pairs") }} where {{ in_scope() }}

),

game_players as (

    select * from {{ ref("int_game_players") }} where {{ in_scope() }}

),

skaters as (

    select
        totals.game_id,
        totals.player_id,
        totals.team_venue,
        totals.toi_seconds,
        game_players.skill_rating as rating,
        coalesce(game_players.position_code = 'G', false) as is_goalie
    from totals
    left join game_players on totals.game_id = game_players.game_id and totals.player_id = game_players.player_id

),

met as (

    select game_id, player_a_id as player_id, player_b_id as other_id, are_team_mates, toi_seconds as shared_seconds from pairs
    union all
    select game_id, player_b_id as player_id, player_a_id as other_id, are_team_mates, toi_seconds as shared_seconds from pairs

),

sums as (

    -- a skater without a rating has seconds and no rated seconds
    select
        met.game_id,
        met.player_id,
        {% for others, condition in {"opponents": "not met.are_team_mates", "mates": "met.are_team_mates"}.items() %}
        sum(met.shared_seconds) filter (where {{ condition }}) as {{ others }}_seconds,
        sum(met.shared_seconds * other.toi_seconds) filter (where {{ condition }}) as {{ others }}_toi,
        sum(met.shared_seconds) filter (where {{ condition }} and other.rating is not null) as {{ others }}_rated_seconds,
        sum(met.shared_seconds * other.rating) filter (where {{ condition }}) as {{ others }}_rating{{ "," if not loop.last }}
        {% endfor %}
    from met
    left join skaters as other on met.game_id = other.game_id and met.other_id = other.player_id
    group by met.game_id, met.player_id

),

sides as (

    -- a goalie who went out as a skater for some seconds is none of the skaters of his side
    select
        game_id,
        team_venue,
        round(avg(rating), 3) as rating,
        round(avg(toi_seconds), 3) as toi_seconds
    from skaters
    where not is_goalie
    group by game_id, team_venue

),

final as (

    select
        skaters.game_id,
        skaters.player_id,
        {{ ratio("sums.opponents_rating", "sums.opponents_rated_seconds") }} as qoc_rating,
        {{ ratio("sums.mates_rating", "sums.mates_rated_seconds") }} as qot_rating,
        {{ ratio(
            "coalesce(sums.mates_rating, 0) + coalesce(skaters.toi_seconds * skaters.rating, 0)",
            "coalesce(sums.mates_rated_seconds, 0) + case when skaters.rating is not null then skaters.toi_seconds else 0 end"
        ) }} as own_side_rating,
        -- the published table rounds them to a tenth
        {{ ratio("sums.opponents_toi", "sums.opponents_seconds", 6) }} as qoc_toi_seconds,
        {{ ratio("sums.mates_toi", "sums.mates_seconds", 6) }} as qot_toi_seconds,
        opponents.rating as opp_avg_rating,
        own.toi_seconds as team_avg_toi_seconds
    from skaters
    left join sums on skaters.game_id = sums.game_id and skaters.player_id = sums.player_id
    left join sides as own on skaters.game_id = own.game_id and skaters.team_venue = own.team_venue
    left join sides as opponents
        on skaters.game_id = opponents.game_id and opponents.team_venue = {{ other_venue("skaters.team_venue") }}

)

select * from final
