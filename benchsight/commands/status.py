"""`benchsight status`: the database, and whether its schema is up to date."""

from dataclasses import asdict
from datetime import UTC

import click

from benchsight.console import json_option, print_json
from benchsight.settings import load_settings
from benchsight.status import Health, SchemaStatus, Status, read_status


@click.command()
@json_option
def command(as_json: bool) -> None:
    """Show the database, its migrations and where they are. Starts nothing and changes nothing."""
    status = read_status(load_settings())
    if as_json:
        print_json(asdict(status))
        return
    for name, value in _lines(status):
        click.echo(f"{name:<11} {value}")


def _lines(status: Status) -> list[tuple[str, object]]:
    state = "running" if status.running else "not running (benchsight up starts it)"
    lines: list[tuple[str, object]] = [("database", f"{status.database}, {state}")]
    if status.url is not None:
        lines += [("url", status.url), ("PostgreSQL", status.server_version)]
    if status.pid is not None:
        lines += [("process", f"{status.pid}, since {status.started_at:%Y-%m-%d %H:%M:%S} UTC"), ("log", status.log)]
    if status.data is not None:
        lines.append(("data", status.data))
    if status.data_note is not None:
        lines.append(("", status.data_note))
    lines += _schema_lines(status.schema) if status.schema else []
    lines += _health_lines(status.health) if status.health else []
    return [*lines, ("project", status.project)]


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
    return [("ingestion", loaded + due + failed), ("alerts", _alerts(health))]


def _alerts(health: Health) -> str:
    if health.monitored_at is None:
        return "not known: no worker has looked, nor `benchsight monitor`"
    numbers = {"critical": health.critical_alerts, "warning": health.warning_alerts, "info": health.info_alerts}
    found = ", ".join(f"{number} {severity}" for severity, number in numbers.items() if number)
    looked = f"the monitor looked {health.monitored_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{found} (benchsight alerts); {looked}" if found else f"none; {looked}"
