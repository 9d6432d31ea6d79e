"""kill -9 of the worker at random moments: every game that ended is built, once in effect, and nothing stays held.

    python -m bench.worker_kills                      # 50 kills, 12 games of NHL size
    python -m bench.worker_kills --kills 10 --keep DIR

Games end while workers are killed; then one worker is left alone, and what it leaves is compared, row by row, with what
a whole build by dbt makes of the same input. It starts a server of its own, and ends with 1 if anything differs.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import click
import psycopg
from psycopg import sql

from bench.live import END
from bench.staged_league import embedded_settings, league_files, load, new_database
from benchsight.builds.plan import Request
from benchsight.builds.run import BuildOptions, build
from benchsight.db.connections import embedded_server, start_embedded
from benchsight.db.settings import load_settings

LONGEST_LIFE = 2.0  # seconds of work before its death
AT_START = 0.2  # share of the workers that are killed while they plan their statements
AT_MOST_AT_ONCE = 3
PATIENCE = 300.0
TABLES = """
    select schemaname, tablename from pg_tables
    where schemaname = 'public' and tablename ~ '^(dim|fact|qa)_|^metrics$' order by tablename
"""
HASH = """
    select md5(string_agg(row, '' order by row)), count(*)
    from (select cast(to_jsonb(t) - array['built_at', 'payload_version'] as text) as row from {} as t) as t
"""
DOING = """
    select case when exists (select from ops.build_runs where status = 'running' and started_at >= q.started_at)
        then 'building' else 'claimed or done' end
    from etl_queue as q where status = 'processing' and claimed_by like %(worker)s limit 1
"""
LEFT = "select status, count(*) from etl_queue group by status"
DUE = "select count(*) from game_status where is_due"
UNPROCESSED = "select count(*) from staging_events where not processed"


@dataclass
class Score:
    """Kills by what the worker was doing, and what was wrong in the end."""

    killed: Counter[str] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    takeovers: int = 0
    wrong: list[str] = field(default_factory=list)


@click.command()
@click.option("--kills", default=50, show_default=True, help="Workers to kill.")
@click.option("--games", default=12, show_default=True, help="Games of the league.")
@click.option("--seed", default=1, show_default=True, help="Of the moments.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder to work in and to keep.")
@click.pass_context
def main(ctx: click.Context, kills: int, games: int, seed: int, keep: Path | None) -> None:
    """Kill workers, and see what becomes of the games."""
    with tempfile.TemporaryDirectory(prefix="benchsight-kills-") as temporary:
        work = (keep or Path(temporary)).absolute()
        os.environ["BENCHSIGHT_HOME"] = str(work / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        server_url, _ = start_embedded(load_settings())
        try:
            score = measure(work, server_url, kills, games, random.Random(seed))
        finally:
            embedded_server(embedded_settings()).stop()
    click.echo(f"killed: {dict(score.killed)}; requests: {dict(score.requests)}, {score.takeovers} taken over")
    for line in score.wrong or ["every table is what a whole build makes it"]:
        click.echo(line)
    if score.wrong:
        ctx.exit(1)


def measure(work: Path, server_url: str, kills: int, games: int, chance: random.Random) -> Score:
    """Kill so many workers while games end, let one finish, and compare."""
    files = league_files(work, games)
    url = new_database(server_url, f"kills_{int(time.time())}")
    assert url is not None  # named after this second
    load(url, [files / "league", *sorted((files / "games").iterdir())])
    build(BuildOptions(Request(), tests=False))
    score = Score()
    with psycopg.connect(url, autocommit=True) as connection:
        ids = [game for (game,) in connection.execute("select game_id from staging_games order by game_id")]
        for kill in range(kills):
            score.killed[live_and_die(connection, ids, chance, work / "worker.log")] += 1
            click.echo(f"kill {kill + 1}: {score.killed.most_common()}", err=True)
        finish(connection, work / "worker.log")
        judge(connection, score)
    return score


def worker(log: Path) -> "subprocess.Popen[bytes]":
    """A worker as a process of its own, with a short lease."""
    command = [sys.executable, "-c", "from benchsight.cli.main import main; main()", "worker", "--quiet", "3600"]
    with log.open("w") as output:
        return subprocess.Popen([*command, "--lease", "2", "--poll", "0.5"], stderr=output)


def live_and_die(connection: psycopg.Connection, ids: list[int], chance: random.Random, log: Path) -> str:
    """One worker, during whose life some games end; what it was doing when it died."""
    process = worker(log)
    if chance.random() >= AT_START:
        deadline = time.monotonic() + PATIENCE
        while " ready" not in log.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
    death = time.monotonic() + chance.uniform(0.0, LONGEST_LIFE)
    while (left := death - time.monotonic()) > 0:
        connection.execute(END.encode(), (chance.sample(ids, chance.randint(1, AT_MOST_AT_ONCE)),))
        time.sleep(min(left, chance.uniform(0.0, 1.0)))
    process.kill()
    process.wait()
    row = connection.execute(DOING, {"worker": f"%:{process.pid}"}).fetchone()
    return "idle or starting" if row is None else str(row[0])


def finish(connection: psycopg.Connection, log: Path) -> None:
    """Let a worker end what is left."""
    process = worker(log)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        left = {status for status, _ in connection.execute(LEFT)}
        if not left & {"pending", "processing"}:
            break
        time.sleep(0.2)
    process.terminate()
    process.wait()


def judge(connection: psycopg.Connection, score: Score) -> None:
    """What is not as it should be."""
    score.requests = Counter(dict(connection.execute(LEFT).fetchall()))
    row = connection.execute("select coalesce(sum(takeovers), 0) from etl_queue").fetchone()
    score.takeovers = 0 if row is None else int(row[0])
    if score.requests.keys() - {"completed"}:
        score.wrong.append(f"requests left: {dict(score.requests)}")
    for name, query in (("games due", DUE), ("events not processed", UNPROCESSED)):
        found = connection.execute(query.encode()).fetchone()
        if found != (0,):
            score.wrong.append(f"{name}: {found}")
    by_workers = hashes(connection)
    build(BuildOptions(Request(all_games=True), tests=False))
    by_dbt = hashes(connection)
    score.wrong += [f"{table} differs from a whole build" for table in by_dbt if by_dbt[table] != by_workers[table]]


def hashes(connection: psycopg.Connection) -> dict[str, object]:
    """A hash of the rows of each published table, and their number."""
    tables = connection.execute(TABLES).fetchall()
    return {
        table: connection.execute(sql.SQL(HASH).format(sql.Identifier(schema, table))).fetchone()
        for schema, table in tables
    }


if __name__ == "__main__":
    main()
