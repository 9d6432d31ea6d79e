"""Search: a page that needs no script, and the index of the type-ahead in the header."""

import json
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response

from benchsight.site.reads.search import Entry, found, read_entries
from benchsight.web.pages import Page, show, show_data
from benchsight.web.reader import PageReader
from benchsight.web.routing import league_router

router = league_router()

TABLES = ("dim_player", "dim_team", "dim_schedule", "fact_player_game_stats")
MOST = 60


@router.get("/search")
async def search(request: Request) -> Response:
    """Return players, teams and games that a query (`?q=`) finds."""
    query = request.query_params.get("q", "").strip()[:100]
    return await show(request, TABLES, lambda reader: read_search(reader, query))


@router.get("/search-index.json")
async def index(request: Request) -> Response:
    """Return all that can be found: rows of kind, title, detail, address, further words."""
    return await show_data(request, TABLES, read_index, "application/json")


def read_search(reader: PageReader, query: str) -> Page:
    """Return the page of a query."""
    results = found(read_entries(reader), query, MOST) if query else []
    context = {"asked": query, "results": [(entry, quote(entry.href)) for entry in results], "most": MOST}
    return Page("site/search.html", f"Search: {query}" if query else "Search", context)


def read_index(reader: PageReader) -> bytes:
    """Return the index as JSON, as small as it gets."""
    return json.dumps(
        {"entries": [_row(entry) for entry in read_entries(reader)]}, ensure_ascii=False, separators=(",", ":")
    ).encode()


def _row(entry: Entry) -> list[str]:
    return [entry.kind, entry.title, entry.detail, quote(entry.href), entry.words]
