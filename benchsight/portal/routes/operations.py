"""Recent operations: loads, builds, rebuilds, deletions; what each did, by whom, and why it failed."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from benchsight.api.keys import Scope
from benchsight.portal.pages import show_portal
from benchsight.portal.queries import number_of, one_of
from benchsight.web.pages import NotFound, Page
from benchsight.web.reader import PageReader, Row
from benchsight.web.routing import portal_router
from benchsight.web.tables import Column, Table

router = portal_router(Scope.LOAD)

PAGE_ROWS = 50
STATUSES = ("started", "completed", "failed", "skipped")
OPERATIONS_OF = ("replace", "append", "upsert", "merge", "delete")
# one line for each load: it has a row for each file and table
OPERATIONS = """
    select
        h.load_id, min(h.started_at) as started_at, max(h.duration_ms) as duration_ms,
        string_agg(distinct h.operation, ', ') as operation, string_agg(distinct h.scope, ', ') as scope,
        case when count(distinct h.game_id) = 1 then min(h.game_id) end as game_id, count(distinct h.game_id) as games,
        count(distinct h.source_file) as files, count(distinct h.table_name) as tables,
        sum(h.rows_affected) as rows_affected, sum(h.rows_rejected) as rows_rejected,
        max(h.initiated_by) as initiated_by, max(h.error_message) as error_message,
        case
            when bool_or(h.status = 'failed') then 'failed' when bool_or(h.status = 'started') then 'started'
            when bool_and(h.status = 'skipped') then 'skipped' else 'completed'
        end as status
    from public.load_history as h
    where
        (%(operation)s::text is null or h.operation = %(operation)s)
        and (%(game)s::integer is null or h.game_id = %(game)s)
        and (%(who)s::text is null or h.initiated_by = %(who)s)
    group by h.load_id
    having %(status)s::text is null or bool_or(h.status = %(status)s)
    order by max(h.id) desc
    limit %(most)s + 1 offset %(offset)s
"""
DETAILS = """
    select
        id, replace(replace(table_name, 'staging_', ''), '_', ' ') as table_name, operation, scope, game_id,
        source_file, source_format,
        rows_read, rows_inserted, rows_updated, rows_unchanged, rows_deleted, rows_rejected, started_at, duration_ms,
        status, error_message, initiated_by
    from public.load_history where load_id = %(load)s order by id
"""
PHASES = """
    select phase, attempt, status, source_file, game_id, duration_ms, rows_in, rows_out, error ->> 'message' as error
    from public.ingest_logs where run_id = %(load)s order by id limit 500
"""
PEOPLE = "select distinct initiated_by as who from public.load_history where initiated_by is not null order by who"
COLUMNS = (
    Column("table_name", "Table"),
    Column("operation", "Operation"),
    Column("status", "State"),
    Column("game_id", "Game", link="/admin/games/{game_id}"),
    Column("rows_read", "Read", "0"),
    Column("rows_inserted", "Inserted", "0"),
    Column("rows_updated", "Updated", "0"),
    Column("rows_unchanged", "Unchanged", "0"),
    Column("rows_deleted", "Deleted", "0"),
    Column("rows_rejected", "Rejected", "0"),
    Column("duration_ms", "ms", "0"),
    Column("source_file", "File", more=True),
    Column("source_format", "Format", more=True),
    Column("error_message", "Reason", more=True),
)


@router.get("/admin/operations")
async def show_operations(request: Request) -> Response:
    """Return a page of operations, the newest first; filters in the address."""
    query = request.query_params
    offset = number_of(query.get("from")) or 0
    chosen = {
        "status": one_of(query.get("status"), STATUSES), "operation": one_of(query.get("operation"), OPERATIONS_OF),
        "game": number_of(query.get("game")), "who": query.get("who") or None, "most": PAGE_ROWS,
        "offset": offset,
    }  # fmt: skip

    def read(reader: PageReader) -> Page:
        rows = reader.rows(OPERATIONS, chosen)
        context = {
            "operations": rows[:PAGE_ROWS], "chosen": chosen, "statuses": STATUSES, "kinds": OPERATIONS_OF,
            "people": [row["who"] for row in reader.rows(PEOPLE)],
            "older": offset + PAGE_ROWS if len(rows) > PAGE_ROWS else None,
        }  # fmt: skip
        return Page("portal/operations.html", "Operations", context)

    return await show_portal(request, read)


@router.get("/admin/operations/{load_id}")
async def show_operation(request: Request, load_id: UUID) -> Response:
    """Return what an operation did, table by table."""

    def read(reader: PageReader) -> Page:
        rows = reader.rows(DETAILS, {"load": load_id})
        if not rows:
            raise NotFound(f"there is no operation {load_id}")
        details = Table("tables", "Tables", COLUMNS, rows, unknown="does not apply", hide_caption=True)
        rejected = sum(row["rows_rejected"] or 0 for row in rows)
        context = {
            "load_id": load_id, "first": rows[0], "details": details, "errors": _errors(rows),
            "rejected": rejected, "phases": reader.rows(PHASES, {"load": load_id}),
        }  # fmt: skip
        return Page("portal/operation.html", "Operation", context, [details])

    return await show_portal(request, read)


def _errors(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(row["error_message"] for row in rows if row["error_message"]))
