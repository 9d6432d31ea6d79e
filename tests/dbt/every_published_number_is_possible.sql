-- Fails with every percentage outside 0 to 100 (PDO, a sum of two: 200) and every count, time or rate below 0; the units are
-- those of the catalogue.
{% set keys = {
    "fact_player_game_stats": "player_id", "fact_goalie_game_stats": "player_id", "fact_team_game_stats": "team_id",
} %}
with

limits as (

    select
        table_name,
        column_name,
        case when unit = 'percent' then case when column_name like 'pdo%' then 200 else 100 end end as highest
    from {{ ref("stat_catalog") }}
    where
        unit in ('percent', 'count', 'seconds', 'minutes', 'per 60')
        -- differences
        and column_name not in ('shots_without_save', 'turnover_diff_adjusted')

),

numbers as (

    {% for table, key in keys.items() %}
    select
        '{{ table }}' as table_name,
        wide.game_id,
        wide.{{ key }} as id,
        long.column_name,
        case when long.value ~ '^-?[0-9]+([.][0-9]+)?$' then cast(long.value as numeric) end as value
    from {{ ref(table) }} as wide
    cross join lateral jsonb_each_text(to_jsonb(wide)) as long (column_name, value)
    where {{ in_scope("wide.game_id") }}
    {{ "union all" if not loop.last }}
    {% endfor %}

)

select numbers.*
from numbers
inner join limits on numbers.table_name = limits.table_name and numbers.column_name = limits.column_name
where numbers.value < 0 or numbers.value > limits.highest
