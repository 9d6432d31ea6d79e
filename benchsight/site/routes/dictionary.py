"""What each number is: the columns of the published tables, with their definitions."""

from fastapi import Request
from fastapi.responses import Response

from benchsight.web.pages import NotFound, Page, frame_of, show_text
from benchsight.web.routing import league_router
from benchsight.web.statistics import DICTIONARY

router = league_router()


@router.get(DICTIONARY)
async def dictionary(request: Request) -> Response:
    """Return the tables there are."""
    tables = sorted(frame_of(request).services.contracts.values(), key=lambda contract: contract.table)
    return show_text(request, Page("site/dictionary.html", "Dictionary", {"tables": tables}))


@router.get(DICTIONARY + "/{table}")
async def table(request: Request, table: str) -> Response:
    """Return the columns of a table; each has the anchor of its name."""
    frame = frame_of(request)
    contract = frame.services.contracts.get(table)
    if contract is None:
        raise NotFound(f"there is no table {table}")
    entries = [
        (column, frame.definitions.find(table, column.name), "key" if column.name in contract.key else "")
        for column in contract.columns
    ]
    return show_text(
        request, Page("site/dictionary_table.html", contract.table, {"contract": contract, "entries": entries})
    )
