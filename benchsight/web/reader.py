"""Rows for pages, read on one connection, with names of people as the settings show them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from benchsight.web.names import HIDDEN_ID, shown_id, with_shown_names
from benchsight.web.settings import NameStyle

Row = dict[str, Any]
Query = str | sql.Composed | sql.SQL


@dataclass(frozen=True)
class PageReader:
    """Reads what a page shows. Select a person's name as `player_name` or `…_player_name`, whose number (shown where
    names are not) is `player_number` or `…_player_number`: no other column may hold a name. ``spent``: seconds of each
    query.
    """

    connection: psycopg.Connection
    names: NameStyle = NameStyle.FULL
    spent: list[float] = field(default_factory=list)

    def rows(self, query: Query, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Return the rows of a query; ids of people in its parameters may be as they are shown."""
        with self.connection.cursor(row_factory=dict_row) as cursor:
            began = perf_counter()
            found = cursor.execute(
                query.encode() if isinstance(query, str) else query, self._known(parameters or {})
            ).fetchall()
            self.spent.append(perf_counter() - began)
        return [with_shown_names(self.names, row) for row in found]

    def row(self, query: Query, parameters: Mapping[str, Any] | None = None) -> Row | None:
        """Return the first row of a query, None without one."""
        return next(iter(self.rows(query, parameters)), None)

    def value(self, query: Query, parameters: Mapping[str, Any] | None = None) -> Any:
        """Return the first value of the first row, None without one."""
        row = self.row(query, parameters)
        return None if row is None else next(iter(row.values()))

    def _known(self, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return parameters with the ids of the database in place of those that hide a name."""
        if self.names is NameStyle.FULL or not any(_is_hidden(value) for value in parameters.values()):
            return parameters
        ids = self.connection.execute("select player_id from public.dim_player").fetchall()
        known = {shown_id(self.names, str(id)): str(id) for (id,) in ids}
        return {name: _revealed(value, known) for name, value in parameters.items()}


def _is_hidden(value: Any) -> bool:
    if isinstance(value, str):
        return HIDDEN_ID.fullmatch(value) is not None
    return isinstance(value, list | tuple) and any(_is_hidden(each) for each in value)


def _revealed(value: Any, known: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return known.get(value, value)
    if isinstance(value, list | tuple):
        return [_revealed(each, known) for each in value]
    return value
