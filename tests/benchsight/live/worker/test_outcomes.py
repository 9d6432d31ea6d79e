"""Requests to make tables again and to delete games, as the functions of the API queue them."""

import psycopg
import pytest

from benchsight.builds import BuildSummary
from benchsight.builds.errors import BuildError
from benchsight.builds.plan import Request
from benchsight.builds.run import OnWait
from benchsight.live.worker import Worker, WorkerOptions
from benchsight.live.worker.runtime import Log, Stop
from benchsight.quality.verify import verify

from ...builds.conftest import Site, facts
from ...builds.league import LeagueSite
from .conftest import Interfering, Pending
from .test_pending import end_game

DONE = "select status, error_message from etl_queue order by id desc limit 1"


def test_a_deletion_that_had_to_wait_for_a_build_is_done(site: Site, run_pending: Pending) -> None:
    with psycopg.connect(site.url) as build:
        build.execute("select pg_advisory_xact_lock(20261120)")
        assert site.rows("select delete_game(1) ->> 'queued'") == [("true",)]
    assert run_pending() == {"completed": 1}
    assert facts(site) == [("E200001", "Shot")]
    assert site.rows("select distinct status from load_history where game_id = 1 and operation = 'delete'") == [
        ("completed",)
    ]


@pytest.mark.parametrize(
    ("request_for", "reason"),
    [
        ("ops.enqueue(9, 'delete_game')", "nothing is staged or built of game 9"),
        ("ops.enqueue(1, 'rebuild', array['fact_nothing'], 'replace')", "no published table or category is named"),
    ],
)
def test_what_makes_no_sense_fails_at_once(site: Site, run_pending: Pending, request_for: str, reason: str) -> None:
    site.execute(f"select {request_for}")
    assert run_pending() == {"failed": 1}
    ((status, error),) = site.rows(DONE)
    assert status == "failed"
    assert str(error).startswith(reason)


def test_a_table_is_made_again_and_its_load_is_noted(league: LeagueSite) -> None:
    game = league.league.games[0].game_id
    before = league.rows(f"select count(*) from fact_h2h where game_id = {game}")
    league.execute(f"delete from fact_h2h where game_id = {game}")
    league.execute(f"select load_table('fact_h2h', 'replace', {game})")
    assert Pending()() == {"completed": 1}
    assert league.rows(f"select count(*) from fact_h2h where game_id = {game}") == before
    assert league.rows("select status, operation from load_history where queue_id is not null") == [
        ("completed", "replace")
    ]
    with psycopg.connect(league.url) as connection:
        games = verify(connection).games
    shares = [(game.game_id, round(game.equal / game.compared, 4) if game.compared else None) for game in games]
    assert league.rows("select game_id, cast(verified_share as float) from game_status order by game_id") == shares


class Faulty(Interfering):
    """An engine with a fault of ours."""

    def build(self, request: Request, on_wait: OnWait = lambda text: None) -> BuildSummary:
        """Go wrong."""
        raise KeyError("jersey")


def test_a_fault_of_ours_fails_the_game_and_not_the_worker(site: Site, run_pending: Pending) -> None:
    end_game(site, 3)
    assert run_pending(Faulty()) == {"pending": 1}
    assert site.rows(DONE) == [("pending", "KeyError: 'jersey'")]
    assert any("error unexpected" in line and "Traceback" in line for line in run_pending.lines)


class Cold(Interfering):
    """A builder that cannot warm up, and after which the worker is asked to stop."""

    def __init__(self, stop: Stop) -> None:
        super().__init__()
        self._stop = stop

    def warm_up(self) -> None:
        """Fail."""
        self._stop.requested = True
        raise BuildError("dbt could not compile the project")


def test_a_worker_starts_although_its_models_are_broken(site: Site) -> None:
    stop, lines = Stop(), list[str]()
    assert not Worker(WorkerOptions("here"), Cold(stop), Log(lines.append), stop).run()
    assert [line.split(maxsplit=2)[2] for line in lines] == [
        "started    worker=here",
        'warning cold       problem="dbt could not compile the project"',
        "ready",
        "stopped    worker=here",
    ]
