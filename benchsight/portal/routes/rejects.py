"""Rows that were rejected: where they stand in which file, and what was expected."""

from fastapi import Request
from fastapi.responses import Response

from benchsight.api.keys import Scope
from benchsight.portal.pages import show_portal
from benchsight.portal.queries import number_of
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader
from benchsight.web.routing import portal_router
from benchsight.web.tables import Column, Table

router = portal_router(Scope.LOAD)

MOST_ROWS = 500
REJECTS = """
    select
        regexp_replace(source_file, '^.*[/\\\\]', '') as file, source_file, sheet, row_number, column_name, value,
        expected, reason, replace(table_name, 'staging_', '') as table_name, game_id, created_at, load_id
    from public.staging_rejects
    where
        (%(game)s::integer is null or game_id = %(game)s)
        and (%(file)s::text is null or source_file = %(file)s)
        and (%(load)s::text is null or load_id::text = %(load)s)
    order by created_at desc, source_file, sheet, row_number, id
    limit %(most)s
"""
FILES = """
    select source_file, count(*) as rows, max(created_at) as created_at
    from public.staging_rejects group by source_file order by max(created_at) desc, source_file limit 50
"""
COLUMNS = (
    Column("file", "File"),
    Column("sheet", "Sheet"),
    Column("row_number", "Row", "0"),
    Column("column_name", "Column"),
    Column("value", "Value"),
    Column("expected", "Expected"),
    Column("reason", "Reason"),
    Column("table_name", "Table", more=True),
    Column("game_id", "Game", link="/admin/games/{game_id}"),
    Column("created_at", "Since", more=True),
)


@router.get("/admin/rejects")
async def show_rejects(request: Request) -> Response:
    """Return the newest rejects; `?game=`, `?file=` and `?load=` choose."""
    query = request.query_params

    def read(reader: PageReader) -> Page:
        chosen = {
            "game": number_of(query.get("game")),
            "file": query.get("file") or None, "load": query.get("load") or None, "most": MOST_ROWS,
        }  # fmt: skip
        table = Table(
            "rejects", "Rejected rows", COLUMNS, reader.rows(REJECTS, chosen), hide_caption=True,
            unknown="does not apply", empty="No row is rejected. What was loaded is staged as a whole.",
        )  # fmt: skip
        context = {"rejects": table, "files": reader.rows(FILES), "most": MOST_ROWS}
        return Page("portal/rejects.html", "Rejects", context, [table])

    return await show_portal(request, read)
