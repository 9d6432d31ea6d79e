"""Prints versions, states and single rows for a person."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from benchsight.inputs.fold import Edits, fold
from benchsight.inputs.rows import RowVersion
from benchsight.inputs.state import Rows, State
from benchsight.inputs.subject import PREFIX, Subject
from benchsight.inputs.versions import Counts, Version
from benchsight.terminal.text import UNKNOWN, Terminal, count, grid, number
from ingest.contract.tables import TABLES

NULL = "NULL"
LONGEST_VALUE = 40


def show_versions(
    subject: Subject, versions: Sequence[Version], built: int | None, console: Terminal, only: str | None = None
) -> None:
    """Print a line for each version, the newest first; ``only``: versions that changed this table."""
    edits = [each for each in fold(versions) if only is None or only in each.tables]
    console.say(_heading(subject, versions, built), style="bold")
    table = grid("version", "when (UTC)", "by", "rows changed", "from", left=5)
    for each in reversed(edits):
        last = each.last
        what = "history begins here" if last.is_begin else _counts(each.tables, only)
        table.add_row(_numbers(each), moment(last.changed_at), last.changed_by, what, _origin(each))
    console.print(table)
    _show_next(subject, versions, built, console)


def _show_next(subject: Subject, versions: Sequence[Version], built: int | None, console: Terminal) -> None:
    if subject.game_id is None:
        return
    if built != versions[-1].number:
        console.next("benchsight build", "builds the game from the latest version")
    elif len(versions) > 1:
        console.next(f"benchsight diff {subject.game_id}", "shows what the latest version changed")
    else:
        console.next(f"benchsight report {subject.game_id}", "its box score")


def show_state(subject: Subject, state: State, changed_at: datetime | None, console: Terminal) -> None:
    """Print the counts of a version, and its score."""
    when = "before anything was staged" if changed_at is None else f"since {moment(changed_at)} UTC"
    console.say(f"{_name(subject)} · version {state.version}, {when}", style="bold")
    table = grid("", "rows")
    for name, rows in state.rows.items():
        table.add_row(short(name), f"{rows:,}")
    console.print(table)
    if state.tracked_score:
        tracked, official = state.tracked_score, state.official_score
        known = None not in official.values()
        score = f"official {official['home']}-{official['away']}" if known else "no official score"
        console.say(f"goals tracked {tracked['home']}-{tracked['away']}, {score} (home-away)")


def show_rows(table: str, rows: Rows, console: Terminal) -> None:
    """Print each row of a table on a line, without NULL."""
    for key, row in rows.items():
        console.say(f"{key} {row_text(table, row)}")
    console.say(f"{count(len(rows), 'row')} of {short(table)}", style="dim")


def show_row_versions(table: str, key: str, versions: Sequence[RowVersion], console: Terminal) -> None:
    """Print the changes of a row, the newest first."""
    console.say(f"{table} {key}", style="bold")
    if not versions:
        console.say("as it is since history began", style="dim")
    for version in reversed(versions):
        source = version.reason or (PurePath(version.source_file).name if version.source_file else "live")
        about = f"version {version.version} · {moment(version.changed_at)} UTC · {version.changed_by} · {source}"
        console.say(f"\n{about} · {version.operation}")
        for cell in version.cells:
            console.say(f"{cell.column}: {value_text(cell.old)} → {value_text(cell.new)}", indent=2)
        if version.operation == "changed" and not version.cells:
            console.say("nothing but bookkeeping", indent=2, style="dim")


def row_text(table: str, row: dict[str, Any]) -> str:
    """Return the text of a row, without its key, game, NULL and the raw row."""
    known = {*TABLES[table].key, "game_id", "raw"}
    return ", ".join(
        f"{name}={value_text(value)}" for name, value in row.items() if value is not None and name not in known
    )


def value_text(value: Any) -> str:
    """Return a value on one line, cut where it is long."""
    if value is None:
        return NULL
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def short(table: str) -> str:
    """Return a table's name without what all have in common."""
    return table.removeprefix(PREFIX)


def moment(time: datetime) -> str:
    """Return a time in UTC, to the second."""
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _heading(subject: Subject, versions: Sequence[Version], built: int | None) -> str:
    parts = [_name(subject), f"version {versions[-1].number}"]
    if subject.game_id is not None:
        parts.append(_built(versions, built))
    return " · ".join(parts)


def _built(versions: Sequence[Version], built: int | None) -> str:
    if built is None:
        return "not built"
    behind = sum(version.number > built for version in versions)
    if not behind:
        return "built from it"
    known = max((version.number for version in versions if version.number <= built), default=0)
    return f"built from version {known}, {count(behind, 'version')} behind"


def _name(subject: Subject) -> str:
    return subject.name[0].upper() + subject.name[1:] if subject.game_id is not None else subject.name


def _numbers(edits: Edits) -> str:
    first, last = edits.versions[0], edits.last
    return number(last.number) if first is last else f"{first.number}…{last.number}"


def _counts(tables: dict[str, Counts], only: str | None) -> str:
    parts = []
    for table, counts in tables.items():
        if only in (None, table):
            signed = (("+", counts.inserted), ("~", counts.updated), ("-", counts.deleted))
            parts.append(" ".join([short(table), *(f"{sign}{rows:,}" for sign, rows in signed if rows)]))
    return ", ".join(parts)


def _origin(edits: Edits) -> str:
    last = edits.last
    if last.reason:
        return last.reason
    if last.source_files:
        return ", ".join(PurePath(file).name for file in last.source_files)
    if last.is_begin:
        return UNKNOWN
    return f"live, {count(len(edits.versions), 'edit')}" if last.load_id is None else f"load {last.load_id}"
