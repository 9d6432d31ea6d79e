"""Row counts and the audit trail of loads."""

from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field

from benchsight.api.dependencies import Reader, ServicesOf
from benchsight.api.models import page_model
from benchsight.api.pages import described_page, page_request, query_model, respond
from benchsight.api.routing import api_router
from benchsight.reads.published.datasets import Dataset
from benchsight.reads.published.other_tables import LOAD_HISTORY
from benchsight.reads.table_counts import read_table_counts

router = api_router("/api", "tables and loads", 401, 403, 429, 503, 504)

HISTORY = Dataset("load-history", "load_history", "Audit trail of loads.", ("-id",))
SHORTCUTS = ("table_name", "operation", "status", "game_id", "load_id", "initiated_by", "scope")
HistoryQuery = query_model(HISTORY.name, LOAD_HISTORY, SHORTCUTS)
HistoryPage = page_model(HISTORY, LOAD_HISTORY)


class Count(BaseModel):
    """Table and its number of rows."""

    table: str = Field(examples=["fact_events"])
    category: str = Field(examples=["core_facts"])
    rows: int = Field(examples=[1712])


class Counts(BaseModel):
    """Row counts of all stored tables."""

    tables: list[Count]
    total: int


@router.get("/tables/counts", summary="Count the rows of every table")
async def counts(services: ServicesOf, caller: Reader) -> Counts:
    """Return exact counts from one snapshot: staged tables, then published ones in load order."""
    found = await services.database.run(read_table_counts)
    return Counts(tables=[Count(**vars(each)) for each in found], total=sum(each.rows for each in found))


@router.get("/load/history", summary="List loads, rebuilds and deletions", **described_page(HistoryPage))
async def history(
    request: Request,
    services: ServicesOf,
    caller: Reader,
    query: Annotated[HistoryQuery, Query()],  # type: ignore[valid-type]
) -> Response:
    """Return a page of the audit trail, newest first unless `sort` is given. Unfinished entries are `started`."""
    page = page_request(LOAD_HISTORY, query, sort=HISTORY.sort)
    return await respond(request, services, page, query, tagged=False)
