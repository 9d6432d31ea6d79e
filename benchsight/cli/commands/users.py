"""`benchsight users`: people who sign in to the HTTP API."""

import sys
from dataclasses import asdict

import click

from benchsight.cli.commands.keys import SCOPES
from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, print_json
from benchsight.terminal.text import grid, terminal

NAME = "benchsight users"


@click.group()
def command() -> None:
    """Create, list and revoke users who sign in to the portal; change a password.

    A password is asked for, or read from stdin: `benchsight users create NAME --scope read < FILE`.
    """


@command.command()
@click.argument("name")
@click.option("--scope", "scopes", type=click.Choice(SCOPES), multiple=True, required=True, help="Scope of the user.")
@json_option
def create(name: str, scopes: tuple[str, ...], as_json: bool) -> None:
    """Create a user called NAME, with the scopes of `benchsight keys create`."""
    from benchsight.api.keys import Scope
    from benchsight.api.users import create_user

    password = read_password()
    with connect(autocommit=True, application_name=NAME) as connection:
        user = create_user(connection, name, password, [Scope(scope) for scope in scopes])
    if as_json:
        print_json(asdict(user))
    else:
        terminal().say(f"user {user.name}, scopes {', '.join(user.scopes)}, may sign in")


@command.command("list")
@json_option
def show(as_json: bool) -> None:
    """List users."""
    from benchsight.api.users import list_users

    with connect(autocommit=True, application_name=NAME) as connection:
        users = list_users(connection)
    if as_json:
        print_json([asdict(user) for user in users])
        return
    console = terminal()
    if not users:
        console.say("There are no users.")
        console.next("benchsight users create NAME --scope read", "creates one")
        return
    table = grid("user", "scopes", "state", "last sign-in", left=4)
    for user in users:
        state = "revoked" if user.revoked_at else "active"
        used = f"{user.signed_in_at.astimezone():%Y-%m-%d %H:%M}" if user.signed_in_at else "never"
        table.add_row(user.name, ", ".join(user.scopes), state, used)
    console.print(table)


@command.command()
@click.argument("name")
@json_option
def password(name: str, as_json: bool) -> None:
    """Change the password of NAME, whose sessions end."""
    from benchsight.api.users import change_password

    given = read_password()
    with connect(autocommit=True, application_name=NAME) as connection:
        user = change_password(connection, name, given)
    if as_json:
        print_json(asdict(user))
    else:
        terminal().say(f"the password of user {user.name} is changed, and the user's sessions have ended")


@command.command()
@click.argument("name")
@json_option
def revoke(name: str, as_json: bool) -> None:
    """Revoke NAME permanently; the user's sessions end within two seconds."""
    from benchsight.api.users import revoke_user

    with connect(autocommit=True, application_name=NAME) as connection:
        user = revoke_user(connection, name)
    if as_json:
        print_json(asdict(user))
    else:
        terminal().say(f"user {user.name} is revoked")


def read_password() -> str:
    """Ask for a password twice without showing it; read a line of stdin if that is no terminal."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt="Again"))
    return sys.stdin.readline().rstrip("\r\n")
