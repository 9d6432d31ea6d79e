"""The outcome of a load as a person reads it: what landed where, what was rejected, what was left aside."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchsight.terminal.text import Grid, Terminal, grid, terminal
from ingest.contract.extract import Problem
from ingest.journal.summary import FileResult, LoadSummary, Status, TableResult
from ingest.landing.tables import PARENT_REJECTED

MOST_PROBLEMS = 20
MOST_NOTES = 10
MOST_CODES = 8
ABSENT = "·"  # none, which is known: no dash
TIMES = re.compile(r" \((\d+) times\)$")
COUNTS = {
    "read": "read", "new": "inserted", "changed": "updated", "same": "unchanged", "gone": "deleted",
    "rejected": "rejected",
}  # fmt: skip


def print_summary(summary: LoadSummary, console: Terminal | None = None, says_next: bool = True) -> None:
    """Print the summary for a person, and what to do next unless a build follows."""
    console = console or terminal()
    if any(_table_rows(summary)):
        console.print(_table(summary))
    reports = (_failures(summary), _rejects(summary), _removed(summary), _notes(summary))
    sections = (*reports, _left(summary), _codes(summary))
    for section in sections:
        for line in section:
            console.say(line)
    console.say(_last_line(summary))
    if summary.resumable is not None:
        console.say(f"not at its end: {summary.resumable}")
    if says_next:
        _show_next(summary, console)


def _show_next(summary: LoadSummary, console: Terminal) -> None:
    landed = any(counts.inserted or counts.updated or counts.deleted for _, counts in _table_rows(summary))
    if summary.resumable is not None:
        console.next(f"benchsight load --resume {summary.load_id}", "goes on with it")
    elif summary.dry_run and summary.ok:
        console.next("benchsight load PATH", "the same without --dry-run lands it")
    elif landed and not summary.dry_run:
        console.next("benchsight build", "makes statistics of it")
    elif not landed and summary.ok:
        console.next("benchsight games", "lists the games and their states: everything was there already")
    else:
        console.next("benchsight load PATH", "again, once that is corrected")


def _table(summary: LoadSummary) -> Grid:
    """Return each file on a line of its own, its tables below it."""
    table = grid("file and table", *COUNTS, optional=("read", "same"))
    before: FileResult | None = None
    for result, counts in _table_rows(summary):
        if result is not before:
            table.add_heading(result.path.name)
        numbers = [_number(getattr(counts, attribute)) for attribute in COUNTS.values()]
        table.add_row(f"  {counts.table}", *numbers)
        before = result
    return table


def _table_rows(summary: LoadSummary) -> Iterator[tuple[FileResult, TableResult]]:
    """Yield tables with a row to tell of, in the order they landed."""
    for result in summary.files:
        for counts in result.tables:
            if any(getattr(counts, attribute) for attribute in COUNTS.values()):
                yield result, counts


def _number(count: int) -> str:
    return f"{count:,}" if count else ABSENT


def _failures(summary: LoadSummary) -> Iterator[str]:
    unused = summary.unused if summary.strict else []
    if unused:
        names = ", ".join(result.path.name for result in unused[:MOST_PROBLEMS])
        yield f"error: {_count(len(unused), 'file')} not used, with --strict that is an error: {names}"
    for result in summary.of(Status.FAILED):
        reason = result.reason or ""
        yield f"error: {reason if str(result.path) in reason else f'{result.path}: {reason}'}"


def _rejects(summary: LoadSummary) -> Iterator[str]:
    """Yield a line for each of the first kinds of problem in a file; rows rejected along with others are counted."""
    kinds: dict[tuple[object, ...], list[Problem]] = {}
    dependents = 0
    for result in summary.files:
        for problem in result.rejects:
            if problem.reason == PARENT_REJECTED:
                dependents += 1
            elif str(problem) != result.reason:
                kind = (problem.file, problem.table, problem.column, problem.reason, problem.expected)
                kinds.setdefault(kind, []).append(problem)
    for alike in list(kinds.values())[:MOST_PROBLEMS]:
        more = f" (and {len(alike) - 1:,} more alike)" if len(alike) > 1 else ""
        yield f"rejected: {alike[0]}{more}"
    if len(kinds) > MOST_PROBLEMS:
        where = "--json lists them" if summary.dry_run else f"see staging_rejects of load {summary.load_id}"
        yield f"… {len(kinds) - MOST_PROBLEMS:,} more kinds: {where}"
    left_out = sum(result.problems_left_out for result in summary.files)
    if left_out:
        yield f"… and {left_out:,} more problems and notes that are only counted: staging_rejects has all rejected rows"
    if dependents:
        yield f"… and {_count(dependents, 'row')} that {'belong' if dependents > 1 else 'belongs'} to rejected rows"


def _removed(summary: LoadSummary) -> Iterator[str]:
    """Return the rows that a correction or an overwrite removed: the first few of each file."""
    for result in summary.files:
        for line in result.removed[:MOST_PROBLEMS]:
            yield f"removed: {result.path.name}: {line}"
        if len(result.removed) > MOST_PROBLEMS:
            yield f"… {len(result.removed) - MOST_PROBLEMS:,} more of {result.path.name}: --json lists them"


def _notes(summary: LoadSummary) -> Iterator[str]:
    """Yield one line for each reason: those about whole files first, then the most frequent."""
    kinds: dict[tuple[object, ...], list[Problem]] = {}
    for result in summary.of(Status.COMPLETED):
        for note in result.notes:
            kinds.setdefault((note.table, note.column, TIMES.sub("", note.reason)), []).append(note)
    ordered = sorted(kinds.values(), key=lambda alike: (alike[0].table == "", _times(alike)), reverse=True)
    for alike in ordered[:MOST_NOTES]:
        yield f"note: {_short(alike[0]) if len(alike) == 1 else _gathered(alike)}"
    if len(kinds) > MOST_NOTES:
        yield f"… {len(kinds) - MOST_NOTES} more kinds of note: --json lists them"


def _short(note: Problem) -> Problem:
    """Return the note with the file's name alone."""
    return replace(note, file=Path(note.file).name)


def _gathered(alike: list[Problem]) -> str:
    """Notes of one kind as one line."""
    first = alike[0]
    place = ".".join(part for part in (first.table, first.column) if part)
    files = len({note.file for note in alike})
    where = f"{files} files, first {Path(first.file).name}" if files > 1 else Path(first.file).name
    reason = f"{TIMES.sub('', first.reason)} ({_times(alike)} times in {where})"
    return f"{place}: {reason}" if place else reason


def _times(alike: list[Problem]) -> int:
    """Return how often something was noted; a reader may have counted already."""
    found = (TIMES.search(note.reason) for note in alike)
    return sum(int(match[1]) if match else 1 for match in found)


def _left(summary: LoadSummary) -> Iterator[str]:
    """Exports that were left aside, one by one; files that are not used, by reason."""
    skipped = list(summary.of(Status.SKIPPED))
    for result in skipped:
        if result.game_id is not None:
            yield f"left aside: {result.path.name}: {result.reason}"
    unused: dict[str, list[str]] = {}
    for result in skipped:
        if result.game_id is None:
            reason = (result.reason or "").removeprefix(f"{result.path}").lstrip(":, ")
            unused.setdefault(reason, []).append(result.path.name)
    for reason, names in unused.items():
        yield f"not used: {', '.join(names)}: {reason}"


def _codes(summary: LoadSummary) -> Iterator[str]:
    if summary.unknown_codes is None:
        yield "note: no vocabulary seeds, so unknown codes are not reported"
        return
    for name, codes in summary.unknown_codes.items():
        shown = ", ".join(f"{code} ({count:,})" for code, count in codes.most_common(MOST_CODES))
        more = f", and {len(codes) - MOST_CODES} more" if len(codes) > MOST_CODES else ""
        yield f"unknown codes of {name}, landed as they are: {shown}{more}"


def _last_line(summary: LoadSummary) -> str:
    loaded = len(list(summary.of(Status.COMPLETED)))
    failed = len(list(summary.of(Status.FAILED)))
    nothing = f"nothing loaded: {summary.why_nothing}"
    parts = [f"{_count(loaded, 'file')} loaded: rows {_sums(summary)}" if loaded else nothing]
    if summary.landed_before:
        parts.append(f"{summary.landed_before:,} of them landed before")
    if failed:
        parts.append(f"{_count(failed, 'file')} failed")
    return ("Dry run, nothing changed: " if summary.dry_run else "") + "; ".join(parts)


def _sums(summary: LoadSummary) -> str:
    tables = [counts for _, counts in _table_rows(summary)]
    return ", ".join(
        f"{sum(getattr(counts, attribute) for counts in tables):,} {heading}"
        for heading, attribute in COUNTS.items()
        if heading != "read"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
