"""Carries out requests for rows, each in one transaction as the role of the tracker."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus

import psycopg
from psycopg import sql

from benchsight.live.rest.request import Refused, RowRequest
from benchsight.live.rest.statements import Relation, Statement, statements

TRACKER = "benchsight_tracker"
# PostgREST's statuses of PostgreSQL's errors; other errors of a request are 400.
STATUSES = {
    "23503": HTTPStatus.CONFLICT,
    "23505": HTTPStatus.CONFLICT,
    "42501": HTTPStatus.FORBIDDEN,
    "42809": HTTPStatus.METHOD_NOT_ALLOWED,
}
CLASSES_OF_REQUESTS = ("21", "22", "23", "42", "44", "55", "P0")  # the request's fault, not the server's
RELATION = """
    select
        array_agg(cast(a.attname as text)),
        coalesce(array_agg(cast(a.attname as text) order by k.place) filter (where k.place is not null), '{}')
    from pg_catalog.pg_class as c
    inner join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_index as i on i.indrelid = c.oid and i.indisprimary
    left join lateral unnest(i.indkey) with ordinality as k (attnum, place) on k.attnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relname = %s and c.relkind in ('r', 'p', 'v', 'm')
    group by c.oid
"""
# The name of the writer in the history of the input and the queue, where PostgREST has the claims of its token.
CLAIMS = "select set_config('request.jwt.claims', %s, true)"


@dataclass(frozen=True)
class Outcome:
    """Rows as a JSON document (an object if exactly one was wanted), None if they were not asked for; their number."""

    content: str | None
    count: int


def carry_out(connection: psycopg.Connection, request: RowRequest, writer: str) -> Outcome:
    """Carry out a request, all or nothing, in the name of ``writer``. ``connection`` must be in autocommit.

    Raise Refused, with the index of the first row at fault, or psycopg.OperationalError.
    """
    try:
        with connection.transaction():
            return _carry_out(connection, request, writer)
    except psycopg.OperationalError:
        raise
    except psycopg.Error as error:
        index = _row_at_fault(connection, request, writer, error)
        raise _refused(error, index) from error


def _carry_out(connection: psycopg.Connection, request: RowRequest, writer: str) -> Outcome:
    _enter(connection, writer)
    relation = _relation(connection, request.table)
    rows: list[str] = []
    for statement in statements(relation, request):
        rows += _rows(connection, statement, request)
    if not request.wants_one:
        return Outcome(f"[{', '.join(rows)}]" if request.returns_rows else None, len(rows))
    if len(rows) != 1:  # the transaction rolls back
        raise Refused(
            HTTPStatus.NOT_ACCEPTABLE, "PGRST116", "JSON object requested, multiple (or no) rows returned",
            f"The result contains {len(rows)} rows",
        )  # fmt: skip
    return Outcome(rows[0], 1)


def _enter(connection: psycopg.Connection, writer: str) -> None:
    connection.execute(CLAIMS, (json.dumps({"role": TRACKER, "sub": writer}),))
    try:
        connection.execute(sql.SQL("set local role {}").format(sql.Identifier(TRACKER)))
    except psycopg.errors.InsufficientPrivilege as error:
        user = connection.info.user
        raise Refused(
            HTTPStatus.SERVICE_UNAVAILABLE, "no_role",
            f"the server's login may not write as {TRACKER}: run `grant {TRACKER} to {user}` as its administrator",
        ) from error  # fmt: skip


def _relation(connection: psycopg.Connection, table: str) -> Relation:
    row = connection.execute(RELATION, (table,)).fetchone()
    if row is None:
        raise Refused(HTTPStatus.NOT_FOUND, "PGRST205", f"there is no table public.{table}")
    return Relation(table, frozenset(row[0]), tuple(row[1]))


def _rows(connection: psycopg.Connection, statement: Statement, request: RowRequest) -> Iterator[str]:
    """Run a statement and yield its rows as JSON."""
    if not (request.returns_rows or request.wants_one):
        connection.execute(statement.text, statement.values)
        return
    as_json = sql.SQL("with answer as ({}) select cast(row_to_json(answer) as text) from answer")
    for (row,) in connection.execute(as_json.format(statement.text), statement.values):
        yield row


def _row_at_fault(connection: psycopg.Connection, request: RowRequest, writer: str, error: psycopg.Error) -> int | None:
    """Return the index of the first row that fails with the same error, by trying them in turn; nothing is kept."""
    if request.method != "POST" or len(request.rows) < 2:
        return None
    columns = request.columns if request.takes_defaults else request.columns or tuple(request.rows[0])
    with connection.transaction(force_rollback=True):
        for index, row in enumerate(request.rows):
            try:
                _carry_out(connection, replace(request, rows=(row,), columns=columns, wants_one=False), writer)
            except psycopg.OperationalError:
                raise
            except psycopg.Error as found:
                return index if found.sqlstate == error.sqlstate else None
    return None


def _refused(error: psycopg.Error, index: int | None) -> Exception:
    code = error.sqlstate or ""
    if not code.startswith(CLASSES_OF_REQUESTS) and not isinstance(error, psycopg.DataError):
        return error
    where = "" if index is None else f" (row {index} of the request, counted from 0)"
    message = f"{error.diag.message_primary or error}{where}"
    return Refused(
        STATUSES.get(code, HTTPStatus.BAD_REQUEST), code or "22021", message,
        error.diag.message_detail, error.diag.message_hint, index,
    )  # fmt: skip
