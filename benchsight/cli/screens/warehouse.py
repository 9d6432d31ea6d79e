"""How results of the warehouse look in a terminal."""

import csv
import json
import sys
from typing import TYPE_CHECKING

from benchsight.terminal.text import Terminal, count, grid

if TYPE_CHECKING:
    from benchsight.warehouse.push import PushSummary
    from benchsight.warehouse.query import QueryResult


def show_push(summary: "PushSummary", console: Terminal) -> None:
    """Print what a push wrote, and what it filled."""
    rows = sum(summary.tables.values())
    console.say(f"{summary.url}: {count(len(summary.tables), 'table')}, {count(rows, 'row')}, "
                f"{count(summary.games, 'game')}")  # fmt: skip
    if not summary.changed:
        console.say("Nothing had changed.")
    files = sum(summary.written.values())
    if files:
        console.say(f"{count(files, 'file')} of {count(len(summary.written), 'table')} written, "
                    f"{summary.bytes_written / 1e6:.1f} MB in {summary.seconds:.1f} s")  # fmt: skip
    for table, columns in summary.new_columns.items():
        console.say(f"{table}: new columns {', '.join(columns)}")
    for table, columns in summary.filled_columns.items():
        console.say(f"{table}: filled {', '.join(columns)}")
    if summary.games_gone:
        console.say(f"games that are gone: {', '.join(map(str, summary.games_gone))}")
    console.next('benchsight warehouse query "select * from league_standings"', "asks it")


def show_rows(result: "QueryResult", file_format: str, console: Terminal) -> None:
    """Print rows as a table, CSV or JSON."""
    if file_format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(result.columns)
        writer.writerows(result.rows)
    elif file_format == "json":
        rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
        sys.stdout.write(json.dumps(rows, default=str, ensure_ascii=False, indent=1) + "\n")
    else:
        table = grid(*result.columns, left=1)
        for row in result.rows:
            table.add_row(*("" if value is None else str(value) for value in row))
        console.print(table)
