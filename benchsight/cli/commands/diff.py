"""`benchsight diff`: how two versions of a game's input differ."""

from dataclasses import asdict

import click

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, print_json


@click.command()
@click.argument("game", type=click.IntRange(min=1))
@click.argument("old", metavar="[FROM]", required=False)
@click.argument("new", metavar="[TO]", default="now")
@click.option("--table", metavar="NAME", help="Only this table.")
@click.option("--stat", is_flag=True, help="Only how many rows of each table.")
@json_option
def command(game: int, old: str | None, new: str, table: str | None, stat: bool, as_json: bool) -> None:
    """Show the rows of GAME that were added, removed or changed between two versions.

    FROM and TO are versions (`benchsight history` numbers them), times such as 2025-01-31T19:30, or now. Without TO
    it is now, without FROM the version before TO.
    """
    from benchsight.cli.screens.diff import show_diff
    from benchsight.inputs import HistoryError, Subject, compare_rows, read_rows, read_versions, resolve
    from benchsight.inputs.subject import full_name
    from benchsight.inputs.versions import before
    from benchsight.terminal.text import terminal

    subject = Subject.of_game(game)
    name = full_name(table) if table else None
    if name is not None and name not in subject.tables:
        raise HistoryError(f"{name} has no rows of games")
    with connect(application_name="benchsight diff") as connection:
        connection.execute("set transaction isolation level repeatable read read only")
        versions = read_versions(connection, subject)
        to = resolve(versions, new, subject)
        start = resolve(versions, old if old is not None else str(before(versions, to)), subject)
        diffs = [
            compare_rows(each, *(read_rows(connection, subject, each, number) for number in (start, to)))
            for each in subject.tables
            if name in (None, each)
        ]
    if as_json:
        tables = [asdict(diff) if not stat else _counts(asdict(diff)) for diff in diffs if diff]
        print_json({"game_id": game, "from": start, "to": to, "tables": tables})
        return
    console = terminal()
    console.say(f"Game {game} · version {start} → {to}", style="bold")
    show_diff(diffs, console, only_counts=stat)


def _counts(diff: dict[str, object]) -> dict[str, object]:
    return {name: len(value) if isinstance(value, list | dict) else value for name, value in diff.items()}
