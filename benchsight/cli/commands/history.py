"""`benchsight history`: the versions of a game's input, any of its states, and forgetting old ones."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, print_json

if TYPE_CHECKING:
    import psycopg

    from benchsight.inputs import Subject


@click.command()
@click.argument("game", type=click.IntRange(min=1), required=False)
@click.option("--table", metavar="NAME", help="Only this table; without GAME, one of players, teams or seasons.")
@click.option("--key", metavar="KEY", help="What became of one row of the table.")
@click.option("--at", "point", metavar="VERSION|TIME", help="Show the state then: counts, with --table its rows.")
@click.option(
    "--prune-before", metavar="DATE", type=click.DateTime(), help="Forget older states of all games; says how much."
)
@click.option("--yes", is_flag=True, help="Really forget.")
@json_option
def command(
    game: int | None,
    table: str | None,
    key: str | None,
    point: str | None,
    prune_before: datetime | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Show who changed what is staged of GAME, when, and from which file.

    Each line is a version: a load, an edit, or live edits in a row. `benchsight diff` compares versions,
    `benchsight revert` brings one back.
    """
    from benchsight.inputs.subject import Subject, full_name

    if prune_before is not None:
        _prune(prune_before, yes, as_json)
        return
    name = full_name(table) if table else None
    if game is None and name is None:
        raise click.UsageError("name a GAME, or with --table one of players, teams or seasons")
    if key and name is None:
        raise click.UsageError("--key needs --table")
    subject = Subject.of_game(game) if game is not None else Subject.of_table(str(name))
    if name is not None and name not in subject.tables:
        raise click.UsageError(f"{name} has no rows of games: leave GAME out")
    with connect(application_name="benchsight history") as connection:
        connection.execute("set transaction isolation level repeatable read read only")
        if key:
            _show_row(connection, subject, str(name), key, as_json)
        elif point:
            _show_state(connection, subject, name, point, as_json)
        else:
            _show_versions(connection, subject, name, as_json)


def _show_versions(connection: "psycopg.Connection", subject: "Subject", table: str | None, as_json: bool) -> None:
    from benchsight.cli.screens.history import show_versions
    from benchsight.inputs import read_built_version, read_versions
    from benchsight.terminal.text import terminal

    versions = read_versions(connection, subject)
    built = None if subject.game_id is None else read_built_version(connection, subject.game_id)
    if as_json:
        chosen = [asdict(version) for version in versions if table is None or table in version.tables]
        print_json(_about(subject) | {"built_version": built, "versions": chosen})
    else:
        show_versions(subject, versions, built, terminal(), table)


def _show_state(
    connection: "psycopg.Connection", subject: "Subject", table: str | None, point: str, as_json: bool
) -> None:
    from benchsight.cli.screens.history import show_rows, show_state
    from benchsight.inputs import read_rows, read_state, read_versions, resolve
    from benchsight.inputs.compare import content_of
    from benchsight.terminal.text import terminal

    versions = read_versions(connection, subject)
    number = resolve(versions, point, subject)
    if table is not None or subject.game_id is None:
        name = table or subject.tables[0]
        rows = read_rows(connection, subject, name, number)
        if as_json:
            print_json(_about(subject) | {"version": number, "table": name, "rows": rows})
        else:
            show_rows(name, {key: content_of(name, row) for key, row in rows.items()}, terminal())
        return
    state = read_state(connection, subject, number)
    if as_json:
        print_json(_about(subject) | asdict(state))
    else:
        changed_at = next((version.changed_at for version in versions if version.number == number), None)
        show_state(subject, state, changed_at, terminal())


def _show_row(connection: "psycopg.Connection", subject: "Subject", table: str, key: str, as_json: bool) -> None:
    from benchsight.cli.screens.history import show_row_versions
    from benchsight.inputs import read_row_versions
    from benchsight.terminal.text import terminal

    versions = read_row_versions(connection, subject, table, key)
    if as_json:
        found = [asdict(version) for version in versions]
        print_json(_about(subject) | {"table": table, "key": key, "versions": found})
    else:
        show_row_versions(table, key, versions, terminal())


def _prune(before: datetime, really: bool, as_json: bool) -> None:
    from benchsight.inputs import prune
    from benchsight.terminal.text import count, terminal

    with connect(application_name="benchsight history") as connection:
        pruned = prune(connection, before.astimezone(), dry_run=not really)
    if as_json:
        print_json(asdict(pruned) | {"dry_run": not really})
        return
    size = f"{pruned.bytes / 1e6:,.1f} MB"
    what = f"{count(pruned.rows, 'earlier row')} ({size}) in the history of {pruned.subjects:,} games and tables"
    terminal().say(f"forgot {what}" if really else f"would forget {what}; --yes does it")


def _about(subject: "Subject") -> dict[str, Any]:
    return {"game_id": subject.game_id} if subject.game_id is not None else {"table": subject.tables[0]}
