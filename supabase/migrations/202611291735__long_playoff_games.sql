-- A playoff game goes on until there is a goal: with periods of a few minutes, beyond the twelfth.

alter table public.staging_events drop constraint staging_events_period_check;
alter table public.staging_events add constraint staging_events_period_check check (period between 1 and 30);
alter table public.staging_shifts drop constraint staging_shifts_period_check;
alter table public.staging_shifts add constraint staging_shifts_period_check check (period between 1 and 30);
