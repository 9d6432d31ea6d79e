"""Subjects with versions of their own: a game, or a staging table that belongs to no game."""

from dataclasses import dataclass
from typing import Any

from psycopg import sql

from benchsight.errors import BenchSightError
from ingest.contract.tables import TABLES

GAME_TABLES = tuple(name for name, table in TABLES.items() if table.of_games)
LEAGUE_TABLES = tuple(name for name, table in TABLES.items() if not table.of_games)
PREFIX = "staging_"


class HistoryError(BenchSightError):
    """A version, table or game that history does not have, or a state that cannot be brought back."""


@dataclass(frozen=True)
class Subject:
    """A game with its tables, or one table without games; ``tables`` in the order in which they land."""

    game_id: int | None
    tables: tuple[str, ...]

    @classmethod
    def of_game(cls, game_id: int) -> "Subject":
        """Return a game, with every table that has rows of games."""
        return cls(game_id, GAME_TABLES)

    @classmethod
    def of_table(cls, table: str) -> "Subject":
        """Return a table of players, teams or seasons. Raises HistoryError for a table that has rows of games."""
        if table not in LEAGUE_TABLES:
            raise HistoryError(f"{table} has a history for each game: name the game")
        return cls(None, (table,))

    @property
    def name(self) -> str:
        """As in an error: game 18969, or staging_players."""
        return f"game {self.game_id}" if self.game_id is not None else self.tables[0]

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of ``filter`` and of queries of rows."""
        return {"game": self.game_id, "subject_table": self.tables[0]}

    @property
    def filter(self) -> sql.SQL:
        """The condition on ops.input_changes."""
        if self.game_id is not None:
            return sql.SQL("game_id = %(game)s")
        return sql.SQL("game_id is null and table_name = %(subject_table)s")


def full_name(table: str) -> str:
    """Return a table's whole name: events and staging_events are the same. Raises HistoryError for another table."""
    name = table if table.startswith(PREFIX) else PREFIX + table
    if name not in TABLES:
        known = ", ".join(known.removeprefix(PREFIX) for known in TABLES)
        raise HistoryError(f"{table} is no table of inputs; these are: {known}")
    return name


def key_of(table: str, alias: str) -> sql.Composable:
    """Return the key of a row as the log spells it: its columns as text, joined by /."""
    columns = (sql.SQL("cast({} as text)").format(sql.Identifier(alias, name)) for name in TABLES[table].key)
    return sql.SQL(" || '/' || ").join(columns)
