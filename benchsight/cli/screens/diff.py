"""Prints how two states differ."""

from collections.abc import Sequence

from benchsight.cli.screens.history import row_text, short, value_text
from benchsight.inputs.compare import ChangedRow, TableDiff
from benchsight.terminal.text import Terminal, grid

RAW = "raw"  # the row as in its file: long, and repeated by the other columns


def show_diff(diffs: Sequence[TableDiff], console: Terminal, only_counts: bool) -> None:
    """Print counts by table, then rows by key: added, removed, changed with column, old and new value."""
    different = [diff for diff in diffs if diff]
    if not different:
        console.say("no difference")
        return
    table = grid("", "added", "removed", "changed")
    for diff in different:
        table.add_row(short(diff.table), f"{len(diff.added):,}", f"{len(diff.removed):,}", f"{len(diff.changed):,}")
    console.print(table)
    if not only_counts:
        for diff in different:
            _show_table(diff, console)
        console.next("benchsight revert GAME --to VERSION", "brings an earlier version back")


def _show_table(diff: TableDiff, console: Terminal) -> None:
    console.say(f"\n{short(diff.table)}", style="bold")
    for sign, style, rows in (("-", "red", diff.removed), ("+", "green", diff.added)):
        for key, row in rows.items():
            console.say(f"{sign} {key}  {row_text(diff.table, row)}", style=style)
    for changed in diff.changed:
        console.say(f"~ {changed.key}  {_changes(changed)}")


def _changes(changed: ChangedRow) -> str:
    cells = [cell for cell in changed.cells if cell.column != RAW]
    if not cells:
        return "nothing but the raw row"
    return ", ".join(f"{cell.column}: {value_text(cell.old)} → {value_text(cell.new)}" for cell in cells)
