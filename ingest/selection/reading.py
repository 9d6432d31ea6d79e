"""Reads a fetched file and checks its rows against the contract."""

from collections.abc import Iterable
from dataclasses import replace

from ingest.contract.check import check_rows
from ingest.contract.checked import CheckedRows
from ingest.contract.coerce import whole_number
from ingest.contract.column_rows import without_collection
from ingest.contract.extract import Extract, Problem, Row, TableRows, UnknownFormat, UnreadableFile
from ingest.contract.table import Table
from ingest.contract.tables import TABLES
from ingest.contract.work import Operation
from ingest.formats import read_file
from ingest.journal.phases import Counts
from ingest.journal.summary import FileResult, Status
from ingest.selection.facts import facts_of
from ingest.selection.fetching import FetchedFile
from ingest.selection.ready import CheckedFile, FileClosed, FileInfo, Selection


def check_file(file: FetchedFile, wanted: Selection) -> tuple[FileInfo, CheckedFile]:
    """Read a file and check its rows against the contract; raise FileClosed if it has none to land."""
    with without_collection():  # until the rows as read are gone: a collection would visit all of them
        return _read_and_check(file, wanted)


def _read_and_check(file: FetchedFile, wanted: Selection) -> tuple[FileInfo, CheckedFile]:
    games = wanted.games
    extract = _read(file, wanted.is_merge)
    _require_wanted(file, extract, games)
    extract = _of_tables(extract, wanted.tables)
    problems = [replace(each, file=str(file.path)) for each in extract.problems if _is_wanted(each, games)]
    tables = _checked(file, extract, problems, wanted)
    if not tables and not any(problem.fatal for problem in problems):
        reason = problems[0].reason if problems else f"no row of the {_what_is_wanted(wanted)} asked for"
        raise FileClosed(FileResult(file.path, extract.file_format, Status.SKIPPED, [], problems, reason))
    checked = CheckedFile(replace(extract, tables={}, problems=[]), tables, problems)
    info = FileInfo(facts_of(extract), {rows.table.name: frozenset(rows.games) for rows in tables}, _counts(checked))
    return info, checked


def _of_tables(extract: Extract, tables: frozenset[str]) -> Extract:
    """Return the extract limited to some tables (empty: all); raise FileClosed for an export, which is one piece."""
    if not tables:
        return extract
    if extract.snapshot_game is not None:
        reason = "an export of a game lands as a whole, not table by table"
        raise FileClosed(FileResult(extract.path, extract.file_format, Status.SKIPPED, reason=reason))
    rows = {name: table for name, table in extract.tables.items() if name in tables}
    return replace(extract, tables=rows, problems=[each for each in extract.problems if each.table in tables])


def _what_is_wanted(wanted: Selection) -> str:
    if wanted.tables:
        return "tables"
    return "columns" if wanted.columns else "games"


def _read(file: FetchedFile, is_partial: bool) -> Extract:
    """Return the content of a file, and make sure that it is still the one that was fetched."""
    path = file.path
    try:
        extract = read_file(path, is_partial)
        if not file.is_unchanged():
            raise UnreadableFile(f"{path}: it changed while it was being loaded; load it again")
    except UnknownFormat as error:
        raise FileClosed(_closed_as_other_data(file, None, str(error))) from error
    except UnreadableFile as error:
        raise FileClosed(FileResult(path, None, Status.FAILED, reason=str(error))) from error
    except OSError as error:
        raise FileClosed(FileResult(path, None, Status.FAILED, reason=f"{path}: {error.strerror or error}")) from error
    except Exception as error:  # an unforeseen error of a reader fails this file only
        raise _unforeseen(file, error) from error
    return extract


def _checked(file: FetchedFile, extract: Extract, problems: list[Problem], wanted: Selection) -> list[CheckedRows]:
    try:
        return checked_tables(extract, problems, wanted.games, wanted.operation, wanted.columns)
    except Exception as error:  # as above
        raise _unforeseen(file, error) from error


def _unforeseen(file: FetchedFile, error: Exception) -> FileClosed:
    kinds = {RecursionError: "nested too deeply", MemoryError: "too large for the memory there is"}
    what = next((text for kind, text in kinds.items() if isinstance(error, kind)), None)
    reason = f"{file.path}: it cannot be read: {what or f'{type(error).__name__}: {error}'}"
    return FileClosed(FileResult(file.path, None, Status.FAILED, reason=" ".join(reason.split())))


def _require_wanted(file: FetchedFile, extract: Extract, games: frozenset[int]) -> None:
    """Raise FileClosed if there is nothing to land for these games."""
    game = extract.snapshot_game
    if games and game is not None and game not in games:
        reason = f"game {game} was not asked for"
        raise FileClosed(FileResult(file.path, extract.file_format, Status.SKIPPED, reason=reason, game_id=game))
    if not extract.problems and not any(table.rows for table in extract.tables.values()):
        reason = f"{file.path}: there is no row in it"
        raise FileClosed(_closed_as_other_data(file, extract.file_format, reason))


def _closed_as_other_data(file: FetchedFile, file_format: str | None, reason: str) -> FileResult:
    """Return FAILED if the user named the file, SKIPPED if it was found in a folder."""
    status = Status.FAILED if file.is_named else Status.SKIPPED
    return FileResult(file.path, file_format, status, reason=reason, is_unused=True)


def _is_wanted(problem: Problem, games: frozenset[int]) -> bool:
    return not games or problem.game_id in (None, *games)


def _counts(checked: CheckedFile) -> Counts:
    """Return the numbers of rows read, good and rejected."""
    good = sum(len(table.positions) for table in checked.tables)
    return Counts(rows_in=checked.rows, rows_out=good, rows_rejected=checked.rows - good)


def checked_tables(
    extract: Extract,
    problems: Iterable[Problem],
    games: frozenset[int],
    operation: Operation = Operation.UPSERT,
    columns: frozenset[str] = frozenset(),
) -> list[CheckedRows]:
    """Return the checked tables of a file in landing order; limited to ``games`` if there are any.

    A table of which the reader rejected every row is included without rows, for its counts. With ``columns``, a merge
    leaves the other columns aside, and tables that have none of them.
    """
    partial = operation is Operation.MERGE and not extract.fills_gaps
    tables = {name: _only_games(table, games) if games else table for name, table in extract.tables.items()}
    wanted = {name for name, table in tables.items() if table.rows}
    wanted |= {problem.table for problem in problems if problem.fatal}
    if columns:
        wanted = {name for name in wanted if columns & set(_mergeable(TABLES[name]))}
    file = str(extract.path)
    checked = [check_rows(tables.get(name) or TableRows(name), file, partial) for name in TABLES if name in wanted]
    for rows in checked if columns else ():
        _restrict(rows, columns)
    return checked


def column_names() -> frozenset[str]:
    """Return the columns to which a merge can be limited."""
    return frozenset(name for table in TABLES.values() for name in _mergeable(table))


def _mergeable(table: Table) -> list[str]:
    return [name for name in table.columns if name not in (*table.key, "game_id", "raw")]


def _restrict(rows: CheckedRows, columns: frozenset[str]) -> None:
    """Limit a merge to these columns; such rows change existing rows and create none."""
    rows.merged = columns & set(_mergeable(rows.table))
    rows.incomplete = dict.fromkeys(rows.positions, (min(rows.merged), "an existing key"))


def _only_games(table: TableRows, games: frozenset[int]) -> TableRows:
    """Return the rows of these games, and those without a readable game, which will be rejected."""
    if not TABLES[table.table].of_games:
        return TableRows(table.table)
    rows = zip(table.rows, table.origins, strict=True)
    kept = [(row, origin) for row, origin in rows if _game_of(row) in (None, *games)]
    return TableRows(table.table, [row for row, _ in kept], [origin for _, origin in kept])


def _game_of(row: Row) -> int | None:
    """Return the game of a row; None if it cannot be read."""
    try:
        return whole_number(row.get("game_id"))
    except ValueError:
        return None
