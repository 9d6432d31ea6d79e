"""Loads documents of requests (JSON) as the loader loads files: the same checks, rejects, history and audit."""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from benchsight.db.settings import Settings
from benchsight.errors import BenchSightError
from benchsight.inputs.load import load_options
from benchsight.inputs.subject import PREFIX
from ingest.contract.league_tables import LEAGUE_TABLES
from ingest.contract.tables import TABLES
from ingest.contract.work import Operation
from ingest.formats.staging_csv.cells import BOOKKEEPING, SPELLED_KEYS
from ingest.journal.summary import FileResult, LoadSummary, Status
from ingest.landing.plausibility import FORCE
from ingest.runs.load import load_paths
from ingest.runs.records import LoadStopped, RunError

Row = Mapping[str, Any]

EVENTS, SHIFTS = "staging_events", "staging_shifts"
MASTER_TABLES = tuple(table.name for table in LEAGUE_TABLES)
# Names of the tables in the league's master workbook, without dim_ or fact_ and in the singular.
ALSO = {"gameroster": "staging_game_rosters", "roster": "staging_game_rosters", "game": "staging_schedule"}
HEADER_ROWS = 1


class NotLoaded(BenchSightError):
    """Document of which nothing could be loaded; ``problems`` has the place and reason of each."""

    def __init__(self, message: str, problems: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class Implausible(NotLoaded):
    """Document that is no plausible version of what is staged, unless it is forced."""


class UnknownMasterTable(BenchSightError):
    """Table that is not one of the league's master data."""


@dataclass(frozen=True)
class DocumentOptions:
    """How to load, as LoadOptions says; ``who`` is recorded as the loader."""

    who: str
    operation: Operation = Operation.UPSERT
    strict: bool = False
    force: bool = False
    dry_run: bool = False


@dataclass(frozen=True)
class DocumentProblem:
    """Value that was rejected, or noted if ``is_rejected`` is false.

    ``row`` counts from 0 in the rows of the request; ``place`` is the path in an export.
    """

    table: str
    row: int | None
    place: str | None
    column: str | None
    value: Any
    expected: str
    reason: str
    is_rejected: bool

    @property
    def where(self) -> str:
        """Its place in the request."""
        place = self.place or self.table.removeprefix(PREFIX)
        row = "" if self.row is None else f"[{self.row}]"
        return f"{place}{row}{f'.{self.column}' if self.column else ''}"


@dataclass(frozen=True)
class LoadedDocument:
    """Result of a load that landed at least a part: tables with their counts, problems, and what was removed."""

    summary: LoadSummary
    problems: list[DocumentProblem] = field(default_factory=list)

    @property
    def removed(self) -> list[str]:
        """What a replaced or forced version removed, one line each."""
        return [line for result in self.summary.files for line in result.removed]


def master_table(name: str) -> str:
    """Return the staging table of a table of the league's master workbook. Raise UnknownMasterTable."""
    word = name.lower()
    for prefix in (PREFIX, "dim_", "fact_"):
        word = word.removeprefix(prefix)
    for candidate in (f"{PREFIX}{word}", f"{PREFIX}{word}s", ALSO.get(word.removesuffix("s"), "")):
        if candidate in MASTER_TABLES:
            return candidate
    known = ", ".join(table.removeprefix(PREFIX) for table in MASTER_TABLES)
    raise UnknownMasterTable(f"{name} is no table of master data, expected one of {known}")


def load_master_tables(
    connection: psycopg.Connection, settings: Settings, tables: Mapping[str, Sequence[Row]], options: DocumentOptions
) -> LoadedDocument:
    """Load rows of the league's tables, with the columns of staging or of the league's workbook.

    Raise UnknownMasterTable, NotLoaded or Implausible.
    """
    by_table: dict[str, Sequence[Row]] = {}
    for name, rows in tables.items():
        target = master_table(name)
        if target in by_table:
            raise NotLoaded(f"two names for {target}, expected each table once")
        by_table[target] = rows
    return _load_rows(connection, settings, by_table, options)


def load_game(
    connection: psycopg.Connection, settings: Settings, document: Mapping[str, Any], options: DocumentOptions
) -> LoadedDocument:
    """Load an export of the tracker, or rows of events and shifts with the columns of staging.

    Raise NotLoaded or Implausible.
    """
    rows = rows_of_game(document)
    if rows is not None:
        return _load_rows(connection, settings, rows, options)
    with _folder() as folder:
        path = folder / "export.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return _load(connection, settings, [path], (), options)


def rows_of_game(document: Mapping[str, Any]) -> dict[str, Sequence[Row]] | None:
    """Return events and shifts if they are rows of staging; None for an export of the tracker."""
    if not document.keys() <= {"game_id", "events", "shifts"}:
        return None
    found = {EVENTS: document.get("events") or [], SHIFTS: document.get("shifts") or []}
    for table, index, key in ((EVENTS, "event_index", "event_key"), (SHIFTS, "shift_index", "shift_key")):
        if not all(isinstance(row, dict) and {index, key} & row.keys() for row in found[table]):
            return None
    game = document.get("game_id")
    return {
        table: [row if game is None else {"game_id": game} | row for row in rows]
        for table, rows in found.items()
        if rows
    }


def _load_rows(
    connection: psycopg.Connection, settings: Settings, tables: Mapping[str, Sequence[Row]], options: DocumentOptions
) -> LoadedDocument:
    if not any(tables.values()):
        raise NotLoaded("there is no row to load")
    with _folder() as folder:
        paths = [_as_csv(folder, table, rows) for table, rows in tables.items() if rows]
        return _load(connection, settings, paths, tuple(tables), options)


@contextmanager
def _folder() -> Iterator[Path]:
    """Yield a temporary folder, whose name is unique and identifies the source of the rows."""
    with tempfile.TemporaryDirectory(prefix="benchsight-request-") as temporary:
        folder = Path(temporary).resolve() / f"request-{uuid4().hex[:12]}"
        folder.mkdir()
        yield folder


def _as_csv(folder: Path, table: str, rows: Sequence[Row]) -> Path:
    """Write the rows as a file that the loader takes for one of the table. Raise NotLoaded if they have no key."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    own = set(columns) <= set(TABLES[table].columns) | BOOKKEEPING
    missing = [name for name in TABLES[table].key if own and name not in columns and table not in SPELLED_KEYS]
    if missing:
        raise NotLoaded(
            f"{table.removeprefix(PREFIX)}: no row has {' and '.join(missing)}, expected the key of each row"
        )
    # Columns about the writing of a row, which the loader ignores, tell a table of few columns from others.
    columns += sorted(BOOKKEEPING - set(columns)) if own else []
    path = folder / f"{table if own else table.removeprefix(PREFIX)}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return path


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, bool | list | dict) else value


def _load(
    connection: psycopg.Connection,
    settings: Settings,
    paths: Sequence[Path],
    tables: Sequence[str],
    options: DocumentOptions,
) -> LoadedDocument:
    # a source of its own: a later request of the same table takes nothing back that this one brought
    received_in = paths[0].parent.parent
    load = load_options(
        settings, options.operation, tables=tables, dry_run=options.dry_run, strict=options.strict, force=options.force
    )
    load = replace(load, initiated_by=options.who, runs_folder=None, received_in=received_in)
    try:
        summary = load_paths(connection, paths, load)
    except (LoadStopped, RunError) as stopped:
        raise BenchSightError(f"{stopped}; send the request again, which repeats nothing") from stopped
    folder = f"{paths[0].parent}/"
    summary.files = [_without(folder, result) for result in summary.files]
    problems = [each for result in summary.files for each in _problems(result)]
    if any(summary.of(Status.COMPLETED)):
        return LoadedDocument(summary, problems)
    reason = "; ".join(_reasons(summary)) or "there is nothing to load in it"
    places = [(problem.where, problem.reason) for problem in problems if problem.is_rejected]
    raise (Implausible if "force=true" in reason else NotLoaded)(reason, places)


def _reasons(summary: LoadSummary) -> Iterable[str]:
    return dict.fromkeys(result.reason for result in summary.files if result.reason)


def _without(folder: str, result: FileResult) -> FileResult:
    """Return the result in the words of a request, which knows no files and no options of the command line."""
    reason = result.reason and result.reason.replace(folder, "").replace(FORCE, "force=true loads it anyway")
    return replace(result, reason=reason, removed=[line.replace(folder, "") for line in result.removed])


def _problems(result: FileResult) -> Iterator[DocumentProblem]:
    for problem in result.problems:
        row = problem.origin.row
        yield DocumentProblem(
            table=problem.table or "",
            row=None if row is None else row - HEADER_ROWS - 1,
            place=problem.origin.sheet,
            column=problem.column,
            value=problem.value,
            expected=problem.expected,
            reason=problem.reason,
            is_rejected=problem.fatal,
        )
