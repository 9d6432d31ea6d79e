"""Five of twenty games are broken in five ways: fifteen are published, five are named, none is due for ever."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from benchsight.builds import BuildOptions, build
from benchsight.builds.data_tests import run_data_tests
from benchsight.builds.plan import Request
from benchsight.builds.resident import ResidentBuilder
from benchsight.builds.run import DbtBuilder
from benchsight.live.worker import Worker, WorkerOptions
from benchsight.live.worker.runtime import Log, Stop
from benchsight.quality.monitor import run_monitor

from ..benchsight.builds.conftest import Site, copy_database, enter
from .bad_games import BAD, BREAK, GAMES, MEND, STATES, TOLD, TOUCH, due, make_project, spoil, stage, told

ALERTS = (
    "select rule, subject_key, message from alerts where resolved_at is null and rule <> 'queue_failed' order by 1, 2"
)
Run = Callable[[Site], None]


@pytest.fixture
def site(server_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker_id: str) -> Site:
    """Twenty good games, staged."""
    url = copy_database(server_url, f"bad_games_{worker_id}", "benchsight_template")
    site = Site(make_project(tmp_path / "project"), url)
    enter(site, monkeypatch, tmp_path / "home")
    stage(site)
    return site


def by_build(site: Site) -> None:
    """`benchsight build`."""
    build(BuildOptions())


def by_resident(site: Site) -> None:
    """A resident build, and the tests of the data a moment later, as a worker that stays has them."""
    with ResidentBuilder() as builder:
        summary = builder.build(Request())
        assert summary.recorded
    run_data_tests(summary.games_built)
    with psycopg.connect(site.url, autocommit=True) as connection:
        run_monitor(connection)


def by_worker(site: Site) -> None:
    """Everything that changed is asked for, and worked off."""
    for game_id in due(site):
        site.execute(f"select ops.enqueue({game_id}, 'process_game')")
    worker = Worker(WorkerOptions("here", quiet=0.0), DbtBuilder(), Log(lambda line: None), Stop())
    worker.run_pending()
    assert site.rows("select count(*) from etl_queue where status in ('pending', 'processing')") == [(0,)]


def published(site: Site, table: str) -> list[int]:
    """Ids of the games in a published table."""
    return [int(str(game)) for (game,) in site.rows(f"select distinct game_id from {table} order by 1")]


def check_told(site: Site) -> None:
    """Five are named, with what to look at; nothing is due."""
    assert site.rows(STATES) == [("built", 15), ("failed", 5)]
    assert told(site) == TOLD
    assert due(site) == []
    alerts = site.rows(ALERTS)
    assert {(rule, key) for rule, key, _ in alerts} == {
        *(("game_failed", str(game)) for game in BAD if game != 20),
        ("data_test_failed", "somebody_does_every_event"),
    }
    for rule, key, message in alerts:
        game = 20 if rule == "data_test_failed" else int(str(key))
        assert f"game {game} (Owls - Bats, 2026-10-{game + 1:02d})" in str(message)


def test_a_first_build_publishes_fifteen_and_names_five(site: Site) -> None:
    spoil(site, BREAK)
    by_build(site)
    check_told(site)
    assert site.rows("select failed_reason, failed_row from game_status where game_id = 3") == [
        ("it yields the same game_id and start twice", "start 600")
    ]
    for table in ("fact_events", "fact_starts", "fact_shares", "fact_numbers", "fact_only"):
        assert published(site, table) == [game for game in GAMES if game not in BAD or game == 20], table
    builds = site.rows("select count(*) from ops.build_runs")
    by_build(site)
    assert site.rows("select count(*) from ops.build_runs") == builds  # nothing was due
    spoil(site, MEND)
    by_build(site)
    assert site.rows(STATES) == [("built", 20)]
    assert site.rows(ALERTS) == []
    assert published(site, "fact_only") == list(GAMES)


@pytest.mark.parametrize("run", [by_build, by_resident, by_worker])
def test_of_games_that_were_published_five_stay_as_they_were(site: Site, run: Run) -> None:
    by_build(site)
    assert site.rows(STATES) == [("built", 20)]
    before = site.rows("select game_id, built_at, input_version from ops.game_builds order by 1")
    site.execute(TOUCH)
    spoil(site, BREAK)
    run(site)
    check_told(site)
    after = site.rows("select game_id, built_at, input_version from ops.game_builds order by 1")
    same = [game for game, *_ in before if game in {game for game, *_ in set(before) & set(after)}]
    assert same == [3, 7, 8, 14]
    assert site.rows(
        "select game_id from fact_events where event_type = 'Goal' and event_key like '%1' order by 1"
    ) == [(game,) for game in GAMES if game not in same]
    assert site.rows("select game_id, count(*) from fact_starts group by 1 order by 1") == [(game, 3) for game in GAMES]
    spoil(site, MEND)
    run(site)
    assert site.rows(STATES) == [("built", 20)]
    assert site.rows(ALERTS) == []
