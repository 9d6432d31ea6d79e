"""The two sides of a synchronisation: a database with a connection, or a project URL with a service key.

Both answer the same functions of the schema (public.sync_look, sync_read, sync_changes, sync_write).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import psycopg
from psycopg.types.json import Jsonb

from benchsight.sync.input.merge import Place, Row, Rows
from benchsight.sync.input.states import Look, Mark, mark_of

T = TypeVar("T")
MOVED = "PT409"  # SQLSTATE of a subject that is not at the expected mark


class Moved(Exception):
    """A subject was changed since it was read."""


@dataclass(frozen=True)
class Document:
    """The rows of a subject at a mark; None: nothing was ever staged of it."""

    mark: Mark | None
    rows: dict[Place, Row]


@dataclass(frozen=True)
class Change:
    """When a row was last changed, and who did it."""

    changed_at: str
    changed_by: str


class Side(Protocol):
    """A database to synchronise. Each call is a transaction of its own, and may be repeated."""

    def call(self, name: str, **arguments: Any) -> Any:
        """Return what a function answers. Raises Moved."""


class DatabaseSide:
    """A side with a connection in autocommit; ``run`` connects again if it was lost, and repeats the work."""

    def __init__(self, run: Callable[[Callable[[psycopg.Connection], Any]], Any]) -> None:
        self.run = run

    def call(self, name: str, **arguments: Any) -> Any:
        """Return what a function answers. Raises Moved."""

        def work(connection: psycopg.Connection) -> Any:
            values = {key: _parameter(value) for key, value in arguments.items()}
            named = ", ".join(f"{key} => %({key})s{_cast(value)}" for key, value in arguments.items())
            statement = f"select public.{name}({named})"
            try:
                row = connection.execute(statement.encode(), values).fetchone()
            except psycopg.Error as error:
                if error.sqlstate == MOVED:
                    raise Moved(str(error)) from error
                raise
            return None if row is None else row[0]

        return self.run(work)


def look(side: Side, initiator: str, peer: str | None = None) -> Look:
    """Return what a side says of itself; its states are those of the initiator with the ``peer``, or with this side."""
    return Look.read(side.call("sync_look", p_initiator=initiator, **({} if peer is None else {"p_peer": peer})))


def read(side: Side, subject: str, at: Mark | None = None) -> Document | None:
    """Return the rows of a subject, now or at a mark; None if history does not reach back to that."""
    answer = side.call("sync_read", p_subject=subject, **({} if at is None else {"p_at": list(at)}))
    if answer is None:
        return None
    rows = {
        Place(table, key): Row(content, about)
        for table, listed in answer["rows"].items()
        for key, content, about in listed
    }
    return Document(mark_of(answer["mark"]), rows)


def write(
    side: Side, subject: str, expected: Mark | None, rows: Rows, state: Mapping[str, Any], writer: str
) -> Mark | None:
    """Give a subject exactly these rows, in one transaction, with the state; return its mark. Raises Moved."""
    tables: dict[str, list[list[str]]] = {}
    for place, row in rows.items():
        tables.setdefault(place.table, []).append([place.key, row.content, row.about])
    answer = side.call(
        "sync_write",
        p_subject=subject,
        p_expected=None if expected is None else list(expected),
        p_rows=tables,
        p_state=dict(state),
        p_writer=writer,
    )
    return mark_of(answer)


def changes(side: Side, subject: str, since: int) -> dict[Place, Change]:
    """Return the last change of each row since a version."""
    answer = side.call("sync_changes", p_subject=subject, p_since=since)
    return {Place(table, key): Change(at, by) for table, key, at, by in answer}


def _parameter(value: Any) -> Any:
    return Jsonb(value, dumps=json.dumps) if isinstance(value, dict) else value


def _cast(value: Any) -> str:
    return "::bigint[]" if value is None or isinstance(value, list) else ""
