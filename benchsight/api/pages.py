"""Pages of tables over HTTP: query parameters, ETags and response formats."""

import hashlib
from collections.abc import Hashable, Iterable
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel, Field, create_model

from benchsight.api.dependencies import Services
from benchsight.api.errors import ApiError, describe
from benchsight.api.formats import MEDIA_TYPES, Format, json_page, wanted, write
from benchsight.api.kept import Body
from benchsight.api.models import StrictModel, text_fields
from benchsight.reads.published.contract import Contract
from benchsight.reads.published.query import json_query, typed_query
from benchsight.reads.published.request import PageRequest, make_request

FILES = (Format.CSV, Format.PARQUET, Format.ARROW)
MOST_JSON, MOST_FILE = 1000, 50_000
FRESH = "private, no-cache"  # cache, but revalidate each time


class PageQuery(StrictModel):
    """Query parameters common to all pages."""

    columns: str | None = Field(None, description="Comma-separated columns to return; default all.")
    filter: list[str] = Field(
        [],
        description="COLUMN:OPERATOR:VALUE, repeatable, combined with AND. OPERATOR is eq, ne, lt, le, gt, ge, "
        "in (comma-separated values) or is (null, not_null).",
    )
    sort: str | None = Field(
        None, description="Comma-separated columns to sort by; prefix `-` for descending. NULL sorts last."
    )
    limit: int = Field(
        100, ge=1, le=MOST_FILE, description=f"Maximum rows per page; up to {MOST_JSON} as JSON, {MOST_FILE} otherwise."
    )
    cursor: str | None = Field(None, description="`next` of the previous page; keep sort and filters unchanged.")
    format: Format | None = Field(None, description="Response format; overrides the Accept header.")


def query_model(name: str, contract: Contract, shortcuts: Iterable[str]) -> type[PageQuery]:
    """Return the query model of a table: PageQuery plus equality parameters for ``shortcuts``."""
    name = "".join(part.capitalize() for part in name.split("-"))
    return create_model(f"{name}Query", __base__=PageQuery, **text_fields(shortcuts, contract))


def page_request(
    contract: Contract, query: PageQuery, columns: Iterable[str] = (), sort: Iterable[str] = ()
) -> PageRequest:
    """Return the requested page; ``columns`` and ``sort`` are defaults. Raise CannotRead if it is invalid."""
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
    """Return the page, or 304 if If-None-Match holds its ETag; the rows are then not read.

    ``tagged``: send an ETag; false for tables that change outside builds. Raise ApiError if ``limit`` is too high.
    """
    chosen = wanted(query.format, request.headers.get("accept", ""))
    if chosen is Format.JSON and page.limit > MOST_JSON:
        raise ApiError(
            HTTPStatus.UNPROCESSABLE_ENTITY, "too_many_rows",
            f"a JSON page has at most {MOST_JSON} rows: lower limit, or use format csv, parquet or arrow",
        )  # fmt: skip
    [version] = await services.versions.read(page.contract)
    tag = etag(version, str(request.url.query), chosen)
    headers = {"Vary": "Accept", "X-Payload-Version": version}
    if tagged:
        headers |= {"ETag": tag, "Cache-Control": FRESH}
    if tagged and is_known(request, tag):
        return Response(status_code=304, headers=headers)
    if tagged and page.contract.changes_with_builds:
        body = await services.kept.get(_key(page, chosen, version), lambda: _read(services, page, chosen, version))
    else:
        body = await _read(services, page, chosen, version)
    if body.following is not None:
        headers |= {"X-Next-Cursor": body.following, "Link": _link(request, body.following)}
    return Response(body.content, headers=headers, media_type=MEDIA_TYPES[chosen])


def is_known(request: Request, tag: str) -> bool:
    """Return whether If-None-Match contains an ETag."""
    known = request.headers.get("if-none-match", "")
    return tag in [each.strip().removeprefix("W/") for each in known.split(",")]


def etag(version: str, *parts: str) -> str:
    """Return the ETag of one representation: the request ``parts`` at a version."""
    digest = hashlib.sha256("\n".join([version, *parts]).encode("utf-8", "replace")).hexdigest()
    return f'"{digest[:24]}"'


def _key(page: PageRequest, format: Format, version: str) -> Hashable:
    """Return all that a body depends on."""
    columns = tuple(column.name for column in page.columns)
    return (page.contract.full_name, version, format, columns, page.filters, page.order, page.limit, page.after)


async def _read(services: Services, page: PageRequest, format: Format, version: str) -> Body:
    query, parameters = json_query(page) if format is Format.JSON else typed_query(page)
    rows = await services.database.fetch(query, parameters)
    shown = rows[: page.limit]
    width = 1 if format is Format.JSON else len(page.columns)
    following = page.cursor(shown[-1][width:]) if len(rows) > page.limit else None
    if format is Format.JSON:
        return Body(json_page([row[0] for row in shown], following, version), following)
    return Body(write(format, page.columns, [row[:width] for row in shown]), following)


def _names(written: str | None) -> list[str]:
    return [name.strip() for name in (written or "").split(",") if name.strip()]


def _link(request: Request, cursor: str) -> str:
    url = request.url.include_query_params(cursor=cursor)
    return f'<{url.path}?{url.query}>; rel="next"'


def described_page(model: type[BaseModel]) -> dict[str, Any]:
    """Return the OpenAPI responses of a page endpoint."""
    files = {MEDIA_TYPES[each]: {"schema": {"type": "string", "format": "binary"}} for each in FILES}
    return {
        "response_class": Response,
        "responses": {
            200: {"model": model, "description": "Page of rows.", "content": files},
            304: {"description": "Unchanged: If-None-Match holds the current ETag."},
            **describe(422),
        },
    }
