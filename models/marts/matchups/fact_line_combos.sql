-- One row per game, side and line: a forward line, a defense pair or the unit of both, at five against five with both
-- goalies in and exactly three players in forward slots and two in defense slots of the stint.
{{ config(indexes=[
    {"columns": ["game_id", "venue", "line_type", "line_key"], "unique": true},
    {"columns": ["line_key"]},
]) }}
{% set line_types = {"forward_line": ("forward", 3), "defense_pair": ("defender", 2), "unit": ("skater", 5)} %}
{% set measures = ["gf", "ga", "cf", "ca", "ff", "fa"] %}
with

lines_on_ice as (

    select * from {{ ref("int_lines_on_ice") }} where {{ in_scope() }}

),

results as (

    select * from {{ ref("int_stint_results") }} where {{ in_scope() }}

),

games as (

    select * from {{ ref("int_games") }} where {{ in_scope() }}

),

lines as (

    {% for line_type, (role, size) in line_types.items() %}
    select
        shift_key,
        game_id,
        team_venue,
        duration_seconds,
        '{{ line_type }}' as line_type,
        {% for n in range(1, size + 1) %}
        {{ "|| '-' || " if not loop.first }}{{ role }}_{{ n }}_id
        {% endfor %}
            as line_key,
        {% for n in range(1, 6) %}
        {{ role ~ "_" ~ n ~ "_id" if n <= size else "cast(null as text)" }} as player_{{ n }}_id{{ "," if not loop.last }}
        {% endfor %}
    from lines_on_ice
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

summed as (

    select
        -- keys
        lines.game_id,
        case lines.team_venue when 'home' then max(games.home_team_id) else max(games.away_team_id) end as team_id,
        lines.team_venue as venue,
        lines.line_type,
        lines.line_key,
        {% for n in range(1, 6) %}
        max(lines.player_{{ n }}_id) as player_{{ n }}_id,
        {% endfor %}

        -- together
        cast(sum(lines.duration_seconds) as integer) as toi_seconds,
        {% for measure in measures %}
        cast(sum(results.{{ measure }}) as integer) as {{ measure }},
        {% endfor %}
        sum(results.xgf) as xgf,
        sum(results.xga) as xga
    from lines
    inner join results on lines.shift_key = results.shift_key and lines.team_venue = results.team_venue
    inner join games on lines.game_id = games.game_id
    group by lines.game_id, lines.team_venue, lines.line_type, lines.line_key

),

final as (

    select
        summed.*,

        -- shares, 0 to 100
        {{ pct("gf", "gf + ga") }} as gf_pct,
        {{ pct("cf", "cf + ca") }} as cf_pct,
        {{ pct("ff", "ff + fa") }} as ff_pct,
        {{ pct("xgf", "xgf + xga") }} as xg_pct,

        -- per 60 minutes
        {% for measure in ["gf", "ga", "cf", "ca", "xgf", "xga"] %}
        {{ per_60(measure, "toi_seconds") }} as {{ measure }}_per_60{{ "," if not loop.last }}
        {% endfor %}
    from summed

)

{{ with_build_stamp() }}
