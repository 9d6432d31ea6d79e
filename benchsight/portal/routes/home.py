"""The first page of the portal: of an empty database where to begin, else how everything is."""

from fastapi import Request
from fastapi.responses import Response

from benchsight.api.keys import Scope
from benchsight.api.routes.uploads import MOST_FILES
from benchsight.portal.overview import read_overview
from benchsight.portal.pages import show_portal
from benchsight.portal.words import CATEGORIES, thing
from benchsight.reads.table_counts import read_table_counts
from benchsight.web.pages import Page, frame_of
from benchsight.web.reader import PageReader
from benchsight.web.routing import portal_router
from benchsight.web.statistics import DICTIONARY
from benchsight.web.tables import Column, Table

router = portal_router(Scope.LOAD)


@router.get("/admin")
async def home(request: Request) -> Response:
    """Return the overview, or the page of a first run."""
    limits = {"most_files": MOST_FILES, "most_bytes": frame_of(request).services.settings.upload_bytes}

    def make(reader: PageReader) -> Page:
        overview = read_overview(reader)
        template = "portal/first_run.html" if overview.is_empty and not overview.running else "portal/home.html"
        return Page(template, "Admin", {"overview": overview, **limits}, [overview.games, overview.operations])

    return await show_portal(request, make)


@router.get("/admin/tables")
async def tables(request: Request) -> Response:
    """Return the number of rows of each table, counted now."""
    contracts = frame_of(request).services.contracts

    def make(reader: PageReader) -> Page:
        rows = [
            {
                **vars(each), "what": thing(each.table), "kind": CATEGORIES.get(each.category, "Loaded data"),
                "definition": f"{DICTIONARY}/{each.table}" if each.table in contracts else None,
            }
            for each in read_table_counts(reader.connection)
        ]  # fmt: skip
        columns = [
            Column("what", "Rows of", address="definition"),
            Column("rows", "Rows", "0"),
            Column("kind", "Kind"),
        ]
        shown = Table("tables", "Rows of all tables", columns, rows, hide_caption=True)
        return Page("portal/tables.html", "Tables", {"tables_shown": shown}, [shown])

    return await show_portal(request, make)
