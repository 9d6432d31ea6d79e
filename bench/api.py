"""The HTTP API beside a bare select of the same rows, in one run: leaders and box scores, whole and unchanged.

    python -m bench.api                               # 50 clients, 2,000 requests of each kind, 100,000 for the memory
    python -m bench.api --memory-requests 0           # without the memory
    python -m bench.api --keep DIR                    # keep the league for the next run

The server is `benchsight serve` in a process of its own, with keys required. The bare select is psycopg's own: an async
pool of as many connections, as many tasks as there are clients, rows fetched as Python values. Client, server and
PostgreSQL share the machine, so compare numbers of one run, and processor time rather than wall time if others use it.
Clients that ask again as soon as they have their answer keep a processor busy, so latency is their number times the
processor time of a request; in the rows "at a pace" each pauses between two requests.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
from benchsight.db.connections import embedded_server, migrate, start_embedded
from benchsight.db.settings import load_settings
from benchsight.reads.box_score_sql import GOALIES, GOALS, HEADER, PERIODS, SHOTS, SKATERS, TEAMS
from benchsight.reads.published.contract import read_contracts
from benchsight.reads.published.datasets import datasets

HOST = "127.0.0.1"
LEADERS = "/api/v2/leaders?limit=100"
AIM_SECONDS, AIM_SHARE = 0.010, 0.5  # p99 of leaders; share of the bare rate
PACE = 0.25  # seconds from one request of a client to its next
FLAT_MIB = 20  # growth of the server's memory, from a tenth of the requests on
Database = tuple[str, int]  # URL, a game
Queries = Sequence[tuple[str, dict[str, int]]]


@click.command()
@click.option("--clients", default=50, show_default=True, help="Clients at once.")
@click.option("--requests", default=2000, show_default=True, help="Requests of each kind.")
@click.option("--memory-requests", default=100_000, show_default=True, help="Requests over which memory is watched.")
@click.option("--games", default=24, show_default=True, help="Games of the league.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder to work in and to keep.")
def main(clients: int, requests: int, memory_requests: int, games: int, keep: Path | None) -> None:
    """Measure the API against bare selects."""
    with tempfile.TemporaryDirectory(prefix="benchsight-api-") as temporary:
        work = (keep or Path(temporary)).absolute()
        os.environ["BENCHSIGHT_HOME"] = str(work / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        server_url, _ = start_embedded(load_settings())
        try:
            url, game = built_league(server_url, work, games)
            with psycopg.connect(url, autocommit=True) as connection:
                [(postgres,)] = connection.execute("select pg_backend_pid()").fetchall()
                postgres = psutil.Process(postgres).ppid()
                secret, _ = create_key(connection, f"bench {time.time():.0f}", [Scope.READ], 100_000)
            with serving(url) as served, serving(url, BENCHSIGHT_API_CACHE_BYTES="0") as forgetful:
                bench = Bench(url, game, secret, clients, requests, postgres, served, forgetful)
                asyncio.run(bench.compare())
                if memory_requests:
                    asyncio.run(bench.watch_memory(memory_requests))
        finally:
            embedded_server(embedded_settings()).stop()


def built_league(server_url: str, work: Path, games: int) -> Database:
    """Return a database with a league, which an earlier run may have left, and a game of it."""
    name = f"api_{games}"
    url = new_database(server_url, name)
    if url is None:
        url = database_url(server_url, name)
        os.environ["BENCHSIGHT_DATABASE_URL"] = url
        migrate(load_settings())
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
def serving(url: str, **settings: str) -> Iterator[tuple[int, int]]:
    """Serve the database with keys required; yield port and process id."""
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from benchsight.cli.main import main; main()", "serve", "--port", str(port)]
    environment = {**os.environ, "BENCHSIGHT_DATABASE_URL": url, "BENCHSIGHT_API_KEYS": "required", **settings}
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


@dataclass(frozen=True)
class Bench:
    """A database, its PostgreSQL, and two servers by port and process: one as it is, one that keeps no bodies."""

    url: str
    game: int
    secret: str
    clients: int
    requests: int
    postgres: int
    served: tuple[int, int]
    forgetful: tuple[int, int]

    async def compare(self) -> None:
        """Run every kind of request and its bare select, and print both."""
        size = ApiSettings.pool_size
        rows = []
        async with AsyncConnectionPool(
            self.url, min_size=size, max_size=size, open=False, kwargs={"autocommit": True}, timeout=60
        ) as pool:
            box = f"/api/v2/games/{self.game}/box-score"
            selects = [(query, {"game": self.game}) for query in BOX]
            for name, path, queries in (("leaders", LEADERS, leaders_select()), ("box score", box, selects)):
                rows += await self._of_kind(name, path, queries, pool)
        show(rows)

    async def _of_kind(self, name: str, path: str, queries: Queries, pool: AsyncConnectionPool) -> list[Load]:
        async def select() -> None:
            async with pool.connection() as connection:
                for query, parameters in queries:
                    await (await connection.execute(query.encode(), parameters)).fetchall()

        own = {"client": os.getpid(), "postgres": self.postgres}
        await call_all("warm", select, self.clients, 200, own)
        with urlopen(UrlRequest(f"http://{HOST}:{self.served[0]}{path}", headers=self._key)) as first:
            same = Request(path, {**self._key, "If-None-Match": first.headers["ETag"]}, 304)
            assert json.load(first)
        whole = Request(path, self._key)
        return [
            await call_all(f"{name}: bare select", select, self.clients, self.requests, own),
            await self._ask(f"{name}: API, nothing kept", whole, self.forgetful),
            await self._ask(f"{name}: API", whole, self.served),
            await self._ask(f"{name}: API, 304", same, self.served),
            await self._ask(f"{name}: API at a pace", whole, self.served, PACE),
        ]

    async def _ask(self, name: str, request: Request, server: tuple[int, int], pace: float = 0.0) -> Load:
        parts = {"server": server[1], "postgres": self.postgres}
        await request_all("warm", HOST, server[0], request, self.clients, 200, parts)
        return await request_all(name, HOST, server[0], request, self.clients, self.requests, parts, pace)

    async def watch_memory(self, requests: int) -> None:
        """Print the server's memory over so many requests."""
        server, sizes = psutil.Process(self.served[1]), []
        request = Request(LEADERS, self._key)
        for _ in range(10):
            await request_all("memory", HOST, self.served[0], request, self.clients, requests // 10, {})
            sizes.append(server.memory_info().rss / 2**20)
        verdict = "flat" if sizes[-1] - sizes[0] <= FLAT_MIB else f"aim: at most {FLAT_MIB} MiB more"
        numbers = " ".join(f"{size:.0f}" for size in sizes)
        Console().print(f"memory over {requests} requests: {numbers} MiB ({verdict})", highlight=False)

    @property
    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


BOX = (HEADER, TEAMS, PERIODS, GOALS, SKATERS, GOALIES, SHOTS)


def leaders_select() -> Queries:
    """Return the select of the rows of LEADERS."""
    dataset, contract = datasets(read_contracts(load_settings().project_root))["leaders"]
    columns = ", ".join(column.name for column in contract.columns)
    order = ", ".join([*dataset.sort, *(name for name in contract.key if name not in dataset.sort)])
    return [(f"select {columns} from {contract.full_name} order by {order} limit 101", {})]


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
    leaders = next(row for row in rows if row.name == "leaders: API")
    paced = next(row for row in rows if row.name == "leaders: API at a pace")
    reached = [row.percentile(99) <= AIM_SECONDS for row in (leaders, paced)]
    share = leaders.rate / rows[0].rate >= AIM_SHARE
    console.print(
        f"aims for leaders: p99 at most {1000 * AIM_SECONDS:.0f} ms ({WORDS[reached[0]]}; at a pace "
        f"{WORDS[reached[1]]}), {AIM_SHARE} of the bare rate ({WORDS[share]})", highlight=False,
    )  # fmt: skip


WORDS = {True: "reached", False: "missed"}
PARTS = ("client", "server", "postgres")

if __name__ == "__main__":
    main()
