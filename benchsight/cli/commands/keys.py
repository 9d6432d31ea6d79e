"""`benchsight keys`: API keys."""

from dataclasses import asdict
from datetime import timedelta

import click

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, note, print_json
from benchsight.terminal.text import grid, terminal

SCOPES = ("read", "track", "load", "admin")  # benchsight.api.keys.Scope, which needs no import for --help


@click.group()
def command() -> None:
    """Create, list and revoke keys of the HTTP API."""


@command.command()
@click.argument("name")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True, help="Scope of the key.")
@click.option("--rate", type=click.IntRange(min=1), default=600, show_default=True, help="Requests per minute.")
@click.option("--days", type=click.IntRange(min=1), help="Days until the key expires; default: never.")
@json_option
def create(name: str, scopes: tuple[str, ...], rate: int, days: int | None, as_json: bool) -> None:
    """Create a key called NAME and print it; it cannot be shown again.

    Scopes: read: published data, history and status; track: reserved for staging writes, which no endpoint offers yet;
    load: uploads, builds, rebuilds, queue and jobs; admin: everything.
    """
    from benchsight.api.keys import Scope, create_key

    lifetime = None if days is None else timedelta(days=days)
    with connect(autocommit=True, application_name="benchsight keys") as connection:
        secret, key = create_key(connection, name, [Scope(scope) for scope in scopes], rate, lifetime)
    if as_json:
        print_json({"key": secret, **asdict(key)})
        return
    note(f"key {key.key_id} ({key.name}), scopes {', '.join(key.scopes)}; it cannot be shown again:")
    click.echo(secret)


@command.command("list")
@json_option
def show(as_json: bool) -> None:
    """List keys, without their secrets."""
    from benchsight.api.keys import list_keys

    with connect(autocommit=True, application_name="benchsight keys") as connection:
        keys = list_keys(connection)
    if as_json:
        print_json([asdict(key) for key in keys])
        return
    console = terminal()
    if not keys:
        console.say("There are no keys.")
        console.next("benchsight keys create NAME --scope read", "creates one")
        return
    table = grid("key", "name", "scopes", "state", "last used", "per minute", left=5)
    for key in keys:
        state = "revoked" if key.revoked_at else f"until {key.expires_at:%Y-%m-%d}" if key.expires_at else "active"
        used = f"{key.last_used_at.astimezone():%Y-%m-%d %H:%M}" if key.last_used_at else "never"
        table.add_row(str(key.key_id), key.name, ", ".join(key.scopes), state, used, str(key.requests_per_minute))
    console.print(table)


@command.command()
@click.argument("key_id", metavar="KEY", type=int)
@json_option
def revoke(key_id: int, as_json: bool) -> None:
    """Revoke KEY (its number) permanently; takes effect within two seconds."""
    from benchsight.api.keys import revoke_key

    with connect(autocommit=True, application_name="benchsight keys") as connection:
        key = revoke_key(connection, key_id)
    if as_json:
        print_json(asdict(key))
    else:
        terminal().say(f"key {key.key_id} ({key.name}) is revoked")
