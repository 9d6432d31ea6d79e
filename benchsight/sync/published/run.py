"""Sends what was built since the last push: games by their build, other tables by the hash of their rows."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import psycopg
from psycopg import sql

from benchsight.backup.export import set_text_settings
from benchsight.builds.rebuild.tables import TableKind, published_tables
from benchsight.sync.connection import CloudConnection
from benchsight.sync.errors import SyncError
from benchsight.sync.published.database import DatabasePlace
from benchsight.sync.published.games import note_published, replace_games
from benchsight.sync.published.tables import CloudTable, Mode, cloud_tables

Reaches = Callable[[str, int, int], None]
REST = "*"  # the mark of all tables that are not kept by game
BATCH = 50  # games in one transaction
BUILT = "select name, mark from ops.sync_built()"
NOTED = "select name, mark from ops.sync_published where peer = %s"
DIGEST = """
    select count(*) || ' ' || coalesce(sum(cast(cast('x' || left(md5(cast(t as text)), 15) as bit(60)) as bigint)), 0)
    from {} as t
"""
BUILDING = "select game_id from ops.game_builds where input_version = 0"
T = TypeVar("T")
VIEW = "(it is a view there)"


@dataclass
class PublishedSynced:
    """Outcome: games replaced there and gone there, tables without games that were sent, rows written and deleted."""

    games: list[int] = field(default_factory=list)
    games_deleted: list[int] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    rows: int = 0
    rows_deleted: int = 0


class PublishedSync:
    """A push of published tables to the database of a cloud, which has the schema of synchronisation."""

    def __init__(
        self, local: psycopg.Connection, cloud: CloudConnection, root: Path, initiator: str, peer: str
    ) -> None:
        self.local, self.cloud, self.root = local, cloud, root
        self.initiator, self.peer = initiator, peer
        self.place = DatabasePlace(local, cloud, tries_again=False)

    def due(self, games: Collection[int] | None, full: bool) -> dict[str, str]:
        """Return what the peer has not got: games and ``*`` by the mark that they should have."""
        built: dict[str, str] = dict(self.local.execute(BUILT).fetchall())
        there: dict[str, str] = self.cloud.run(
            lambda connection: dict(connection.execute(NOTED, (self.initiator,)).fetchall())
        )
        note_published(self.local, self.peer, there)  # also what a push noted there before it was killed
        known = {str(game) for (game,) in self.local.execute("select game_id from ops.game_builds")}  # also in a build
        gone = {name: "" for name in there if name.isdecimal() and name not in known}
        wanted = {name: mark for name, mark in {**built, **gone}.items() if full or there.get(name, "") != mark}
        if games is not None:
            wanted = {name: mark for name, mark in wanted.items() if name == REST or int(name) in games}
        return wanted

    def run(
        self,
        only: Collection[str] = (),
        games: Collection[int] | None = None,
        full: bool = False,
        reaches: Reaches = lambda step, done, total: None,
    ) -> PublishedSynced:
        """Send what is due, or with ``full`` everything; ``only`` some tables, of all games: then nothing is noted.

        Each table and each batch of games is read in a transaction of its own, which ends before a lost connection is
        opened again: a build that recreates a table never waits for the cloud.
        """
        outcome = PublishedSynced()
        due = self.due(games, full or bool(only))
        if not due:
            return outcome
        tables = self._tables(only)
        kinds = {name: table.kind for name, table in published_tables(self.root).items()}
        by_game = [table for table in tables if kinds[table.name] == TableKind.GAME]
        others = [table for table in tables if kinds[table.name] != TableKind.GAME]
        total, done = len(due), 0
        changed = self._write(others, full or bool(only), outcome) if REST in due else {}
        numbers = sorted(int(name) for name in due if name != REST)
        for start in range(0, len(numbers) if by_game else 0, BATCH):
            reaches("published: games", done, total)
            batch = numbers[start : start + BATCH]
            self._replace(by_game, batch, bool(only), outcome)
            done += len(batch)
        if REST in due:
            reaches("published: other tables", done, total)
            self._delete(others, changed, outcome)
            if not only:
                self._note({**changed, REST: due[REST]})
        return outcome

    def _again(self, work: Callable[[psycopg.Connection], T]) -> T:
        """Do work with the cloud in one snapshot here; begin both again if the connection was lost."""

        def attempt(there: psycopg.Connection) -> T:
            with self.local.transaction():
                self.local.execute("set transaction isolation level repeatable read, read only")
                set_text_settings(self.local)
                self.local.execute("set local timezone = 'UTC'")
                return work(there)

        return self.cloud.run(attempt)

    def _tables(self, only: Collection[str]) -> list[CloudTable]:
        tables = cloud_tables(self.local, self.root, Mode.ALL, only)
        lacks = {
            table.name: self._again(lambda there, table=table: self.place.lacks(table))  # type: ignore[misc]
            for table in tables
        }
        if missing := [what for what in lacks.values() if what is not None and VIEW not in what]:
            raise SyncError(
                f"nothing was copied: the cloud lacks {'; '.join(missing)}. `benchsight sync repair --apply` adds them"
            )
        return [table for table in tables if lacks[table.name] is None]  # the others are views there

    def _write(self, tables: Collection[CloudTable], full: bool, outcome: PublishedSynced) -> dict[str, str]:
        """Write tables whose rows are not those that were sent last; return their digests."""
        noted: dict[str, str] = dict(self.local.execute(NOTED, (self.peer,)).fetchall())
        changed: dict[str, str] = {}
        for table in tables:
            digest, rows = self._again(lambda there, table=table: self._write_one(table, full, noted))  # type: ignore[misc]
            if rows is not None:
                outcome.rows += rows
                changed[table.name] = digest
                outcome.tables.append(table.name)
        return changed

    def _write_one(self, table: CloudTable, full: bool, noted: Mapping[str, str]) -> tuple[str, int | None]:
        digest = self._digest(table)
        if not full and noted.get(table.name) == digest:
            return digest, None
        return digest, self.place.write(table, lambda rows: None)

    def _digest(self, table: CloudTable) -> str:
        statement = sql.SQL(DIGEST).format(sql.Identifier("public", table.name))
        row = self.local.execute(statement).fetchone()
        assert row is not None
        return str(row[0])

    def _replace(
        self, tables: list[CloudTable], games: Collection[int], is_part: bool, outcome: PublishedSynced
    ) -> None:
        """Replace games as they are in one snapshot; one that a build has begun meanwhile waits for the next push."""
        peer = None if is_part else self.initiator

        def work(there: psycopg.Connection) -> tuple[dict[int, str], int]:
            built: dict[str, str] = dict(self.local.execute(BUILT).fetchall())
            building = {game for (game,) in self.local.execute(BUILDING)}
            marks = {game: built.get(str(game), "") for game in games if game not in building}
            return marks, replace_games(self.local, there, tables, marks, peer)

        marks, rows = self._again(work)
        if not is_part:
            note_published(self.local, self.peer, {str(game): mark for game, mark in marks.items()})
        outcome.rows += rows
        outcome.games += [game for game, mark in marks.items() if mark]
        outcome.games_deleted += [game for game, mark in marks.items() if not mark]

    def _delete(self, tables: Collection[CloudTable], changed: Mapping[str, str], outcome: PublishedSynced) -> None:
        """Delete rows that are gone here; while the cloud has games that are unknown here, they may be theirs."""
        known = {game for (game,) in self.local.execute("select game_id from ops.game_inputs")}
        known |= {game for (game,) in self.local.execute("select game_id from ops.game_builds")}
        theirs = self._again(lambda there: self.place.games())
        has_others = theirs is None or bool(theirs - known)
        for table in reversed([table for table in tables if table.name in changed]):
            if table.is_by_game or not has_others:
                outcome.rows_deleted += self._again(
                    lambda there, table=table: self.place.delete_gone(table, known)  # type: ignore[misc]
                )

    def _note(self, marks: Mapping[str, str]) -> None:
        self.cloud.run(lambda there: note_published(there, self.initiator, marks))
        note_published(self.local, self.peer, marks)
