"""Pages of tables over HTTP: what a request asks for, ETags, and rows in the format that is wanted."""

import hashlib
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, create_model

from benchsight.api.dependencies import Services
from benchsight.api.errors import ApiError, describe
from benchsight.api.formats import MEDIA_TYPES, Format, json_page, wanted, write
from benchsight.api.models import text_fields
from benchsight.reads.published.contract import Contract
from benchsight.reads.published.query import json_query, typed_query
from benchsight.reads.published.request import PageRequest, make_request
from benchsight.reads.published.version import DATA_VERSION, payload_version

FILES = (Format.CSV, Format.PARQUET, Format.ARROW)
MOST_JSON, MOST_FILE = 1000, 50_000
FRESH = "private, no-cache"  # keep it, and ask each time whether it is fresh


class PageQuery(BaseModel):
    """What every page may be asked for."""

    model_config = ConfigDict(extra="forbid")

    columns: str | None = Field(None, description="Columns to return, with commas between; all without it.")
    filter: list[str] = Field(
        [],
        description="COLUMN:OPERATOR:VALUE, repeatable, all must hold; OPERATOR is eq, ne, lt, le, gt, ge, "
        "in (values with commas) or is (null, not_null).",
    )
    sort: str | None = Field(
        None, description="Columns to sort by, with commas between, `-` before one for descending; NULL comes last."
    )
    limit: int = Field(
        100, ge=1, le=MOST_FILE, description=f"Rows of a page; at most {MOST_JSON} as JSON, {MOST_FILE} otherwise."
    )
    cursor: str | None = Field(None, description="`next` of the page before; sort and filters must be as they were.")
    format: Format | None = Field(None, description="Instead of an Accept header.")


def query_model(name: str, contract: Contract, shortcuts: Iterable[str]) -> type[PageQuery]:
    """The query of a table: that of every page, and columns that may be named by themselves."""
    name = "".join(part.capitalize() for part in name.split("-"))
    return create_model(f"{name}Query", __base__=PageQuery, **text_fields(shortcuts, contract))


def page_request(
    contract: Contract, query: PageQuery, columns: Iterable[str] = (), sort: Iterable[str] = ()
) -> PageRequest:
    """The page that a query asks for; ``columns`` and ``sort`` where it does not say. Raises CannotRead."""
    equal = [(name, str(value)) for name, value in (query.model_extra or {}).items()]
    own = set(PageQuery.model_fields)
    equal += [(name, value) for name, value in query if name not in own and value is not None]
    return make_request(
        contract,
        _names(query.columns) or columns,
        query.filter,
        _names(query.sort) or sort,
        query.limit,
        query.cursor,
        equal,
    )


async def respond(
    request: Request, services: Services, page: PageRequest, query: PageQuery, tagged: bool = True
) -> Response:
    """A page, or 304 where the caller has it as it is; then nothing but its version is read.

    ``tagged``: with an ETag, which a table needs no more exact than builds are.
    """
    chosen = wanted(query.format, request.headers.get("accept", ""))
    if chosen is Format.JSON and page.limit > MOST_JSON:
        raise ApiError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "too_many_rows",
            f"a page of JSON has at most {MOST_JSON} rows: ask for fewer, or for csv, parquet or arrow",
        )  # fmt: skip
    version = await read_version(services, page.contract)
    tag = etag(version, str(request.url.query), chosen)
    headers = {"Vary": "Accept", "X-Payload-Version": version}
    if tagged:
        headers |= {"ETag": tag, "Cache-Control": FRESH}
    if tagged and is_known(request, tag):
        return Response(status_code=304, headers=headers)
    content, following = await _read(services, page, chosen, version)
    if following is not None:
        headers |= {"X-Next-Cursor": following, "Link": _link(request, following)}
    return Response(content, headers=headers, media_type=MEDIA_TYPES[chosen])


def is_known(request: Request, tag: str) -> bool:
    """Whether the caller has what an ETag stands for."""
    known = request.headers.get("if-none-match", "")
    return tag in [each.strip().removeprefix("W/") for each in known.split(",")]


async def read_version(services: Services, contract: Contract) -> str:
    """The version of what a table holds. Raises ApiError if it is not built."""
    rows = await services.database.fetch(DATA_VERSION, (contract.full_name,))
    if not rows:
        raise ApiError(HTTPStatus.CONFLICT, "not_built", "nothing is built yet: load games, then run a build")
    return payload_version(contract, rows[0][0])


def etag(version: str, *parts: str) -> str:
    """The ETag of one representation: of what was asked for, at this version."""
    digest = hashlib.sha256("\n".join([version, *parts]).encode("utf-8", "replace")).hexdigest()
    return f'"{digest[:24]}"'


async def _read(services: Services, page: PageRequest, format: Format, version: str) -> tuple[bytes, str | None]:
    query, parameters = json_query(page) if format is Format.JSON else typed_query(page)
    rows = await services.database.fetch(query, parameters)
    shown = rows[: page.limit]
    width = 1 if format is Format.JSON else len(page.columns)
    following = page.cursor(shown[-1][width:]) if len(rows) > page.limit else None
    if format is Format.JSON:
        return json_page([row[0] for row in shown], following, version), following
    return write(format, page.columns, [row[:width] for row in shown]), following


def _names(written: str | None) -> list[str]:
    return [name.strip() for name in (written or "").split(",") if name.strip()]


def _link(request: Request, cursor: str) -> str:
    url = request.url.include_query_params(cursor=cursor)
    return f'<{url.path}?{url.query}>; rel="next"'


def described_page(model: type[BaseModel]) -> dict[str, Any]:
    """What OpenAPI says of the answers of a page."""
    files = {MEDIA_TYPES[each]: {"schema": {"type": "string", "format": "binary"}} for each in FILES}
    return {
        "response_class": Response,
        "responses": {
            200: {"model": model, "description": "A page.", "content": files},
            304: {"description": "It is as it was: the ETag of If-None-Match is that of now."},
            **describe(422),
        },
    }
