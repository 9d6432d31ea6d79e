"""Tests of the data beside builds: what they read and record, and that builds do not wait for them."""

from concurrent.futures import ThreadPoolExecutor

import psycopg

from benchsight.builds.data_tests import TEST_LOCK_KEY, run_data_tests
from benchsight.builds.plan import Request
from benchsight.builds.resident import ResidentBuilder
from benchsight.quality.monitor import run_monitor

from .conftest import Site, facts

FAILURES = "select test, message, games from ops.data_test_failures"
OPEN_ALERTS = "select rule, subject_key, message from alerts where rule = 'data_test_failed' and resolved_at is null"


def spoil(site: Site, game_id: int) -> None:
    """Publish an event without a player."""
    site.execute(f"insert into fact_events values ('E{game_id}00099', {game_id}, 'Nobody')")


def test_only_the_games_asked_for_are_looked_at(site: Site) -> None:
    spoil(site, 2)
    assert run_data_tests([1]).failed == []
    tested = run_data_tests([1, 2])
    assert [failure.message for failure in tested.failed] == ["1 row breaks it"]
    assert tested.not_run == []
    (failure,) = site.rows(FAILURES)
    assert failure[1:] == ("1 row breaks it", [2])
    assert site.rows("select row_words, rows from ops.data_test_failures") == [
        ("event_key E200099", [{"game_id": 2, "event_key": "E200099"}])
    ]


def test_a_failure_is_an_alert_until_the_test_holds_for_each_of_its_games(site: Site) -> None:
    spoil(site, 1)
    spoil(site, 2)
    (failure,) = run_data_tests([1, 2]).failed
    with psycopg.connect(site.url, autocommit=True) as connection:
        run_monitor(connection)
        assert site.rows(OPEN_ALERTS) == [
            (
                "data_test_failed",
                failure.name,
                f"{failure.sentence}: 2 rows break it in game 1 and game 2; such as event_key E100099",
            )
        ]
        for game_id, left in ((1, [(failure.name, "2 rows break it", [2])]), (2, [])):
            site.execute(f"delete from fact_events where event_key = 'E{game_id}00099'")
            assert run_data_tests([game_id]).failed == []
            assert site.rows(FAILURES) == left
        run_monitor(connection)
        assert site.rows(OPEN_ALERTS) == []


def test_a_build_with_tests_notes_them_too(site: Site) -> None:
    spoil(site, 1)
    run_data_tests([1])
    assert len(site.rows(FAILURES)) == 1
    assert site.build(Request(games=[1]), tests=True).status == "completed"
    assert site.rows(FAILURES) == []


def test_resident_builds_do_not_wait_for_tests(site: Site) -> None:
    site.add_event(2, 2, "Goal")
    with psycopg.connect(site.url, application_name="benchsight-tests") as tests, ResidentBuilder() as builder:
        tests.execute("select pg_advisory_lock(%s)", (TEST_LOCK_KEY,))
        assert builder.build(Request()).games_built == [2]
    assert facts(site)[-1:] == [("E200002", "Goal")]


def test_the_tests_of_a_build_wait_for_those_that_run(site: Site) -> None:
    site.add_event(2, 2, "Goal")
    with ThreadPoolExecutor(1) as pool, psycopg.connect(site.url) as tests:
        tests.execute("select pg_advisory_lock(%s)", (TEST_LOCK_KEY,))
        build = pool.submit(site.build, tests=True)
        site.wait_until_waiting("locktype = 'advisory'")
        assert (facts(site)[-1:], build.done()) == ([("E200002", "Goal")], False)
        tests.close()
        assert build.result().status == "completed"
