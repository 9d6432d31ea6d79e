-- The monitor: its rules, one open alert per rule and subject, what it counted of each game, and a summary for dashboards.

create table ops.alert_rules (
    rule text primary key,
    is_enabled boolean not null default true,
    severity text not null check (severity in ('info', 'warning', 'critical')),
    thresholds jsonb not null,
    default_thresholds jsonb not null,
    description text not null,
    advice text not null
);
comment on table ops.alert_rules is 'One row per rule of the monitor; is_enabled, severity and thresholds are for the user to change.';
comment on column ops.alert_rules.thresholds is 'Numbers from 0 on, by name: exactly those of default_thresholds.';
comment on column ops.alert_rules.description is 'The problem, when the rule raises an alert.';
comment on column ops.alert_rules.advice is 'The remedy.';

create function ops.check_alert_rule() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    known constant text := coalesce((select string_agg(k, ', ' order by k) from jsonb_object_keys(new.default_thresholds) as k), 'none');
    name text;
    value jsonb;
begin
    if jsonb_typeof(new.thresholds) <> 'object' then
        raise check_violation using message = format('rule %s: thresholds are an object such as {"minutes": 30}', new.rule);
    end if;
    for name, value in select * from jsonb_each(new.thresholds) loop
        if not new.default_thresholds ? name then
            raise check_violation using message = format('rule %s has no threshold %s; it has: %s', new.rule, name, known);
        end if;
        if jsonb_typeof(value) <> 'number' or cast(value as numeric) < 0 then
            raise check_violation using message = format('rule %s: %s is a number from 0 on, not %s', new.rule, name, value);
        end if;
    end loop;
    new.thresholds := new.default_thresholds || new.thresholds;
    return new;
end;
$$;
create trigger check_alert_rule before insert or update on ops.alert_rules
for each row execute function ops.check_alert_rule();

insert into ops.alert_rules (rule, severity, thresholds, default_thresholds, description, advice)
select rule, severity, cast(thresholds as jsonb), cast(thresholds as jsonb), description, advice
from (values
    ('load_died', 'critical', '{"silent_minutes": 15, "days": 7}',
        'A load stopped before its end: it failed as a whole, or its loader is gone.',
        'benchsight load --resume RUN goes on where it stopped'),
    ('load_failed', 'warning', '{"days": 7}',
        'A file could not land, and has not landed since.',
        'mend the file as the message says, and load it again'),
    ('zero_deltas', 'info', '{"loads": 1, "hours": 24}',
        'Loads of a folder read rows, and changed nothing.',
        'see that the exports in the folder are the new ones'),
    ('rejects', 'warning', '{"share": 0.01, "rows": 5}',
        'More than a share of the rows of a file was rejected, in its last load.',
        'staging_rejects says why for each row: mend the file, and load it again'),
    ('long_phase', 'warning', '{"factor": 5, "min_seconds": 10, "limit_seconds": 600, "logs": 5}',
        'A phase of loading takes much longer than it usually does, or than it ever should.',
        'look for a lock or a busy server: select * from pg_stat_activity'),
    ('unusual_events', 'warning', '{"deviations": 5, "share": 0.35, "games": 8}',
        'A game has far fewer or far more events than the other games of its league.',
        'see that the export is the whole game, and the only one of it'),
    ('unusual_shifts', 'warning', '{"deviations": 5, "share": 0.35, "games": 8}',
        'A game has far fewer or far more shifts than the other games of its league.',
        'see that the export is the whole game, and the only one of it'),
    ('unrostered_players', 'warning', '{"players": 1}',
        'Players in events or shifts are on no roster of their side, or a side has no roster.',
        'load the roster of the game, or correct the sweater number in the tracking'),
    ('players_without_shifts', 'info', '{"players": 1}',
        'Rostered skaters take part in events, and are in no shift.',
        'add them to the shifts, or correct the sweater number in the events'),
    ('players_without_result', 'warning', '{"players": 1}',
        'Rostered players have ice time, and are not in the official result of the game.',
        'load the official result anew, or correct the sweater number in the shifts'),
    ('low_agreement', 'warning', '{"share": 0.9, "values": 20}',
        'Less than a share of the published numbers of a game agrees with the official result.',
        'benchsight verify --game GAME lists every disagreement with its reason'),
    ('stale_game', 'warning', '{"minutes": 60}',
        'A tracked game has not changed for a while, and what is published of it is behind or missing.',
        'benchsight build'),
    ('build_failed', 'critical', '{}',
        'A build failed, and no later one has made up for it.',
        'benchsight build, after what the message says is mended'),
    ('queue_pending', 'critical', '{"minutes": 15}',
        'Work of the queue has been waiting for too long.',
        'start a worker: benchsight worker'),
    ('queue_silent', 'critical', '{"minutes": 5}',
        'Work of the queue is being processed, and its worker is silent.',
        'start a worker: it takes over what a dead one left'),
    ('queue_failed', 'critical', '{}',
        'Work of the queue failed, and was not done since.',
        'mend what the message says, and queue it again'),
    ('data_test_failed', 'critical', '{}',
        'A test of the data does not hold for games that were built.',
        'benchsight build --game GAME tests it again; what it looks at is in docs/dbt and tests/dbt'),
    ('game_failed', 'critical', '{}',
        'A game cannot be built and is set aside; every other game is published.',
        'correct the row and load the game again, which builds it; benchsight build --game GAME tries it as it is')
) as rules (rule, severity, thresholds, description, advice);

create table public.alerts (
    alert_id bigint generated always as identity primary key,
    rule text not null references ops.alert_rules (rule),
    severity text not null check (severity in ('info', 'warning', 'critical')),
    subject_kind text not null check (subject_kind in ('load', 'file', 'folder', 'phase', 'game', 'build', 'queue', 'test')),
    subject_key text not null,
    message text not null,
    details jsonb not null default '{}',
    first_seen timestamptz not null default clock_timestamp(),
    last_seen timestamptz not null default clock_timestamp(),
    count integer not null default 1,
    acknowledged_at timestamptz,
    acknowledged_by text,
    resolved_at timestamptz
);
comment on table public.alerts is 'One row per rule and subject, open until a check no longer finds it; a recurrence is a new row.';
comment on column public.alerts.count is 'How many checks have found it.';
comment on column public.alerts.acknowledged_at is 'When it was acknowledged: the alert stays open, and is no longer counted in summaries.';
comment on column public.alerts.resolved_at is 'When a check no longer found it; NULL while it is open.';
create unique index alerts_open on public.alerts (rule, subject_kind, subject_key) where resolved_at is null;
create index alerts_time on public.alerts (first_seen desc);

create table ops.monitor_runs (
    is_last boolean primary key default true check (is_last),
    completed_at timestamptz not null,
    duration_ms integer not null
);
comment on table ops.monitor_runs is 'Time of the last check, in one row.';

create table ops.game_counts (
    game_id integer primary key,
    input_version bigint not null,
    event_count integer not null,
    shift_count integer not null,
    is_ended boolean not null
);
comment on table ops.game_counts is 'Counts of staged rows per game as of the input version; the monitor counts a game again when it changed.';
comment on column ops.game_counts.is_ended is 'Whether the game seems complete: it came from a file, or its tracker noted the end.';

create table ops.game_agreements (
    game_id integer primary key,
    build_id bigint not null,
    built_at timestamptz not null,
    equal_count integer not null,
    compared_count integer not null,
    players_without_result text[] not null
);
comment on table ops.game_agreements is 'Counts of published rows per game as of the build; the monitor counts a game again when it was built.';

create view public.ingestion_health as
select
    loads.load_id as last_load_id,
    loads.completed_at as last_load_at,
    loads.duration_ms as last_load_duration_ms,
    loads.rows_affected as last_load_rows_affected,
    (
        select count(*)
        from ops.game_inputs as inputs
        left join ops.game_builds as builds on inputs.game_id = builds.game_id
        where
            (
                builds.input_version < inputs.input_version
                or (builds.game_id is null and (
                    exists (select from public.staging_events as events where events.game_id = inputs.game_id)
                    or exists (select from public.staging_shifts as shifts where shifts.game_id = inputs.game_id)
                ))
            )
            and not exists (
                select from ops.game_failures as failures
                where failures.game_id = inputs.game_id and failures.input_version = inputs.input_version
                    and failures.kind = 'model'
            )
            and not exists (select from ops.excluded_games as excluded where excluded.game_id = inputs.game_id)
    ) as due_games,
    alerts.critical_alerts,
    alerts.warning_alerts,
    alerts.info_alerts,
    (select runs.completed_at from ops.monitor_runs as runs) as monitored_at,
    (
        select count(*)
        from ops.game_failures as failures
        inner join ops.game_inputs as inputs
            on failures.game_id = inputs.game_id and failures.input_version = inputs.input_version
        where not exists (select from ops.excluded_games as excluded where excluded.game_id = inputs.game_id)
    ) as failed_games,
    (select count(*) from ops.excluded_games) as excluded_games
from (
    select
        count(*) filter (where severity = 'critical') as critical_alerts,
        count(*) filter (where severity = 'warning') as warning_alerts,
        count(*) filter (where severity = 'info') as info_alerts
    from public.alerts
    where resolved_at is null and acknowledged_at is null
) as alerts
left join lateral (
    select
        history.load_id,
        max(history.completed_at) as completed_at,
        cast(1000 * extract(epoch from max(history.completed_at) - min(history.started_at)) as integer) as duration_ms,
        sum(history.rows_affected) as rows_affected
    from public.load_history as history
    where
        history.status = 'completed'
        and history.load_id = (
            select newest.load_id from public.load_history as newest
            where
                newest.status = 'completed'
                and newest.source_file is not null  -- rebuilds and deletions are noted there too
            order by newest.id desc
            limit 1
        )
    group by history.load_id
) as loads on true;
comment on view public.ingestion_health is 'One row for a dashboard: the last load that landed, games that are due, open alerts that are not acknowledged.';
