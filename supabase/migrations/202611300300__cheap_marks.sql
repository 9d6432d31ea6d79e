-- A build marks each row that it saw as processed. These indexes made that dear: PostgreSQL writes a row's entries in all
-- indexes again if one of them has the mark, and those of the raw rows were most of the work. No statement reads them.
-- Somebody may have dropped one already.

drop index if exists public.staging_events_unprocessed;
drop index if exists public.staging_shifts_unprocessed;
drop index if exists public.staging_events_raw;
drop index if exists public.staging_event_players_raw;
drop index if exists public.staging_shifts_raw;
