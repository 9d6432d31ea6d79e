-- One row per season, game type, statistic and ranked player (the first 50). Rates ask for a minimum per game of the team,
-- given in the seed leader_stats; players whom nobody knows are left out.
-- Over 100 lines: the statistics of two tables become rows, are asked for their minimum and ranked.
with

players as not materialized (

    select * from {{ ref("fact_player_season_stats") }} where is_rostered

),

goalie_seasons as (

    select * from {{ ref("fact_goalie_season_stats") }}

),

teams as (

    select * from {{ ref("fact_team_season_stats") }}

),

leader_stats as (

    select * from {{ ref("leader_stats") }}

),

skaters as (

    select * from players where coalesce(position_code, 'F') <> 'G'

),

goalies as (

    select * from goalie_seasons where player_id in (select players.player_id from players)

),

measured as (

    {% for table, stats in {"skaters": leader_stats()["skater"], "goalies": leader_stats()["goalie"]}.items() %}
    {% set last_table = loop.last %}
    {% for stat, minimum_of in stats.items() %}
    select
        season_id,
        game_type,
        '{{ stat }}' as stat,
        player_id,
        player_name,
        team_id,
        gp,
        cast({{ stat }} as numeric) as value,
        cast({{ minimum_of or "null" }} as numeric) as qualifier,
        points_source
    from {{ table }}
    {% if not (last_table and loop.last) %}union all{% endif %}
    {% endfor %}
    {% endfor %}

),

qualified as (

    select
        measured.*,
        teams.team_name,
        leader_stats.rank_order,
        leader_stats.minimum_of,
        leader_stats.minimum_per_team_game * teams.gp as minimum
    from measured
    inner join leader_stats on measured.stat = leader_stats.stat
    inner join teams
        on
            coalesce(measured.season_id, '') = coalesce(teams.season_id, '')
            and measured.game_type = teams.game_type
            and measured.team_id = teams.team_id
    where
        measured.value is not null
        and (leader_stats.minimum_of is not null or measured.value <> 0)
        and (leader_stats.minimum_of is null or measured.qualifier >= leader_stats.minimum_per_team_game * teams.gp)

),

ranked as (

    select
        qualified.*,
        cast(
            rank() over (
                partition by season_id, game_type, stat
                order by case rank_order when 'low' then value else -value end
            ) as integer
        ) as rank
    from qualified

),

final as (

    select
        season_id,
        game_type,
        cast(stat as text) as stat,
        rank,
        player_id,
        player_name,
        team_id,
        team_name,
        gp,
        cast(value as numeric(12, 4)) as value,
        minimum_of,
        cast(minimum as numeric(12, 2)) as minimum,
        points_source
    from ranked
    where rank <= 50

)

select * from final
