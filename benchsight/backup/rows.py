"""Rewrites the rows of tables to those of an export, touching only those that differ."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from benchsight.backup import restore_sql
from benchsight.backup.catalog import Catalog, Relation, parents_first
from benchsight.backup.errors import BackupError
from benchsight.backup.files import chunks
from benchsight.backup.manifest import ExportedTable
from benchsight.backup.relations import without_triggers
from benchsight.backup.restore_sql import BUILD_MARKS, WRITTEN_BY, Target
from benchsight.backup.selection import LOAD_HISTORY, RestoreSelection

Progress = Callable[[str, int, int], None]
# Rows of loads that the export lacks stay. Those whose number is taken get another.
KEEP_LATER_LOADS = """
    insert into {restored} ({columns})
    select {values} from {table} as t
    where not exists (select from {restored} as r where r.load_id = t.load_id)
    returning load_id
"""

NEXT_NUMBER = """
    select setval(%s::regclass, greatest(pg_sequence_last_value(%s::regclass), %s, (select max({}) from {})))
"""


@dataclass(frozen=True)
class RestoredTable:
    """The rows of a table in a restore; ``read``: those of the export that were asked for."""

    name: str
    read: int
    inserted: int
    updated: int
    deleted: int

    @property
    def unchanged(self) -> int:
        """Rows that were there just so."""
        return self.read - self.inserted - self.updated

    @property
    def changed(self) -> bool:
        """Whether any row was written or deleted."""
        return bool(self.inserted or self.updated or self.deleted)


class Rewrite:
    """The tables of a restore, in its transaction."""

    def __init__(
        self,
        connection: psycopg.Connection,
        folder: Path,
        file_format: str,
        selection: RestoreSelection,
        catalog: Catalog,
        progress: Progress,
    ) -> None:
        self.connection, self.folder, self.file_format = connection, folder, file_format
        self.selection, self.progress = selection, progress
        self.exported = {table.name: table for table in selection.tables}
        self.relations = {name: catalog[name] for name in self.exported}
        self.done = 0
        self.stale_games: set[int] = set()
        self.input_games: set[int | None] = set()
        self.is_all_stale = False
        self.league_changed = False
        self.later_loads = 0

    def run(self) -> list[RestoredTable]:
        """Rewrite all; tables that refer to one another together."""
        order = parents_first(self.relations)
        linked = self._linked()
        batches = [[name for name in order if name in linked], *([name] for name in order if name not in linked)]
        tables = [self.relations[name] for name in order]
        # In the order of writers, staging before bookkeeping, so that no deadlock arises.
        for table in sorted(tables, key=lambda each: each.schema == "ops"):
            self.connection.execute(sql.SQL("lock table {} in share row exclusive mode").format(table.identifier))
        held = tables if self.selection.is_complete else []
        with without_triggers(self.connection, held):
            results = [result for batch in batches for result in self._rewrite(batch)]
        for result in results:
            self._analyze(result)
        return results

    def _analyze(self, result: RestoredTable) -> None:
        """Analyze the tables; wide published ones get a small statistics target."""
        table = self.relations[result.name]
        if result.changed:
            target = "10" if table.is_derived else "100"
            self.connection.execute("select set_config('default_statistics_target', %s, true)", (target,))
            self.connection.execute(sql.SQL("analyze {}").format(table.identifier))

    def _linked(self) -> set[str]:
        pairs = [
            (name, key.parent)
            for name, relation in self.relations.items()
            for key in relation.foreign_keys
            if key.parent in self.relations
        ]
        return {name for pair in pairs for name in pair}

    def _rewrite(self, batch: list[str]) -> Iterator[RestoredTable]:
        targets = [self._target(name, place) for place, name in enumerate(batch)]
        read = {target.place: self._load(target) for target in targets}
        for target in targets:
            self.connection.execute(restore_sql.create_gone(target, targets))
        gone = {target.place: self._count_gone(target) for target in targets}
        for target in reversed(targets):
            self.connection.execute(restore_sql.delete_gone(target))
        for target in targets:
            self._note_games(target)
            inserted = self.connection.execute(restore_sql.insert_missing(target)).rowcount
            deleted, updated = gone[target.place]
            yield RestoredTable(target.table.full_name, read[target.place], inserted - updated, updated, deleted)
        for target in targets:
            self.connection.execute(sql.SQL("drop table {}, {}").format(target.restored, target.gone))

    def _target(self, name: str, place: int) -> Target:
        table = self.relations[name]
        columns = {column.name for column in table.columns}
        is_built_on = not self.selection.is_complete and columns.issuperset(BUILD_MARKS)
        return Target(table, place, self.selection.games, BUILD_MARKS if is_built_on else ())

    def _load(self, target: Target) -> int:
        """Copy the file to a temporary table; the number of rows that are asked for."""
        exported = self.exported[target.table.full_name]
        self.progress(exported.name, self.done, len(self.exported))
        self.done += 1
        connection = self.connection
        connection.execute(restore_sql.create_restored(target))
        names = [column.name for column in exported.columns]
        with connection.cursor() as cursor:
            with cursor.copy(restore_sql.copy_restored(target, names, self.file_format == "csv")) as copy:
                for chunk in self._csv(exported):
                    copy.write(chunk)
            copied = cursor.rowcount
        if not target.games and copied != exported.rows:
            raise BackupError(f"{exported.file} has {copied} rows, {exported.rows} were written: nothing was restored")
        self._set_sequences(target, exported)
        self._set_transactions(target)
        if target.table.full_name == LOAD_HISTORY and self.selection.is_complete:
            copied += self._keep_later_loads(target)
        if target.table.key:
            key = sql.SQL(", ").join(map(sql.Identifier, target.table.key))
            connection.execute(sql.SQL("analyze {} ({})").format(target.restored, key))
        return copied

    def _csv(self, exported: ExportedTable) -> Iterable[bytes]:
        path = self.folder / exported.file
        if self.file_format == "csv":
            return chunks(path)
        from benchsight.backup.parquet_files import read_csv_lines

        return read_csv_lines(path)

    def _set_sequences(self, target: Target, exported: ExportedTable) -> None:
        """Set sequences to continue after the export, never back, so that no number is given out twice."""
        for column in target.table.columns:
            if column.sequence is not None:
                statement = sql.SQL(NEXT_NUMBER).format(sql.Identifier(column.name), target.restored)
                last = exported.sequences.get(column.name)
                self.connection.execute(statement, (column.sequence, column.sequence, last))

    def _set_transactions(self, target: Target) -> None:
        """Replace transaction ids that this server has not reached: a build would never see their rows.

        Rows restored beside others count as new: no build has seen them.
        """
        if not any(column.name == WRITTEN_BY for column in target.table.columns):
            return
        statement = "update {} set written_xid = pg_current_xact_id() where written_xid >= pg_current_xact_id()"
        if target.ignored:
            statement = "update {} set written_xid = pg_current_xact_id(), processed = false"
        self.connection.execute(sql.SQL(statement).format(target.restored))

    def _keep_later_loads(self, target: Target) -> int:
        columns = [column.name for column in target.table.columns]
        values = [sql.Identifier("t", name) for name in columns if name != "id"]
        number = sql.SQL(
            "case when exists (select from {} as r where r.id = t.id) then nextval({}) else t.id end"
        ).format(target.restored, sql.Literal(next(c.sequence for c in target.table.columns if c.name == "id")))
        statement = sql.SQL(KEEP_LATER_LOADS).format(
            restored=target.restored,
            table=target.table.identifier,
            columns=sql.SQL(", ").join(map(sql.Identifier, ["id", *(name for name in columns if name != "id")])),
            values=sql.SQL(", ").join([number, *values]),
        )
        kept = self.connection.execute(statement).fetchall()
        self.later_loads = len(set(kept))
        return len(kept)

    def _count_gone(self, target: Target) -> tuple[int, int]:
        """Return rows that go for good, and rows that come back changed."""
        query = "select count(*) filter (where not is_changed), count(*) filter (where is_changed) from {}"
        row = self.connection.execute(sql.SQL(query).format(target.gone)).fetchone()
        assert row is not None
        return row[0], row[1]

    def _note_games(self, target: Target) -> None:
        """Remember whose published rows no longer are what a build made, and whose inputs changed."""
        if self.selection.is_complete:
            return
        games = {game for (game,) in self.connection.execute(restore_sql.changed_games(target))}
        if not games:
            return
        if not target.table.is_derived:
            self.input_games |= games
            self.league_changed = self.league_changed or None in games
        elif target.table.has_games:
            self.stale_games |= games - {None}
        else:
            self.is_all_stale = True


def empty(connection: psycopg.Connection, table: Relation) -> RestoredTable:
    """Delete every row of a published table that the export does not have."""
    deleted = connection.execute(sql.SQL("delete from {}").format(table.identifier)).rowcount
    return RestoredTable(table.full_name, 0, 0, 0, deleted)
