"""The pages of a league of many games: milliseconds on the server, the share of SQL in them, and bytes on the wire.

    python -m bench.pages                          # 1,296 games of NHL size: most of an hour to make and build
    python -m bench.pages --games 100 --keep DIR   # keep the league for the next run
    python -m bench.pages --database URL           # a league that is built already

The server is `benchsight serve` in a process of its own that keeps no pages, so each request reads and renders. Times
are those of its header Server-Timing. Games, players and teams are drawn at random. "first" is the first request of a
kind, which fills what the server keeps of the whole league until the next build, and is not among the others.
"""

import gzip
import os
import random
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.request import Request, urlopen

import click
import psycopg
from rich.console import Console
from rich.table import Table

from bench.api import HOST, built_league, serving
from bench.staged_league import embedded_settings
from benchsight.db.connections import embedded_server, start_embedded
from benchsight.db.settings import load_settings

AIM_LEAGUE, AIM_GAME = 100.0, 150.0  # ms, p95
AIM_BYTES = 150_000  # as sent
LEAGUE = (
    "/",
    "/standings",
    "/schedule",
    "/leaders",
    "/leaders?stat=cf_pct",
    "/leaders?stat=zone_entries_controlled&per=60",
    "/leaders?stat=toi_seconds&per=game&strength=5v5",
    "/leaders?who=goalies",
    "/leaders?who=goalies&stat=goals_saved_above_expected",
    "/leaders?who=teams",
    "/teams",
    "/players",
    "/goalies",
    "/all-time",
    "/all-time?who=goalies",
    "/search?q=an",
    "/search?q=SP",
)
TABS = (
    *(("player", "players", tab) for tab in ("", "/games", "/wowy", "/h2h")),
    *(("goalie", "players", tab) for tab in ("", "/games")),
    *(("team", "teams", tab) for tab in ("", "/lines", "/schedule", "/style")),
)
GAME = ("", "/plays", "/shots", "/shifts", "/h2h", "/lines", "/check")
IDS = {
    "game": "select game_id from public.fact_team_game_stats where venue = 'home'",
    "player": "select distinct player_id from public.fact_player_game_stats where toi_seconds > 0 and not is_goalie",
    "goalie": "select distinct player_id from public.fact_goalie_game_stats",
    "team": "select distinct team_id from public.fact_team_game_stats",
}


@dataclass
class Kind:
    """Requests of one kind of page: milliseconds in all and in SQL, bytes as sent and compressed."""

    aim: float
    first: float = 0
    all: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)
    packed: list[int] = field(default_factory=list)


@click.command()
@click.option("--games", default=1296, show_default=True, help="Games of the league.")
@click.option("--requests", default=40, show_default=True, help="Requests of each kind of page.")
@click.option("--database", help="A league that is built already.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder to work in and to keep.")
def main(games: int, requests: int, database: str | None, keep: Path | None) -> None:
    """Measure the pages."""
    if database is not None:
        _show(_measure(database, requests))
        return
    with tempfile.TemporaryDirectory(prefix="benchsight-pages-") as temporary:
        work = (keep or Path(temporary)).absolute()
        os.environ["BENCHSIGHT_HOME"] = str(work / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        server_url, _ = start_embedded(load_settings())
        try:
            _show(_measure(built_league(server_url, work, games)[0], requests))
        finally:
            embedded_server(embedded_settings()).stop()


def _measure(url: str, requests: int) -> dict[str, Kind]:
    chance = random.Random(1296)
    with psycopg.connect(url) as connection:
        known = {name: sorted(str(row[0]) for row in connection.execute(query.encode())) for name, query in IDS.items()}
    settings = {"BENCHSIGHT_API_CACHE_BYTES": "0", "BENCHSIGHT_API_KEYS": "auto"}
    kinds: dict[str, Kind] = {}
    with serving(url, **settings) as (port, _):
        for number in range(requests + 1):
            for path in LEAGUE:
                _ask(port, path, kinds.setdefault(path, Kind(AIM_LEAGUE)), first=number == 0)
            for tab in GAME:
                path = f"/games/{chance.choice(known['game'])}{tab}"
                _ask(port, path, kinds.setdefault(f"/games/…{tab}", Kind(AIM_GAME)), first=number == 0)
            for who, place, tab in TABS:
                path = f"/{place}/{chance.choice(known[who])}{tab}"
                _ask(port, path, kinds.setdefault(f"a {who}{tab}", Kind(AIM_LEAGUE)), first=number == 0)
            for who in ("player", "goalie"):
                path = f"/compare?players={','.join(chance.sample(known[who], 3))}"
                _ask(port, path, kinds.setdefault(f"compare {who}s", Kind(AIM_LEAGUE)), first=number == 0)
    return kinds


def _ask(port: int, path: str, kind: Kind, first: bool) -> None:
    """Ask once; the first of a kind stands apart."""
    with urlopen(Request(f"http://{HOST}:{port}{path}")) as response:  # nosec B310 # our own server
        body, timing = response.read(), response.headers["Server-Timing"]
    sql, everything = (float(part.split("dur=")[1]) for part in timing.split(", "))
    if first:
        kind.first = everything
        return
    kind.all.append(everything)
    kind.sql.append(sql)
    kind.bytes.append(len(body))
    kind.packed.append(len(gzip.compress(body, 5)))


def _show(kinds: dict[str, Kind]) -> None:
    table = Table("page", "first ms", "p50 ms", "p95 ms", "SQL", "aim ms", "kB", "kB sent")
    for name, kind in kinds.items():
        cuts = quantiles(kind.all, n=20)
        is_met = cuts[18] <= kind.aim and max(kind.packed) <= AIM_BYTES
        shown = (kind.first, cuts[9], cuts[18], kind.aim, max(kind.bytes) / 1000, max(kind.packed) / 1000)
        first, middle, late, aim, plain, packed = (f"{number:.0f}" for number in shown)
        share = f"{sum(kind.sql) / sum(kind.all):.0%}"
        table.add_row(name, first, middle, late, share, aim, plain, packed, style=None if is_met else "red")
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
