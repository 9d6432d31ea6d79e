-- Tests of the data that run beside builds: which games they look at, and what they found wrong.

create table ops.test_scope (
    game_id integer primary key
);
comment on table ops.test_scope is 'The games whose data is being tested; every test of the data reads it. Guarded by the test lock.';

create table ops.data_test_failures (
    test text primary key,
    sentence text,
    message text not null,
    games integer[] not null,
    failed_at timestamptz not null default clock_timestamp()
);
comment on table ops.data_test_failures is 'Tests of the data that do not hold, each with the games it was looking at; a test that holds again leaves.';
comment on column ops.data_test_failures.sentence is 'What the test says of the data, for people.';

alter table public.alerts drop constraint alerts_subject_kind_check;
alter table public.alerts add constraint alerts_subject_kind_check
check (subject_kind in ('load', 'file', 'folder', 'phase', 'game', 'build', 'queue', 'test'));

insert into ops.alert_rules (rule, severity, thresholds, default_thresholds, description, advice)
values (
    'data_test_failed', 'critical', '{}', '{}',
    'A test of the data does not hold for games that were built.',
    'benchsight build --game GAME tests it again; what it looks at is in docs/dbt and tests/dbt'
);
