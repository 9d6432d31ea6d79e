"""One damaged file, loaded: what it must not do to the program, to the tables and to the audit trail."""

import io
import json
import time
import traceback
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from benchsight.cli.screens.load import print_summary
from ingest.contract.tables import TABLES
from ingest.contract.work import Operation
from ingest.journal.summary import FileResult, LoadSummary, Status
from ingest.runs.load import LoadOptions, load_paths
from tests.chaos.contents import STAGED, Contents, contents, differences, rows_of, tables

from .originals import GAME, OTHER_GAME, Original

OPERATIONS = (Operation.UPSERT,) * 5 + (Operation.REPLACE,) * 3 + (Operation.APPEND, Operation.MERGE)
SLOW = 20.0
"""Seconds that no damaged small file may take."""


@dataclass
class Trial:
    """A damaged file and how it is loaded; ``faults`` are what went wrong."""

    original: Original
    damage: str
    seed: int
    options: LoadOptions
    path: Path
    faults: list[str] = field(default_factory=list)
    outcome: str = ""
    seconds: float = 0.0

    def __str__(self) -> str:
        how = f"{self.options.operation}{', strict' if self.options.strict else ''}"
        return f"{self.original.name} {self.damage} (seed {self.seed}, {how}): {'; '.join(self.faults) or 'no fault'}"


def make_trial(original: Original, seed: int, folder: Path) -> Trial:
    """Damage a file in a way, and choose options, that the seed decides."""
    rng = Random(f"{original.name} {seed}")
    damage = rng.choice(original.damages)
    path = folder / original.name
    path.write_bytes(damage(original.content, rng))
    options = LoadOptions(rng.choice(OPERATIONS), dry_run=rng.random() < 0.05, strict=rng.random() < 0.15)
    return Trial(original, damage.__name__, seed, options, path)


class Ground:
    """A database with a whole game and its neighbour, on which damaged files of one original are tried."""

    def __init__(self, connection: psycopg.Connection[Any], original: Original, folder: Path) -> None:
        self.connection = connection
        self.whole = folder / f"whole_{original.name}"
        self.whole.write_bytes(original.content)
        # A row that is equal but for its raw source stays as it is: the game must come from this file alone.
        with connection.transaction():
            for table in original.fills:
                connection.execute(sql.SQL("delete from {} where game_id = %s").format(sql.Identifier(table)), (GAME,))
        whole = self._load_whole()
        assert whole.ok
        self.tables = {counts.table for counts in whole.files[0].tables}
        self.healthy = contents(connection)
        self._keep()

    def run(self, trial: Trial) -> None:
        """Load the damaged file, look for faults, and load the whole file over it."""
        start = time.monotonic()
        try:
            summary = load_paths(self.connection, [trial.path], trial.options)
        except Exception:
            trial.faults.append(f"raised {traceback.format_exc(limit=-3)}")
            trial.outcome = "raised"
            self.connection.rollback()
            summary = None
        trial.seconds = time.monotonic() - start
        if trial.seconds > SLOW:
            trial.faults.append(f"took {trial.seconds:.0f} s")
        after = contents(self.connection)
        if summary is not None:
            trial.outcome = str(summary.files[0].status)
            trial.faults += self._of_summary(trial, summary, after)
            trial.faults += _of_output(summary)
        if after != self.healthy:
            trial.faults += self._heal(trial, summary)

    def _of_summary(self, trial: Trial, summary: LoadSummary, after: Contents) -> list[str]:
        """Where the summary, the tables and load_history do not say the same."""
        (result,) = summary.files
        faults = []
        if self.connection.info.transaction_status != TransactionStatus.IDLE:
            faults.append("the connection is not idle")
        if trial.options.dry_run or result.status is not Status.COMPLETED:
            faults += [f"{name} changed" for name in differences(self.healthy, after)]
        if result.status is not Status.COMPLETED and not result.reason:
            faults.append("no reason is given")
        if not trial.options.dry_run:
            faults += self._of_counts(summary, result, after)
        if {place for place in self.healthy if place[1] == OTHER_GAME} - {*after} and not _replaces(trial):
            faults.append("rows of the other game are gone")
        return faults

    def _of_counts(self, summary: LoadSummary, result: FileResult, after: Contents) -> list[str]:
        faults = []
        deleted = Counter[str]()  # a file may land in two parts, and the second take something away besides
        for counts in result.tables:
            deleted[counts.table] += counts.deleted
        for counts in {counts.table: counts for counts in reversed(result.tables)}.values():
            grown = rows_of(after, counts.table) - rows_of(self.healthy, counts.table)
            gone = deleted[counts.table]
            if grown != counts.inserted - gone:
                faults.append(f"{counts.table} grew by {grown}, not by {counts.inserted} - {gone}")
            if self._rows_of_load(counts.table, summary) != counts.inserted + counts.updated:
                faults.append(f"{counts.table}: rows of this load are not {counts.inserted} + {counts.updated}")
            if counts.read != counts.inserted + counts.updated + counts.unchanged + counts.rejected:
                faults.append(f"{counts} does not add up")
            if min(vars(counts)[name] for name in ("read", "inserted", "unchanged", "rejected", "deleted")) < 0:
                faults.append(f"{counts} has a negative count")
        told = {(t.table, t.operation, t.read, t.inserted, t.updated, t.unchanged, t.deleted, t.rejected)
                for t in result.tables}  # fmt: skip
        if told != self._history(summary) or (not told and not self._closed(summary, result)):
            faults.append("load_history says something else")
        rejected = sum(counts.rejected for counts in result.tables)
        if result.status is Status.COMPLETED and (rejected > 0) != bool(result.rejects):
            faults.append(f"{rejected} rows rejected, {len(result.rejects)} problems")
        if len(result.rejects) != self._rejects(summary) and result.tables:
            faults.append("staging_rejects says something else")
        return faults

    def _heal(self, trial: Trial, summary: LoadSummary | None) -> list[str]:
        """Load the whole file again; then everything must be as it was, but for keys that only the damaged one had."""
        if summary is not None and not {counts.table for counts in summary.files[0].tables} <= self.tables:
            trial.outcome = "taken for another table"  # as its header now says: loading it right does not undo that
            self._put_back()
            return []
        again = self._load_whole()
        faults = [] if again.ok else [f"the whole file does not load any more: {again.files[0]}"]
        if summary is not None:
            # An export replaces its game, though not the videos of another one if it lists none.
            self._remove_rows_of(summary, "^staging_video_times$" if trial.original.is_export else STAGED)
        healed = contents(self.connection)
        for table, games in differences(self.healthy, healed).items():
            faults.append(f"{table} is not healed (game, rows expected, found): {games}")
        self.healthy = healed  # what this file broke is not blamed on the next one
        return faults

    def _keep(self) -> None:
        """Keep a copy of all that is staged."""
        with self.connection.transaction():
            for name in TABLES:
                self.connection.execute(f"drop table if exists pg_temp.kept_{name}".encode())
                self.connection.execute(f"create temporary table kept_{name} as select * from {name}".encode())

    def _put_back(self) -> None:
        """Stage the copy."""
        with self.connection.transaction():
            for name in reversed(TABLES):
                self.connection.execute(f"delete from {name}".encode())
            for name in TABLES:
                self.connection.execute(f"insert into {name} select * from kept_{name}".encode())

    def _load_whole(self) -> LoadSummary:
        return load_paths(self.connection, [self.whole], LoadOptions(Operation.REPLACE, force=True))

    def _remove_rows_of(self, summary: LoadSummary, pattern: str) -> None:
        with self.connection.transaction():
            for table in tables(self.connection, pattern):
                statement = sql.SQL("delete from {} where load_id = %s").format(sql.Identifier(table.name))
                self.connection.execute(statement, (summary.load_id,))

    def _rows_of_load(self, table: str, summary: LoadSummary) -> Any:
        statement = sql.SQL("select count(*) from {} where load_id = %s").format(sql.Identifier(table))
        return self._value(statement, summary)

    def _rejects(self, summary: LoadSummary) -> Any:
        return self._value(sql.SQL("select count(*) from staging_rejects where load_id = %s"), summary)

    def _value(self, statement: sql.SQL | sql.Composed, summary: LoadSummary) -> Any:
        with self.connection.transaction():
            row = self.connection.execute(statement, (summary.load_id,)).fetchone()
        return None if row is None else row[0]

    def _history(self, summary: LoadSummary) -> set[tuple[Any, ...]]:
        with self.connection.transaction():
            return set(
                self.connection.execute(
                    "select table_name, operation, rows_read, rows_inserted, rows_updated, rows_unchanged,"
                    " rows_deleted, rows_rejected from load_history where load_id = %s and status = 'completed'",
                    (summary.load_id,),
                )
            )

    def _closed(self, summary: LoadSummary, result: FileResult) -> bool:
        """Whether load_history has the reason of a file of which nothing landed."""
        statuses = "select count(*) filter (where status <> %s), count(error_message) from load_history"
        with self.connection.transaction():
            row = self.connection.execute(
                f"{statuses} where load_id = %s".encode(), (str(result.status), summary.load_id)
            ).fetchone()
        return row is not None and row[0] == 0 and row[1] > 0


def _replaces(trial: Trial) -> bool:
    """Whether the file stands for a whole table, so that rows of other games go with it."""
    return trial.options.operation is Operation.REPLACE and not trial.original.is_export


def _of_output(summary: LoadSummary) -> list[str]:
    """Whether the summary can be printed, as text and as JSON that any parser takes."""
    with redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
        try:
            print_summary(summary)
            text = json.dumps(summary.as_json(), default=str, ensure_ascii=False).encode().decode()
            json.loads(text, parse_constant=_no_json)
        except (ValueError, TypeError) as error:
            return [f"cannot be printed: {type(error).__name__} {error}"]
    return []


def _no_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def outcomes(trials: list[Trial]) -> Counter[str]:
    """How many damaged files ended how."""
    return Counter(trial.outcome for trial in trials)
