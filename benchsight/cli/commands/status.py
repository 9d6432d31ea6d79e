"""`benchsight status`: the database, and whether its schema is up to date."""

from dataclasses import asdict
from datetime import UTC

import click

from benchsight.db.settings import load_settings
from benchsight.db.status import Health, SchemaStatus, Status, read_status
from benchsight.terminal.console import json_option, print_json
from benchsight.terminal.text import Terminal, terminal

LOOK_AT_DEMO = "then `benchsight games` and the others show the demo; `benchsight load PATH` takes your own files"


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Show the database, its migrations and where they are. Starts nothing and changes nothing."""
    status = read_status(load_settings())
    if as_json:
        print_json(asdict(status))
        return
    show_status(status, terminal())


def show_status(status: Status, console: Terminal) -> None:
    """Print a status, and the next sensible step."""
    for name, value in _lines(status):
        console.say((f"{name:<11} ", "dim"), str(value), hang=12)
    console.next(*_next(status))


def _lines(status: Status) -> list[tuple[str, object]]:
    lines: list[tuple[str, object]] = [("database", f"{status.database}, {_state(status)}")]
    if status.demo is not None:
        lines.append(("demo", status.demo.sentence()))
    if status.url is not None:
        lines += [("url", status.url), ("PostgreSQL", status.server_version)]
    if status.pid is not None:
        lines += [("process", f"{status.pid}, since {status.started_at:%Y-%m-%d %H:%M:%S} UTC"), ("log", status.log)]
    if status.data is not None:
        lines.append(("data", f"{status.data} ({status.data_age or 'not made yet'})"))
    if status.data_note is not None:
        lines.append(("", status.data_note))
    lines += _schema_lines(status.schema) if status.schema else []
    lines += _health_lines(status.health) if status.health else []
    if status.contents is not None and status.contents.games_staged is not None:
        lines.append(("games", f"{status.contents.games_staged:,}, {status.contents.games_built or 0:,} of them built"))
    return [*lines, ("project", status.project)]


def _state(status: Status) -> str:
    if not status.running:
        return "not running" if status.is_made else "not running, and nothing in it yet"
    return "running" if status.is_made else "running, with no data of yours yet"


def _next(status: Status) -> tuple[str, str]:
    """Return the next sensible command and its purpose."""
    health, contents = status.health, status.contents
    if not status.running and status.is_made:
        return "benchsight up", "starts it, as any command that needs it does"
    if status.demo is not None and not status.is_made:
        return 'export BENCHSIGHT_DATABASE_URL="$(benchsight demo --url)"', LOOK_AT_DEMO
    if not status.is_made:
        return "benchsight load PATH", "your own files; `benchsight demo` shows a simulated league"
    if status.schema is not None and status.schema.pending:
        return "benchsight migrate", "applies what is pending"
    if health is not None and health.critical_alerts:
        return "benchsight alerts", "says what is wrong and what to do"
    if health is not None and health.due_games:
        return "benchsight build", "builds what is due"
    if contents is not None and contents.games_built:
        return "benchsight games", "lists the games; `benchsight report GAME` prints one"
    return "benchsight load PATH", "files or folders with games"


def _schema_lines(schema: SchemaStatus) -> list[tuple[str, object]]:
    lines: list[tuple[str, object]] = [("migrations", f"{schema.applied} applied, {len(schema.pending)} pending")]
    lines += [("", f"pending: {name} (benchsight migrate applies it)") for name in schema.pending]
    lines += [("", f"warning: {name} changed after it was applied") for name in schema.changed]
    return [*lines, ("", f"error: {schema.problem}")] if schema.problem else lines


def _health_lines(health: Health) -> list[tuple[str, object]]:
    loaded = "nothing loaded yet"
    if health.last_load_at is not None and health.last_load_duration_ms is not None:
        changed = f"{health.last_load_rows_affected or 0:,} rows changed in {health.last_load_duration_ms / 1000:.1f} s"
        loaded = f"last load {health.last_load_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {changed}"
    games = "game" if health.due_games == 1 else "games"
    due = f"; {health.due_games:,} {games} due (benchsight build)" if health.due_games else ""
    failed = f"; {health.failed_games:,} failed (benchsight alerts says why)" if health.failed_games else ""
    left_out = f"; {health.excluded_games:,} left out (benchsight exclude lists them)" if health.excluded_games else ""
    return [("ingestion", loaded + due + failed + left_out), ("alerts", _alerts(health))]


def _alerts(health: Health) -> str:
    if health.monitored_at is None:
        return "not known: no worker has looked, nor `benchsight monitor`"
    numbers = {"critical": health.critical_alerts, "warning": health.warning_alerts, "info": health.info_alerts}
    found = ", ".join(f"{number} {severity}" for severity, number in numbers.items() if number)
    looked = f"the monitor looked {health.monitored_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{found} (benchsight alerts); {looked}" if found else f"none; {looked}"
