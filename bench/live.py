"""From the end of a game to its facts: a worker that stays against a plain dbt run, beside few and many other games.

    python -m bench.live                            # 50 games beside 100, and 20 each beside 10 and 1,296
    python -m bench.live --beside 10000             # copied from 100 games; about 60 GB of disk
    python -m bench.live --beside 100 --keep DIR    # one size; keep what was simulated and built for the next run
    python -m bench.live --beside 1296 --keep DIR --prepare     # only make the database; then a short run:
    python -m bench.live --beside 1296 --keep DIR --prepared --only-worker

A game's export is loaded, and left alone for a moment; then its GameEnd event is inserted, as a tracker does, and the
time taken until another connection sees its facts, all built from that version. Nothing here is a test: a number means
something beside the others of the same run.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
import psutil
import psycopg
from psycopg import sql

from bench.copied_league import SOURCE_GAMES, add_copies
from bench.staged_league import copy_database, database_url, embedded_settings, league_files, load, new_database
from benchsight.builds.dbt.project import dbt_project
from benchsight.builds.plan import Request
from benchsight.builds.resident import ResidentBuilder
from benchsight.builds.run import BuildOptions, build
from benchsight.db.connections import embedded_server, migrate, start_embedded
from benchsight.db.settings import load_settings
from ingest.runs.load import load_paths

AT_ONCE = 20
AGAIN = 9  # builds of a game for the seconds of each table
SHOWN = 15
GAMES_TO_END = 75  # simulated beside those that are built
BY_DBT = 5
PATIENCE = 120.0
REST = 2.5  # seconds between a game's load and its end; an idle worker looks every second whether plans were dropped
END = """
    insert into staging_events (event_key, game_id, event_index, period, event_type)
    select 'E' || game_id || lpad(cast(event_index as text), 5, '0'), game_id, event_index, 3, 'GameEnd'
    from (
        select game_id, max(event_index) + 1 as event_index from staging_events where game_id = any(%s) group by game_id
    ) as ended
"""
BEHIND = """
    select count(*) from ops.game_inputs as inputs
    where
        inputs.game_id = any(%(games)s)
        and not exists (
            select from {} as facts
            where facts.game_id = inputs.game_id and facts.payload_version = inputs.input_version
        )
"""
TOTALS_BEHIND = """
    select count(*) from unnest(%(games)s::integer[]) as games (game_id)
    where not exists (
        select from ops.game_builds as builds
        where builds.game_id = games.game_id and builds.input_version > 0 and not builds.totals_due
    )
"""


@dataclass
class Measured:
    """Seconds from the insert of a game's end to its facts, in a database of so many other games."""

    beside: int
    by_worker: list[float] = field(default_factory=list)
    to_totals: list[float] = field(default_factory=list)
    by_dbt: list[float] = field(default_factory=list)
    at_once: float | None = None
    tables: list[tuple[str, float]] = field(default_factory=list)
    processor: float = 0.0


@click.command()
@click.option("--beside", type=int, multiple=True, default=(100, 10, 1296), show_default=True, help="Other games.")
@click.option("--games", default=50, show_default=True, help="Games to end beside the first number, at most 50.")
@click.option("--fewer", default=20, show_default=True, help="Games to end beside the others.")
@click.option("--only-worker", is_flag=True, help="Neither plain dbt runs nor 20 games at once.")
@click.option("--prepare", is_flag=True, help="Only make the databases, for a run with --prepared.")
@click.option("--prepared", is_flag=True, help="Go on in the databases of an earlier run, with games not yet ended.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder to work in and to keep.")
def main(
    beside: Sequence[int],
    games: int,
    fewer: int,
    only_worker: bool,
    prepare: bool,
    prepared: bool,
    keep: Path | None,
) -> None:
    """Measure the way of a game from its end to its facts."""
    with tempfile.TemporaryDirectory(prefix="benchsight-live-") as temporary:
        work = (keep or Path(temporary)).absolute()
        os.environ["BENCHSIGHT_HOME"] = str(work / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        server_url, _ = start_embedded(load_settings())
        try:
            measured = []
            for size in beside:
                folders = _built(work, server_url, size, anew=not prepared)
                if prepare:
                    continue
                is_first = size == beside[0]
                measured.append(measure(size, folders, games if is_first else fewer, is_first and not only_worker))
                show(measured[-1])
            compare(measured)
        finally:
            embedded_server(embedded_settings()).stop()


def measure(beside: int, folders: Sequence[Path], games: int, whole: bool) -> Measured:
    """End so many games beside others; ``whole``: also by dbt, and some at once."""
    measured, url = Measured(beside), os.environ["BENCHSIGHT_DATABASE_URL"]
    ending = iter(folders)
    with psycopg.connect(url, autocommit=True) as tracker, psycopg.connect(url, autocommit=True) as dashboard:
        facts = _facts(dashboard)
        with worker():
            for _ in range(games):
                game = _staged(url, next(ending))
                seconds = seconds_to(tracker, dashboard, facts, [game])
                measured.by_worker.append(seconds[-2])
                measured.to_totals.append(seconds[-1])
            if whole:
                together = [_staged(url, next(ending)) for _ in range(AT_ONCE)]
                measured.at_once = seconds_to(tracker, dashboard, facts, together)[-2]
        measured.tables, measured.processor = seconds_of_tables()
        for _ in range(BY_DBT if whole else 0):
            measured.by_dbt.append(seconds_of_dbt(_staged(url, next(ending))))
    return measured


def _built(work: Path, server_url: str, beside: int, anew: bool) -> list[Path]:
    """Configure a database with so many games built; return the exports of games that it does not have yet."""
    built = min(beside, SOURCE_GAMES)
    files = league_files(work, SOURCE_GAMES + GAMES_TO_END)
    folders = sorted((files / "games").iterdir(), key=lambda folder: int(folder.name))
    name, source = f"live_{beside}", f"live_source_{built}"
    url = database_url(server_url, name)
    if anew:
        if (new := new_database(server_url, source)) is not None:
            load(new, [files / "league", *folders[:built]])
        _build(database_url(server_url, source))
        copy_database(server_url, source, name)
        if beside > SOURCE_GAMES:
            add_copies(url, beside)
    _build(url)
    with psycopg.connect(url, autocommit=True) as connection:
        if anew:
            connection.execute("vacuum analyze")
        known = {str(game) for (game,) in connection.execute("select game_id from ops.game_builds")}
    return [folder for folder in folders[built:] if folder.name not in known]


def _build(url: str) -> None:
    """Configure a database and build what is due in it."""
    os.environ["BENCHSIGHT_DATABASE_URL"] = url
    migrate(load_settings())
    summary = build(BuildOptions(Request(), tests=False))
    if summary.status == "failed":
        raise RuntimeError(summary.first_failure())


def _staged(url: str, folder: Path) -> int:
    """The game of a folder, loaded and left alone for a moment."""
    with psycopg.connect(url) as connection:
        load_paths(connection, [folder])
    time.sleep(REST)
    return int(folder.name)


@contextmanager
def worker() -> Iterator[None]:
    """A worker process that stays while the block runs, ready before it begins."""
    command = [sys.executable, "-c", "from benchsight.cli.main import main; main()", "worker"]
    command += ["--quiet", "3600", "--poll", "1"]
    with tempfile.TemporaryDirectory() as folder, (log := Path(folder, "log")).open("w") as output:
        process = subprocess.Popen(command, stderr=output, stdout=output)
        try:
            while " ready" not in log.read_text():  # it plans every statement when it starts
                if process.poll() is not None:
                    raise RuntimeError(log.read_text())
                time.sleep(0.1)
            time.sleep(REST)
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            if process.wait(30) != 0:
                click.echo(log.read_text(), err=True)


def seconds_to(
    tracker: psycopg.Connection, dashboard: psycopg.Connection, counts: Sequence[sql.Composed], games: list[int]
) -> list[float]:
    """End the games; seconds until each of the queries, in turn, counts none of them any more."""
    started = time.perf_counter()
    tracker.execute(END.encode(), (games,))
    seconds = []
    for query in counts:
        while dashboard.execute(query, {"games": games}).fetchone() != (0,):
            if time.perf_counter() - started > PATIENCE:
                raise RuntimeError(f"no facts of {games} after {PATIENCE:.0f} s")
            time.sleep(0.005)
        seconds.append(time.perf_counter() - started)
    return seconds


def seconds_of_tables() -> tuple[list[tuple[str, float]], float]:
    """Median seconds of each table of a resident build of a game, most first; processor seconds of its session."""
    with (
        ResidentBuilder(facts_first=True) as builder,
        psycopg.connect(os.environ["BENCHSIGHT_DATABASE_URL"], autocommit=True) as connection,
    ):
        (game,) = connection.execute("select min(game_id) from ops.game_builds").fetchone() or (0,)
        for _ in range(2):  # what it plans, and the plans of foreign keys
            builder.build(Request(games=[game]))
        row = connection.execute(
            "select pid from pg_stat_activity where application_name = 'benchsight build'"
            " and datname = current_database()"
        ).fetchone()
        assert row is not None
        session = psutil.Process(row[0])
        used = sum(session.cpu_times()[:2])
        built = [dict(builder.build(Request(games=[game])).model_seconds) for _ in range(AGAIN)]
        used = sum(session.cpu_times()[:2]) - used
    medians = [(name, statistics.median(each[name] for each in built)) for name in built[0]]
    return sorted(medians, key=lambda each: -each[1]), used / AGAIN


def _facts(dashboard: psycopg.Connection) -> list[sql.Composed]:
    """For each table of facts that every game has rows in, how many games are behind in it; then of how many totals."""
    tables = ("fact_events", "fact_shifts", "fact_player_game_stats", "fact_team_game_stats", "fact_goalie_game_stats")
    more = ("fact_h2h", "fact_wowy", "fact_line_combos", "fact_plays", "qa_goal_accuracy", "qa_data_completeness")
    facts = [sql.SQL(BEHIND).format(sql.Identifier("public", table)) for table in (*tables, *more)]
    return [*facts, sql.Composed([sql.SQL(TOTALS_BEHIND)])]


def seconds_of_dbt(game: int) -> float:
    """Seconds of a plain dbt run of the game, in a process of its own."""
    project = dbt_project(load_settings())
    command = [str(Path(sys.executable).with_name("dbt")), "--quiet", "run", "--selector", "game"]
    places = [
        "--project-dir",
        str(project.root),
        "--profiles-dir",
        str(project.work),
        "--target-path",
        str(project.work / "plain"),
    ]
    started = time.perf_counter()
    subprocess.run(
        [*command, *places, "--log-path", str(project.work / "logs"), "--vars", f"{{game_ids: [{game}]}}"],
        env=os.environ | project.environment,
        cwd=project.root,
        check=True,
    )
    return time.perf_counter() - started


def show(measured: Measured) -> None:
    """Print what was measured beside so many games."""
    worker = sorted(measured.by_worker)
    click.echo(f"\nbeside {measured.beside:,} games, {len(worker)} games ended one after another")
    median = statistics.median(worker)
    click.echo(f"  GameEnd to facts: median {median:.3f} s, p95 {_p95(worker):.3f} s, most {worker[-1]:.3f} s")
    totals = sorted(measured.to_totals)
    click.echo(f"  GameEnd to totals of seasons: median {statistics.median(totals):.3f} s, p95 {_p95(totals):.3f} s")
    if measured.at_once is not None:
        click.echo(f"  {AT_ONCE} games ended in one transaction: all built after {measured.at_once:.2f} s")
    click.echo(f"  a resident build takes {measured.processor:.2f} s of the server's processor; its tables, of")
    click.echo(f"  {len(measured.tables)} that take {sum(seconds for _, seconds in measured.tables):.3f} s:")
    for name, seconds in measured.tables[:SHOWN]:
        click.echo(f"    {seconds:.3f} s  {name}")
    if measured.by_dbt:
        plain = statistics.median(measured.by_dbt)
        click.echo(f"  a plain dbt run of a game: median {plain:.2f} s of {len(measured.by_dbt)}")
        click.echo(f"    {plain / statistics.median(worker):.0f} x the worker's")


def compare(measured: Sequence[Measured]) -> None:
    """Print what a game costs beside more games over beside fewer."""
    by_size = sorted(measured, key=lambda each: each.beside)
    for each in by_size[1:]:
        ratio = statistics.median(each.by_worker) / statistics.median(by_size[0].by_worker)
        click.echo(f"beside {each.beside:,} games over beside {by_size[0].beside:,}: {ratio:.2f} x")


def _p95(ordered: Sequence[float]) -> float:
    return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


if __name__ == "__main__":
    main()
