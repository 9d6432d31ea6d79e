"""The command line: finds the command, runs it, and turns errors into one line and an exit code."""

import importlib
import os
import re
import sys
import traceback
from collections.abc import Sequence

import click

from benchsight.errors import BenchSightError
from benchsight.terminal.console import tell

# Help is here so that `benchsight --help` imports no command, and with it neither pandas nor dbt.
COMMANDS = {
    "demo": "Simulate, load, build and verify a small league, and show it.",
    "up": "Start the database and bring its schema up to date.",
    "down": "Stop the embedded database server.",
    "remove-database": "Remove the embedded database, after saying what is in it.",
    "status": "Show the database, its migrations and where they are.",
    "url": "Print the database URL, with its password, for psql and others.",
    "migrate": "Apply the schema migrations that are pending.",
    "load": "Load tracker exports, workbooks and CSV files into staging.",
    "build": "Build facts and statistics from what is staged.",
    "queue": "Show requests that are not done yet; add, retry, cancel.",
    "worker": "Build the games that are queued, as soon as they are.",
    "serve": "Serve the league's pages, the portal and the HTTP API.",
    "site": "Write the league's pages as files, for any web space.",
    "keys": "Create, list and revoke keys of the HTTP API.",
    "users": "Create, list and revoke users who sign in to the portal.",
    "rebuild": "Make derived tables again: any table or category, game and operation.",
    "history": "Show every version of a game's input: who, when, from which file.",
    "diff": "Show how two versions of a game's input differ.",
    "revert": "Stage a game again as it was at an earlier version.",
    "merge-players": "Make two ids of one person one.",
    "delete-game": "Delete what was built of a game, and with --with-inputs what is staged.",
    "games": "List the games: id, date, teams, score and state.",
    "exclude": "Leave games out of builds, or list those that are.",
    "include": "Bring games back that were left out of builds.",
    "report": "Print the box score of a game.",
    "analysis": "Write about a game, or a season to date, in sentences.",
    "wrap-up": "After a game: load, build, verify, report, analysis, and push.",
    "verify": "Compare the built statistics with the official results.",
    "export": "Export tables, or all of the database, to Parquet or CSV files.",
    "restore": "Restore tables, games or all of the database from an export.",
    "sync": "Synchronise with the cloud: push, pull, status, resolve, repair.",
    "cloud": "Copy what is published, or staged, to a Supabase project.",
    "warehouse": "Keep a copy as Parquet files, query it, and push it to BigQuery.",
    "schedule": "Print or install cron lines or systemd timers of load, build, sync, warehouse.",
    "monitor": "Check loads, games, builds and the queue; raise alerts.",
    "alerts": "Show what the monitor found wrong, and its rules.",
    "backfill": "Fill columns that came later for the rows that were there before.",
    "fit-xg": "Fit expected goals on the built shots, and write their coefficients.",
    "fit-rapm": "Fit adjusted plus-minus of skaters on the built stints, and land it.",
    "simulate": "Write a simulated league as tracker exports, workbooks and CSVs.",
    "dictionary": "Write the data dictionary, or make its page to search.",
    "docs": "Make the documentation as a site with dbt's catalogue, and serve it.",
    "doctor": "Check the installation and suggest fixes.",
}


class LazyGroup(click.Group):
    """A group that imports the module of a command only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return names in the order a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, imported now; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"benchsight.cli.commands.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for each command, without importing it."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(package_name="benchsight", message="benchsight %(version)s")
def cli(debug: bool) -> None:
    """From hockey tracker exports to game statistics you can trust."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: Sequence[str]) -> int:
    """Run one command; the exit code. Errors appear as one line on stderr, a traceback only with ``--debug``."""
    debug = "--debug" in arguments
    try:
        outcome = cli.main(args=list(arguments), prog_name="benchsight", standalone_mode=False)
        return outcome if isinstance(outcome, int) else 0
    except click.ClickException as error:
        show_click_error(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return 130
    except BrokenPipeError:
        # The reader of our output has ended (`| head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if debug:
            traceback.print_exc()
        tell(f"error: {describe(error)}")
        return 1


def show_click_error(error: click.ClickException) -> None:
    """Print what click says of wrong usage, its lines broken between words."""
    context = getattr(error, "ctx", None)
    if isinstance(context, click.Context):
        click.echo(f"{context.get_usage()}\nTry '{context.command_path} --help' for help.\n", err=True)
    tell(f"Error: {error.format_message()}")


def describe(error: Exception) -> str:
    """Return one line for any exception: our own messages as they are, a foreign one with its name and a hint."""
    message = hide_passwords(" ".join(str(error).split()))
    if isinstance(error, BenchSightError) or is_expected(error):
        return message
    return f"{type(error).__name__}: {message} (unexpected; run again with --debug before the command to see where)"


def is_expected(error: Exception) -> bool:
    """Return whether the message of a foreign exception is fit for users."""
    # Looked up only among loaded modules: an exception of a module that was never imported cannot be here.
    expected = (
        ("ingest.contract.extract", "UnreadableFile"),
        ("ingest.runs.records", "RunError"),
        ("psycopg", "OperationalError"),
    )
    kinds = [getattr(sys.modules[module], name) for module, name in expected if module in sys.modules]
    return isinstance(error, tuple(kinds))


def hide_passwords(text: str) -> str:
    """``text`` with the password of any URL or connection string in it starred out."""
    text = re.sub(r"(://[^:/?#\s]*):[^@\s]+@", r"\1:***@", text)
    return re.sub(r"(password=)('[^']*'|\S+)", r"\1***", text)
