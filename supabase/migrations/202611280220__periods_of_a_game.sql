-- How many periods regulation has, where the league says so; and games that were forfeited.
alter table public.staging_schedule add column regulation_periods integer check (regulation_periods between 1 and 9);
alter table public.staging_schedule drop constraint staging_schedule_decided_in_check;
alter table public.staging_schedule add check (decided_in in ('REG', 'OT', 'SO', 'FORFEIT'));

comment on column public.staging_schedule.regulation_periods is 'Periods of regulation, two of a game of halves; NULL: as the league''s settings say.';
comment on column public.staging_schedule.decided_in is 'REG, OT, SO or FORFEIT (awarded without or apart from play); NULL until played.';
