"""A project of which the URL and a service key are known: batches over its REST API, with the supabase client."""

import re
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

import httpx
import psycopg
from postgrest import APIError, ReturnMethod
from psycopg import sql

from benchsight.sync.published.place import Report, retrying
from benchsight.sync.published.tables import CloudTable
from supabase import ClientOptions, create_client

T = TypeVar("T")
TIMEOUT = 60
PAGE = 1000  # a project returns no more rows than that unless it is configured otherwise
NO_TABLE = ("PGRST205", "42P01")
NO_COLUMN = ("PGRST204", "42703", "42809")  # the last: PostgreSQL takes t.rank for an aggregate
LOST = re.compile("PGRST00[0-3]|5[0-9][0-9]|429|08...|53...|57...|40...")
Key = tuple[str | None, ...]


class ProjectClient:
    """The supabase client of a project."""

    def __init__(self, project_url: str, key: str) -> None:
        options = ClientOptions(postgrest_client_timeout=TIMEOUT, auto_refresh_token=False, persist_session=False)
        self.client = create_client(project_url, key, options)
        with warnings.catch_warnings():  # supabase gives postgrest a parameter that postgrest deprecates
            warnings.simplefilter("ignore", DeprecationWarning)
            self._session = self.client.postgrest.session

    def close(self) -> None:
        """Close connections."""
        self._session.close()


class RestPlace:
    """A project to copy to, each batch a transaction of its own; requests that fail by the way are repeated."""

    def __init__(
        self, source: psycopg.Connection, project: ProjectClient, batch_rows: int = 1000, first_wait: float = 1.0
    ) -> None:
        self._source, self._batch_rows, self._first_wait = source, batch_rows, first_wait
        self._project, self._client = project, project.client

    def close(self) -> None:
        """Close connections."""
        self._project.close()

    def lacks(self, table: CloudTable) -> str | None:
        """Return the table, or the columns, that are missing there; the key cannot be seen from here."""

        def selects(columns: str) -> APIError | None:
            try:
                self._again(lambda: self._client.table(table.name).select(columns).limit(1).execute())
            except APIError as error:
                if error.code not in NO_TABLE + NO_COLUMN:  # a question of rights, not of columns
                    raise
                return error
            return None

        error = selects(",".join(table.names))
        if error is None:
            return None
        if error.code in NO_TABLE:
            return f"table {table.name}"
        missing = [f"{table.name}.{name}" for name in table.names if selects(name) is not None]
        if not missing:
            raise error
        return ", ".join(missing)

    def games(self) -> set[int] | None:
        """Return the games of its schedule; None if it has no schedule."""
        try:
            return {row["game_id"] for row in self._rows("dim_schedule", ("game_id",), ("game_id",))}
        except APIError as error:
            if error.code in NO_TABLE:
                return None
            raise

    def write(self, table: CloudTable, report: Report) -> int:
        """Send all rows in batches that insert or update; return how many.

        Of a table without a unique index, which are small, only what is new or differs is sent.
        """
        if not table.has_key:
            return self._write_compared(table, report)
        sent = 0
        for rows in batched(self._source_rows(table, table.names), self._batch_rows):

            def upsert(rows: list[Any] = list(rows)) -> object:  # noqa: B006
                request = self._client.table(table.name).upsert(
                    rows,
                    on_conflict=",".join(table.key),
                    ignore_duplicates=table.is_staged,
                    returning=ReturnMethod.minimal,
                )
                return request.execute()

            self._again(upsert)
            sent += len(rows)
            report(len(rows))
        return sent

    def _write_compared(self, table: CloudTable, report: Report) -> int:
        there = {_key_of(table, row): row for row in self._rows(table.name, table.names, table.key)}
        exact, new, sent = _numeric(table), [], 0
        for row in self._source_rows(table, table.names):
            key = _key_of(table, row)
            if key not in there:
                new.append(row)
            elif any(not _is_equal(row[name], there[key][name], name in exact) for name in table.names):
                self._again(lambda row=row, key=key: self._of(table, key, "update", row).execute())  # type: ignore[misc]
                sent += 1
            report(1)
        for rows in batched(new, self._batch_rows):
            self._insert_new(table, list(rows))
        return sent + len(new)

    def _insert_new(self, table: CloudTable, rows: list[Any]) -> None:
        """Insert rows; before a request is repeated, leave out those that arrived although its answer was lost."""
        is_first = True

        def insert() -> None:
            nonlocal is_first
            sending = rows
            if not is_first:
                there = {_key_of(table, row) for row in self._rows(table.name, table.key, table.key)}
                sending = [row for row in rows if _key_of(table, row) not in there]
            is_first = False
            if sending:
                self._client.table(table.name).insert(sending, returning=ReturnMethod.minimal).execute()

        self._again(insert)

    def delete_gone(self, table: CloudTable, games: Collection[int]) -> int:
        """Compare the keys there with those here, and delete the rows that are gone."""
        here = {_key_of(table, row) for row in self._source_rows(table, table.key)}
        known = frozenset(games)
        wanted = (*table.key, "game_id") if table.is_by_game and "game_id" not in table.key else table.key
        gone = {
            _key_of(table, row)
            for row in self._rows(table.name, wanted, table.key)
            if _key_of(table, row) not in here
            and (not table.is_by_game or row["game_id"] is None or row["game_id"] in known)
        }
        for key in gone:
            self._again(lambda key=key: self._of(table, key, "delete", None).execute())  # type: ignore[misc]
        return len(gone)

    def _of(self, table: CloudTable, key: Key, method: str, row: Any) -> Any:
        """Return the request that updates or deletes the row of a key."""
        to = self._client.table(table.name)
        request: Any = to.delete(returning=ReturnMethod.minimal)
        if method == "update":
            request = to.update(row, returning=ReturnMethod.minimal)
        for name, value in zip(table.key, key, strict=True):
            request = request.is_(name, "null") if value is None else request.eq(name, value)
        return request

    def _rows(self, name: str, columns: tuple[str, ...], order: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        """Yield the rows there, page by page."""
        start = 0
        while True:

            def page(start: int = start) -> list[Any]:
                request = self._client.table(name).select(",".join(columns))
                for column in order:
                    request = request.order(column)
                return list(request.limit(PAGE).offset(start).execute().data)

            rows = self._again(page)
            yield from rows
            start += len(rows)
            if not rows:
                return

    def _source_rows(self, table: CloudTable, names: Collection[str]) -> Iterator[dict[str, Any]]:
        """Yield the rows here as JSON has them; numeric as text, since a float would round it."""
        exact = _numeric(table)
        columns = sql.SQL(", ").join(
            sql.SQL("cast({0} as text) as {0}" if name in exact else "{0}").format(sql.Identifier(name))
            for name in names
        )
        query = sql.SQL("select to_jsonb(r) from (select {} from public.{}) as r").format(
            columns, sql.Identifier(table.name)
        )
        with self._source.cursor(name="pushed") as cursor:
            cursor.itersize = self._batch_rows
            for (row,) in cursor.execute(query):
                yield row

    def _again(self, work: Callable[[], T]) -> T:
        """Send a request; repeat it if the connection or the server failed: every request may be repeated."""
        return retrying(is_lost, self._first_wait)(work)


def batched(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Yield the items in tuples of at most ``size``; Python 3.11 has no itertools.batched."""
    rest = iter(items)
    while some := tuple(islice(rest, size)):
        yield some


def _key_of(table: CloudTable, row: dict[str, Any]) -> Key:
    """Return the key as it is written in a URL: true, not True."""
    return tuple(
        None if row[name] is None else str(row[name]).lower() if isinstance(row[name], bool) else str(row[name])
        for name in table.key
    )


def _numeric(table: CloudTable) -> set[str]:
    return {name for name, kind in table.columns if kind.startswith("numeric") and not kind.endswith("[]")}


def _is_equal(here: Any, there: Any, is_numeric: bool) -> bool:
    if is_numeric and here is not None and there is not None:
        return float(here) == float(there)  # a response has no more digits than a float
    return bool(here == there)


def is_lost(error: BaseException) -> bool:
    """Return whether a request failed by the way, so that it may be repeated."""
    if isinstance(error, APIError):
        return LOST.fullmatch(str(error.code)) is not None
    return isinstance(error, httpx.TransportError)
