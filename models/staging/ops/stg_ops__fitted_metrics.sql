-- One row per entity, metric and season of a fitted model, from fitted_metrics.
with

fitted_metrics as (

    select * from {{ source("fitted", "fitted_metrics") }}

),

final as (

    select
        -- keys
        entity_type,
        entity_id,
        metric_name,
        season_id,

        -- value
        as_of,
        value,
        standard_error,

        -- how much it rests on
        n,
        games,
        toi_seconds,
        is_reliable,
        model_version,
        fitted_at
    from fitted_metrics

)

select * from final
