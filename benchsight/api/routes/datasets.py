"""Published data: one endpoint per dataset, and any published table by name."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from benchsight.api.dependencies import Reader, ServicesOf
from benchsight.api.errors import describe
from benchsight.api.models import page_model
from benchsight.api.pages import PageQuery, described_page, page_request, query_model, respond
from benchsight.api.routing import api_router
from benchsight.builds.rebuild.tables import UnknownTable
from benchsight.reads.published.contract import Contract
from benchsight.reads.published.datasets import Dataset, shortcuts

Name = Annotated[str, Path(pattern="^[a-z][a-z0-9_]{0,62}$", examples=["fact_goals"])]


class AnyQuery(PageQuery):
    """Query of any table; each column is also an equality parameter."""

    model_config = ConfigDict(extra="allow")


class ColumnOf(BaseModel):
    """Column of a table."""

    name: str
    data_type: str = Field(examples=["integer"])
    description: str


class TableOf(BaseModel):
    """Table with its key and columns."""

    table: str
    description: str
    key: list[str]
    columns: list[ColumnOf]


class DatasetOf(BaseModel):
    """Dataset and its path."""

    name: str = Field(examples=["leaders"])
    path: str = Field(examples=["/api/v2/leaders"])
    table: str = Field(examples=["league_leaders"])
    summary: str


def make_router(datasets: Iterable[tuple[Dataset, Contract]]) -> APIRouter:
    """Return a router with an endpoint per dataset."""
    router = api_router("/api/v2", "published", 401, 403, 409, 429, 503, 504)
    router.add_api_route("/datasets", list_datasets, summary="List datasets")
    router.add_api_route("/tables", list_tables, summary="List tables with their keys and columns")
    router.add_api_route(
        "/tables/{table}",
        read_table,
        summary="Get a page of a published table",
        response_class=Response,
        responses=describe(404),
    )
    for dataset, contract in datasets:
        _add(router, dataset, contract)
    return router


async def list_datasets(services: ServicesOf, caller: Reader) -> list[DatasetOf]:
    """Return every dataset with its path and source table."""
    return [
        DatasetOf(name=each.name, path=f"/api/v2/{each.name}", table=each.table, summary=each.summary)
        for each, _ in services.datasets.values()
    ]


async def list_tables(services: ServicesOf, caller: Reader) -> list[TableOf]:
    """Return the contract of every table that can be read by name."""
    return [
        TableOf(
            table=each.table,
            description=each.description,
            key=list(each.key),
            columns=[ColumnOf(**vars(column)) for column in each.columns],
        )
        for each in services.contracts.values()
    ]


async def read_table(
    request: Request, services: ServicesOf, caller: Reader, table: Name, query: Annotated[AnyQuery, Query()]
) -> Response:
    """Return a page of a table, sorted by its key unless `sort` is given."""
    contract = services.contracts.get(table)
    if contract is None:
        raise UnknownTable(f"no published table named {table}: GET /api/v2/tables lists them")
    return await respond(request, services, page_request(contract, query), query)


def _add(router: APIRouter, dataset: Dataset, contract: Contract) -> None:
    Asked = query_model(dataset.name, contract, shortcuts(contract))

    async def read(
        request: Request,
        services: ServicesOf,
        caller: Reader,
        query: Annotated[Asked, Query()],  # type: ignore[valid-type]
    ) -> Response:
        page = page_request(contract, query, dataset.columns, dataset.sort)
        return await respond(request, services, page, query)

    router.add_api_route(
        f"/{dataset.name}",
        read,
        name=dataset.name,
        operation_id=f"read_{dataset.name.replace('-', '_')}",
        summary=dataset.summary,
        description=f"{contract.description} Read from `{contract.table}`.",
        **described_page(page_model(dataset, contract)),
    )
