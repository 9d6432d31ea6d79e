-- Requests that failed for good, and that were neither done nor called off since.
select
    failed.operation || coalesce(' ' || cast(failed.game_id as text), '')
    || coalesce(' ' || array_to_string(failed.tables, ','), '') as subject_key,
    'failed ' || cast(failed.attempts as text) || ' times: ' || coalesce(failed.error_message, 'no message') as message,
    jsonb_build_object(
        'id', failed.id, 'game_id', failed.game_id, 'attempts', failed.attempts, 'failed_at', failed.completed_at
    ) as details
from public.etl_queue as failed
where
    failed.status = 'failed'
    -- a game that is set aside has an alert of its own
    and not exists (
        select from ops.game_failures as failures
        inner join ops.game_inputs as inputs
            on failures.game_id = inputs.game_id and failures.input_version = inputs.input_version
        where failed.operation = 'process_game' and failures.game_id = failed.game_id
    )
    and not exists (
        select from public.etl_queue as later
        where
            later.id > failed.id
            and later.operation = failed.operation
            and later.game_id is not distinct from failed.game_id
            and later.tables is not distinct from failed.tables
            and later.status in ('failed', 'completed', 'cancelled')
    )
