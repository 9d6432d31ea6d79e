"""The HTTP API beside a bare select of the same rows, in one run: leaders and box scores, whole and unchanged.

    python -m bench.api                               # 50 clients, 5,000 requests of each kind
    python -m bench.api --requests 100000             # also: whether the server's memory stays flat
    python -m bench.api --keep DIR                    # keep the league for the next run

The server is `benchsight serve` in a process of its own, with keys required. The bare select is psycopg's own: an async
pool of as many connections, as many tasks as there are clients, rows fetched as Python values. Client, server and
PostgreSQL share the machine, so compare numbers of one run, and processor time rather than wall time if others use it.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request as UrlRequest
from urllib.request import urlopen

import click
import psutil
import psycopg
from psycopg_pool import AsyncConnectionPool
from rich.console import Console
from rich.table import Table

from bench.http_load import Load, Request, call_all, request_all
from bench.staged_league import database_url, embedded_settings, league_files, load, new_database
from benchsight.api.keys import Scope, create_key
from benchsight.api.settings import ApiSettings
from benchsight.builds.plan import Request as BuildRequest
from benchsight.builds.run import BuildOptions, build
from benchsight.db.connections import embedded_server, start_embedded
from benchsight.db.settings import load_settings
from benchsight.reads.box_score_sql import GOALIES, GOALS, HEADER, PERIODS, SHOTS, SKATERS, TEAMS
from benchsight.reads.published.contract import read_contracts
from benchsight.reads.published.datasets import datasets

HOST = "127.0.0.1"
LEADERS = "/api/v2/leaders?limit=100"
AIM_SECONDS, AIM_SHARE = 0.010, 0.5  # p99 of leaders; share of the bare rate
FLAT_MIB = 20  # growth of the server's memory, from a tenth of the requests on
Database = tuple[str, int]  # URL, a game


@click.command()
@click.option("--clients", default=50, show_default=True, help="Clients at once.")
@click.option("--requests", default=5000, show_default=True, help="Requests of each kind.")
@click.option("--games", default=24, show_default=True, help="Games of the league.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder to work in and to keep.")
def main(clients: int, requests: int, games: int, keep: Path | None) -> None:
    """Measure the API against bare selects."""
    with tempfile.TemporaryDirectory(prefix="benchsight-api-") as temporary:
        work = (keep or Path(temporary)).absolute()
        os.environ["BENCHSIGHT_HOME"] = str(work / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        server_url, _ = start_embedded(load_settings())
        try:
            url, game = _built(server_url, work, games)
            with psycopg.connect(url, autocommit=True) as connection:
                [(postgres,)] = connection.execute("select pg_backend_pid()").fetchall()
                postgres = psutil.Process(postgres).ppid()
                secret, _ = create_key(connection, f"bench {time.time():.0f}", [Scope.READ], 100_000)
            with serving(url) as (port, server):
                asyncio.run(
                    compare(url, game, port, secret, clients, requests, {"server": server, "postgres": postgres})
                )
        finally:
            embedded_server(embedded_settings()).stop()


def _built(server_url: str, work: Path, games: int) -> Database:
    """Return a database with a league, which an earlier run may have left, and a game of it."""
    name = f"api_{games}"
    url = new_database(server_url, name)
    if url is None:
        url = database_url(server_url, name)
        os.environ["BENCHSIGHT_DATABASE_URL"] = url
    else:
        load(url, [league_files(work, games)])
        summary = build(BuildOptions(BuildRequest(), tests=False))
        if summary.status != "completed":
            raise RuntimeError(summary.first_failure())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
        [(game,)] = connection.execute("select min(game_id) from public.fact_player_game_stats").fetchall()
    return url, game


@contextmanager
def serving(url: str) -> Iterator[tuple[int, int]]:
    """Serve the database with keys required; yield port and process id."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from benchsight.cli.main import main; main()", "serve", "--port", str(port)]
    environment = {**os.environ, "BENCHSIGHT_DATABASE_URL": url, "BENCHSIGHT_API_KEYS": "required"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(f"http://{HOST}:{port}/api/health/ready"):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")


async def compare(
    url: str, game: int, port: int, secret: str, clients: int, requests: int, parts: dict[str, int]
) -> None:
    """Run every kind of request and its bare select, and print both."""
    key = {"Authorization": f"Bearer {secret}"}
    box = f"/api/v2/games/{game}/box-score"
    rows = []
    async with AsyncConnectionPool(
        url, min_size=ApiSettings.pool_size, max_size=ApiSettings.pool_size, open=False, kwargs={"autocommit": True},
        timeout=60,
    ) as pool:  # fmt: skip
        bare = {"leaders": leaders_select(), "box score": [(query, {"game": game}) for query in BOX]}
        for name, path in (("leaders", LEADERS), ("box score", box)):

            async def select(queries: list[tuple[str, dict[str, int]]] = bare[name]) -> None:
                async with pool.connection() as connection:
                    for query, parameters in queries:
                        await (await connection.execute(query.encode(), parameters)).fetchall()

            with urlopen(UrlRequest(f"http://{HOST}:{port}{path}", headers=key)) as first:
                known = {**key, "If-None-Match": first.headers["ETag"]}
                content = json.load(first)
            assert content
            ours = {"client": os.getpid(), "postgres": parts["postgres"]}
            await call_all("warm", select, clients, 500, ours)
            await request_all("warm", HOST, port, Request(path, key), clients, 500, parts)
            rows.append(await call_all(f"{name}, bare select", select, clients, requests, ours))
            whole, same = Request(path, key), Request(path, known, 304)
            rows.append(await request_all(f"{name}, API", HOST, port, whole, clients, requests, parts))
            rows.append(await request_all(f"{name}, API, unchanged", HOST, port, same, clients, requests, parts))
    show(rows)
    await memory(port, key, clients, requests, parts)


BOX = (HEADER, TEAMS, PERIODS, GOALS, SKATERS, GOALIES, SHOTS)


def leaders_select() -> list[tuple[str, dict[str, int]]]:
    """Return the select of the rows of LEADERS."""
    dataset, contract = datasets(read_contracts(load_settings().project_root))["leaders"]
    columns = ", ".join(column.name for column in contract.columns)
    order = ", ".join([*dataset.sort, *(name for name in contract.key if name not in dataset.sort)])
    return [(f"select {columns} from {contract.full_name} order by {order} limit 101", {})]


async def memory(port: int, key: dict[str, str], clients: int, requests: int, parts: dict[str, int]) -> None:
    """Print the server's memory over so many requests more."""
    server, sizes = psutil.Process(parts["server"]), []
    for _ in range(10):
        await request_all("memory", HOST, port, Request(LEADERS, key), clients, requests // 10, parts)
        sizes.append(server.memory_info().rss / 2**20)
    verdict = "flat" if sizes[-1] - sizes[0] <= FLAT_MIB else f"aim: at most {FLAT_MIB} MiB more"
    Console().print(
        f"memory of the server over {requests} requests: {' '.join(f'{size:.0f}' for size in sizes)} MiB ({verdict})",
        highlight=False,
    )


def show(rows: list[Load]) -> None:
    """Print a table of all, with rates relative to the bare select above."""
    table = Table("", "p50 ms", "p99 ms", "requests/s", "of bare", "client ms", "server ms", "postgres ms", box=None)
    bare = rows[0]
    for row in rows:
        bare = row if row.name.endswith("bare select") else bare
        times = [f"{1000 * row.per_request(part):.2f}" if part in row.processor else "" for part in PARTS]
        percentiles = [f"{1000 * row.percentile(percent):.1f}" for percent in (50, 99)]
        table.add_row(row.name, *percentiles, f"{row.rate:.0f}", f"{row.rate / bare.rate:.2f}", *times)
    console = Console()
    console.print(table)
    console.print("client, server, postgres: milliseconds of a processor per request", style="dim", highlight=False)
    leaders = next(row for row in rows if row.name == "leaders, API")
    reached = leaders.percentile(99) <= AIM_SECONDS, leaders.rate / rows[0].rate >= AIM_SHARE
    console.print(
        f"aims for leaders: p99 at most {1000 * AIM_SECONDS:.0f} ms ({'reached' if reached[0] else 'missed'}), "
        f"{AIM_SHARE} of the bare rate ({'reached' if reached[1] else 'missed'})", highlight=False,
    )  # fmt: skip


PARTS = ("client", "server", "postgres")

if __name__ == "__main__":
    main()
