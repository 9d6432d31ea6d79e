"""Loads files and folders into staging: read all, then land file by file, each in a transaction of its own."""

import getpass
import os
from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from psycopg import Connection

from ingest import history
from ingest.choose import FileFacts
from ingest.codes_report import known_codes, unknown_codes
from ingest.contract.coerce import storable_text
from ingest.extract import UnreadableFile
from ingest.file_landing import FilePlan, land_file
from ingest.history import FileLoad
from ingest.landing import Operation, TableWork
from ingest.plan import CallMemory, checked_tables, plan_tables
from ingest.reading import Progress, ReadFiles
from ingest.session import Session
from ingest.summary import FileResult, LoadSummary, Status


def user_name() -> str:
    """Who loads: BENCHSIGHT_USER, else the user of the operating system."""
    try:
        return os.environ.get("BENCHSIGHT_USER") or getpass.getuser()
    except (KeyError, OSError):  # a container's user may have a number and no name
        return f"uid {os.getuid()}"


@dataclass(frozen=True)
class LoadOptions:
    """How to load. ``games`` (empty: all) limits it to their rows; ``vocabulary`` is the folder of the code seeds."""

    operation: Operation = Operation.UPSERT
    games: frozenset[int] = frozenset()
    dry_run: bool = False
    strict: bool = False
    vocabulary: Path | None = None
    initiated_by: str = field(default_factory=user_name)


def no_progress(step: str, done: int, total: int) -> None:
    """Show nothing."""


def load_paths(
    connection: Connection[Any],
    paths: Iterable[Path],
    options: LoadOptions | None = None,
    progress: Progress = no_progress,
) -> LoadSummary:
    """Load files and folders; each file lands whole or, as its rows and the options demand, in part or not at all.

    ``connection`` must be idle. ``progress`` is called with what is being done, steps done and steps in all.
    What a file holds never raises; psycopg.OperationalError is raised when the database is lost for good.
    """
    options = options or LoadOptions()
    session = Session(connection, options.dry_run)
    try:
        with connection.transaction(force_rollback=True) if options.dry_run else nullcontext():
            return _Call(session, options, progress).load(list(paths))
    finally:
        session.close()


class _Call:
    """One call of load: its files share a load_id, and know of one another."""

    def __init__(self, session: Session, options: LoadOptions, progress: Progress) -> None:
        self.session = session
        self.options = options
        self.progress = progress
        self.known = known_codes(options.vocabulary) if options.vocabulary else None
        self.memory = CallMemory()
        self.summary = LoadSummary(uuid4(), options.dry_run, unknown_codes=None if self.known is None else {})

    def load(self, paths: list[Path]) -> LoadSummary:
        """Land the files in an order of their own, not that of the command line."""
        read = ReadFiles(paths, self.options.games, self.progress)
        for result in read.closed:
            self._add_closed(result)
        self.memory = CallMemory.of(read.files)
        for done, file in enumerate(read.files):
            self.progress(f"landing {file.path.name}", len(read.files) + done, 2 * len(read.files))
            self._land(file, read)
        return self.summary

    def _land(self, file: FileFacts, read: ReadFiles) -> None:
        try:
            extract = read.extract(file)
        except UnreadableFile as error:
            self._add_closed(FileResult(file.path, file.file_format, Status.FAILED, reason=str(error)))
            return
        games = self.options.games
        problems = [problem for problem in extract.problems if not games or problem.game_id in (None, *games)]
        problems = [replace(problem, file=str(file.path)) for problem in problems]
        tables = checked_tables(extract, problems, games)
        if not tables and not any(problem.fatal for problem in problems):
            reason = problems[0].reason if problems else "no row of the games asked for"
            self._add_closed(FileResult(file.path, file.file_format, Status.SKIPPED, [], problems, reason))
            return
        work = plan_tables(extract, tables, self.options.operation, self.memory)
        load = self._file_load(file.path, file.file_format)
        landed = land_file(
            self.session, FilePlan(file.path, load, work, problems, extract.snapshot_game, self.options.strict)
        )
        self.memory.remember(landed.work)
        self._count_codes(landed.work)
        self.summary.files.append(landed.result)

    def _add_closed(self, result: FileResult) -> None:
        """A file that never came as far as its tables, in the summary and in load_history."""
        load = self._file_load(result.path, result.file_format)
        self.session.write(lambda cursor: history.add_closed(cursor, load, result))
        self.summary.files.append(result)

    def _file_load(self, path: Path, file_format: str | None) -> FileLoad:
        source_file = storable_text(path.resolve().as_posix())
        who = storable_text(self.options.initiated_by[:100])
        return FileLoad(self.summary.load_id, source_file, file_format, self.options.operation, who)

    def _count_codes(self, work: list[TableWork]) -> None:
        if self.known is None or self.summary.unknown_codes is None:
            return
        for name, codes in unknown_codes([each.rows for each in work], self.known).items():
            self.summary.unknown_codes.setdefault(name, Counter()).update(codes)
