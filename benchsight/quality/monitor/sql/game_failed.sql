-- Games that are set aside: a model fails on them, with the input that they have.
select
    cast(failures.game_id as text) as subject_key,
    ops.game_words(failures.game_id) || ': model ' || failures.name || ': ' || failures.reason
    || coalesce(' (' || failures.row_words || ')', '')
    || case
        when builds.game_id is null then '; nothing of it is published'
        else '; published is its build of ' || to_char(builds.built_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC'
    end as message,
    jsonb_build_object(
        'game_id', failures.game_id,
        'model', failures.name,
        'reason', failures.reason,
        'rows', failures.rows,
        'input_version', failures.input_version,
        'failed_at', failures.failed_at
    ) as details
from ops.game_failures as failures
inner join ops.game_inputs as inputs
    on failures.game_id = inputs.game_id and failures.input_version = inputs.input_version
left join ops.game_builds as builds on failures.game_id = builds.game_id and builds.input_version > 0
where failures.kind = 'model'
order by failures.game_id
