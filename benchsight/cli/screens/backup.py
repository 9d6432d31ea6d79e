"""Printing of exports and restores."""

from typing import TYPE_CHECKING

from benchsight.terminal.text import Terminal, count, grid

if TYPE_CHECKING:
    from benchsight.backup.export import ExportSummary
    from benchsight.backup.restore import RestoreSummary

LARGEST = 10


def show_export(summary: "ExportSummary", console: Terminal) -> None:
    """Print the largest tables, the total and the folder."""
    table = grid("table", "rows", "size")
    by_size = sorted(summary.bytes, key=lambda name: -summary.bytes[name])
    for name in by_size[:LARGEST]:
        table.add_row(name.removeprefix("public."), f"{summary.rows[name]:,}", size(summary.bytes[name]))
    if rest := by_size[LARGEST:]:
        rows, total = sum(summary.rows[name] for name in rest), sum(summary.bytes[name] for name in rest)
        table.add_row(f"{len(rest)} more", f"{rows:,}", size(total))
    console.print(table)
    what = "all of the database" if summary.is_complete else count(len(by_size), "table")
    games = f" of game {', '.join(map(str, summary.games))}" if summary.games else ""
    rows, total = sum(summary.rows.values()), sum(summary.bytes.values())
    console.say(
        f"\n{what}{games}: {count(rows, 'row')}, {size(total)} of {summary.file_format}, {summary.seconds:.1f} s"
    )
    console.say(f"in {summary.folder}")
    console.next(f"benchsight restore {summary.folder}", "brings it back, should it be needed")


def show_restore(summary: "RestoreSummary", console: Terminal) -> None:
    """Print the tables that changed, and what is left to do."""
    table = grid("table", "rows", "inserted", "updated", "deleted", "unchanged")
    changed = [result for result in summary.tables if result.changed]
    for result in changed:
        numbers = (result.read, result.inserted, result.updated, result.deleted, result.unchanged)
        table.add_row(result.name.removeprefix("public."), *(f"{number:,}" for number in numbers))
    if changed:
        console.print(table)
    same = len(summary.tables) - len(changed)
    text = f"{count(len(changed), 'table')} restored, {same:,} had the same rows already, {summary.seconds:.1f} s"
    console.say(f"\n{text}" if changed else text)
    for note in summary.notes:
        console.say(note)
    console.next("benchsight games", "lists the games and their states")


def size(number: int) -> str:
    """Bytes in a unit that reads well."""
    if number < 1000:
        return f"{number} B"
    for unit, bytes_each in (("kB", 1e3), ("MB", 1e6)):
        if number < 1000 * bytes_each:
            return f"{number / bytes_each:.1f} {unit}"
    return f"{number / 1e9:.1f} GB"
