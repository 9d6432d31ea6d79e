"""A league that PostgreSQL builds, and another engine builds again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.parity import compare, relations
from benchsight.builds import BuildOptions, build
from benchsight.builds.plan import Request
from benchsight.engines.bulk import Bulk
from benchsight.simulator import Mess, Rare, SimulationConfig, write_league
from ingest.runs.load import load_paths
from tests.benchsight.builds.league import LeagueSite, copy_of

MESSY = SimulationConfig(
    seed=23, teams=2, games=3, first_game_id=910001, full=True, mess=Mess.everything(), rare=Rare.everything()
)


@contextmanager
def built_by_both(
    league: LeagueSite, config: SimulationConfig, files: Path, server_url: str, engine: Bulk
) -> Iterator[tuple[psycopg.Connection, psycopg.Connection]]:
    """Yield sessions of the league with one more in it as PostgreSQL built it, and as the engine did."""
    write_league(config, files)
    with psycopg.connect(league.url) as loader:
        assert load_paths(loader, [files / "league", files / "games"]).ok
    league.build()
    name = league.url.rsplit("/", 1)[1]
    expected = copy_of(server_url, f"expected_{name}", name)
    summary = build(BuildOptions(Request(all_games=True), tests=False, engine=engine))
    assert (summary.status, summary.engine) == ("completed", engine.name), summary
    for table in summary.tables:
        assert league.rows(f"select count(*) from {table.name}") == [(table.total,)], table
    with psycopg.connect(expected) as one, psycopg.connect(league.url) as other:
        yield one, other
    assert build(BuildOptions(tests=False)).status == "nothing"


def assert_equal(one: psycopg.Connection, other: psycopg.Connection, least_rows: int) -> None:
    """Compare every published relation, in which there are so many rows at least."""
    compared = {name: compare(one, other, name) for name in relations(one)}
    assert {name: (missing, added) for name, (_, missing, added) in compared.items() if missing or added} == {}
    assert sum(rows for rows, _, _ in compared.values()) > least_rows
