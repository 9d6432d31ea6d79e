-- One row per game and ordered pair of skaters of a team, also if never together: what happened while the player was on
-- the ice with his partner, and while he was on without him. With and without add up to the player's totals.
{{ config(indexes=[
    {"columns": ["game_id", "player_id", "partner_id"], "unique": true},
    {"columns": ["player_id", "partner_id"]},
    {"columns": ["partner_id"]},
]) }}
{% set measures = ["gf", "ga", "cf", "ca", "ff", "fa", "xgf", "xga"] %}
with

totals as (

    select * from {{ ref("int_skater_totals") }} where {{ in_scope() }}

),

pairs as (

    select * from {{ ref("int_skater_pairs") }} where {{ in_scope() }} and are_team_mates

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

joined as (

    -- a pair is stored once, with the lower id first
    select
        players.game_id,
        players.player_id,
        partners.player_id as partner_id,
        players.team_venue as venue,
        players.toi_seconds,
        coalesce(pairs.toi_seconds, 0) as toi_with_seconds,
        {% for measure in measures %}
        players.{{ measure }},
        -- nothing of a game without events is known
        case
            when players.{{ measure }} is not null then coalesce(pairs.{{ measure }}, 0)
        end as {{ measure }}_with{{ "," if not loop.last }}
        {% endfor %}
    from totals as players
    inner join totals as partners
        on
            players.game_id = partners.game_id
            and players.team_venue = partners.team_venue
            and players.player_id <> partners.player_id
    left join pairs
        on
            players.game_id = pairs.game_id
            and least(players.player_id, partners.player_id) = pairs.player_a_id
            and greatest(players.player_id, partners.player_id) = pairs.player_b_id

),

final as (

    select
        -- keys
        joined.game_id,
        joined.player_id,
        joined.partner_id,
        joined.venue,
        case joined.venue when 'home' then games.home_team_id else games.away_team_id end as team_id,

        -- time
        joined.toi_with_seconds,
        joined.toi_seconds - joined.toi_with_seconds as toi_without_seconds,

        -- what happened
        {% for measure in measures %}
        joined.{{ measure }}_with,
        joined.{{ measure }} - joined.{{ measure }}_with as {{ measure }}_without{{ "," if not loop.last }}
        {% endfor %}
    from joined
    inner join games on joined.game_id = games.game_id

)

{{ with_build_stamp() }}
