-- One row per player, goalie or team, kind of game, headline statistic and window that ends with the last game: value, and
-- the number of games behind it. Kept per entity: a build of a game replaces the rows of all its players and teams.
-- Over 100 lines: three entities take the same steps in a loop.
{{ config(
    incremental_strategy="replace_entities",
    indexes=[
        {"columns": ["entity_type", "entity_id", "game_type", "metric_name", "metric_window"], "unique": true},
        {"columns": ["entity_id"]},
        {"columns": ["metric_name", "metric_window"]},
    ],
) }}
-- depends_on: {{ ref('int_metric_entities') }}, which the strategy asks whose rows to replace
-- how many of the last games each window takes, none for all
{% set windows = {"game": 1, "last_5": 5, "last_10": 10, "season": none, "career": none} %}
with

definitions as (

    select * from {{ ref("metric_definitions") }}

),

{% for entity_type in metric_measures() %}
{{ entity_type }}_games as (

    select * from {{ ref("int_" ~ entity_type ~ "_game__metrics") }}

),

{% endfor %}
windows as (

    {% for window, last_games in windows.items() %}
    select
        '{{ window }}' as metric_window,
        cast({{ last_games or "null" }} as integer) as last_games,
        {{ "true" if window == "season" else "false" }} as is_season
    {{ "union all" if not loop.last }}
    {% endfor %}

),

{% for entity_type, metrics in metric_measures().items() %}
{{ entity_type }}_recent as (

    select
        {{ entity_type }}_games.*,
        row_number() over latest as recency,
        first_value(game_id) over latest as as_of_game_id,
        first_value(game_date) over latest as as_of_date,
        first_value(season_id) over latest as current_season_id
    from {{ entity_type }}_games
    window latest as (partition by entity_id, game_type order by game_date desc nulls last, game_id desc)

),

{{ entity_type }}_sums as (

    select
        recent.entity_id,
        recent.game_type,
        windows.metric_window,
        min(recent.as_of_game_id) as as_of_game_id,
        min(recent.as_of_date) as as_of_date,
        {% for metric, (numerator, denominator) in metrics.items() %}
        sum({{ numerator }}) as {{ metric }}_numerator,
        {% if denominator %}sum({{ denominator }}) as {{ metric }}_denominator,{% endif %}
        cast(count({{ numerator }}) as integer) as {{ metric }}_n{{ "," if not loop.last }}
        {% endfor %}
    from {{ entity_type }}_recent as recent
    inner join windows
        on
            recent.recency <= coalesce(windows.last_games, recent.recency)
            and (not windows.is_season or recent.season_id is not distinct from recent.current_season_id)
    group by recent.entity_id, recent.game_type, windows.metric_window

),

{% endfor %}
long as (

    {% for entity_type, metrics in metric_measures().items() %}
    select
        '{{ entity_type }}' as entity_type,
        sums.entity_id,
        sums.game_type,
        sums.metric_window,
        sums.as_of_game_id,
        sums.as_of_date,
        parts.*
    from {{ entity_type }}_sums as sums
    cross join lateral (
        values
        {% for metric, (numerator, denominator) in metrics.items() %}
        (
            '{{ metric }}',
            cast(sums.{{ metric }}_numerator as numeric),
            cast({{ "sums." ~ metric ~ "_denominator" if denominator else "null" }} as numeric),
            sums.{{ metric }}_n
        ){{ "," if not loop.last }}
        {% endfor %}
    ) as parts (metric_name, numerator, denominator, n)
    {{ "union all" if not loop.last }}
    {% endfor %}

),

final as (

    select
        -- keys
        long.entity_type,
        long.entity_id,
        long.game_type,
        long.metric_name,
        long.metric_window,

        -- value
        cast(
            case definitions.aggregation
                when 'sum' then long.numerator
                when 'mean' then {{ ratio("long.numerator", "long.n", 4) }}
                when 'percentage' then {{ pct("long.numerator", "long.denominator") }}
                when 'per_60' then {{ per_60("long.numerator", "long.denominator") }}
            end as numeric(12, 4)
        ) as value,
        long.n,

        -- as of
        long.as_of_game_id,
        long.as_of_date
    from long
    inner join definitions on long.entity_type = definitions.entity_type and long.metric_name = definitions.metric_name
    -- a window without input says nothing
    where long.n > 0

)

select * from final
