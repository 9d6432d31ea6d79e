-- A worker writes the facts of a game first, then what is kept per player and team: metrics, and tables of seasons.

alter table ops.game_builds add column totals_due boolean not null default false;
comment on column ops.game_builds.totals_due is 'Whether metrics and tables of seasons lack this build of the game: a worker writes them after its facts.';
create index game_builds_totals_due on ops.game_builds (game_id) where totals_due;
