-- Landing: a rewritten row is told from one that was only marked as processed without writing both as JSON; what
-- fills gaps is named so in the audit trail.

-- A builder's mark is no change of the input; anything else is, and the row is to be processed again.
create or replace function ops.stamp_rewritten_row() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    marked record := old;
begin
    marked.processed := new.processed;
    if new is not distinct from marked then
        return new;
    end if;
    if new.game_id <> old.game_id then
        raise exception 'a staged row cannot move from game % to game %: delete it and insert it again', old.game_id, new.game_id;
    end if;
    new.processed := false;
    new.updated_at := clock_timestamp();
    new.written_xid := pg_current_xact_id();
    return new;
end;
$$;

alter table public.load_history drop constraint load_history_operation_check;
alter table public.load_history add constraint load_history_operation_check
check (operation in ('replace', 'append', 'upsert', 'merge', 'delete', 'fill_gaps'));
comment on column public.load_history.operation is 'fill_gaps: a secondary source, which changes no row that another file brought, whatever was asked for.';
