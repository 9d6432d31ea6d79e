"""Data tests beside builds: a separate dbt tests the rows of a resident build shortly after it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import psycopg
from psycopg.types.json import Jsonb

from benchsight.builds.broken import look_for
from benchsight.builds.dbt.arguments import background_test_arguments
from benchsight.builds.dbt.process import Collected, NodeResult, StepResult, run_dbt
from benchsight.builds.dbt.project import dbt_project
from benchsight.builds.failures import GameFailure, forget, player_names, row_words, save, standing
from benchsight.builds.summary import BuildSummary, NodeFailure
from benchsight.db.connections import connect
from benchsight.db.settings import load_settings
from benchsight.terminal.text import count

TEST_LOCK_KEY = 20261121
FAILED = """
    insert into ops.data_test_failures as known (test, sentence, message, games, rows, row_words)
    values (%(test)s, %(sentence)s, %(message)s, %(games)s, %(rows)s, %(row_words)s)
    on conflict (test) do update set
        sentence = excluded.sentence,
        message = excluded.message,
        games = array(
            select unnest(known.games) except select unnest(cast(%(tested)s as integer[]))
            union select unnest(excluded.games) order by 1
        ),
        rows = excluded.rows,
        row_words = excluded.row_words,
        failed_at = clock_timestamp()
"""
HOLDS_FOR = """
    update ops.data_test_failures
    set games = array(select unnest(games) except select unnest(cast(%(games)s as integer[])) order by 1)
    where test = any(%(tests)s)
"""
BUILT = "select game_id, input_version from ops.game_builds where game_id = any(%s) and input_version > 0"
HOLDS = "delete from ops.data_test_failures where games = '{}'"


@dataclass
class TestedData:
    """Result of testing games: how many tests passed, which failed, which could not be run and why."""

    games: list[int]
    passed: int = 0
    failed: list[NodeFailure] = field(default_factory=list)
    not_run: list[NodeFailure] = field(default_factory=list)

    __test__ = False  # for pytest: it is no test


@contextmanager
def testing(connection: psycopg.Connection, games: Sequence[int]) -> Iterator[None]:
    """Make tests look at these games; other test runs wait. The connection must be in autocommit."""
    connection.execute("select pg_advisory_lock(%s)", (TEST_LOCK_KEY,))
    try:
        with connection.transaction():
            connection.execute("truncate ops.test_scope")
            connection.execute("insert into ops.test_scope select distinct unnest(%s::integer[])", (list(games),))
        connection.execute("analyze ops.test_scope")
        yield
    finally:
        if not connection.closed:  # a lost session has lost its locks
            connection.execute("select pg_advisory_unlock(%s)", (TEST_LOCK_KEY,))


def run_data_tests(games: Sequence[int]) -> TestedData:
    """Test the published rows of these games while builds go on; record failures in the database.

    A test that could not be run, for example since a table was being recreated, is reported and changes nothing.
    Raises BuildError if dbt dies.
    """
    project = dbt_project(load_settings())
    environment = project.environment | {"BENCHSIGHT_PG_APPLICATION": "benchsight-tests"}
    project = replace(project, target="background", environment=environment, background=True)
    listener = Collected()
    with connect(autocommit=True, application_name="benchsight tests") as connection:
        connection.execute("select set_config('idle_session_timeout', '0', false)")
        with testing(connection, games):
            versions: dict[int, int] = dict(connection.execute(BUILT, (list(games),)).fetchall())
            run_dbt(project, [background_test_arguments(project.root)], listener)
            tested = sorted_out(games, listener.result)
            record_tests(connection, versions, tested, listener.result.results)
    return tested


def record_tests(
    connection: psycopg.Connection, versions: Mapping[int, int], tested: TestedData, results: Sequence[NodeResult]
) -> list[GameFailure]:
    """Record which tests fail for which of these games, with rows; forget failures of tests that pass again.

    Call it while the games are in scope; ``versions``: what was built of each. Failures in ``tested`` are completed.
    Returns the games that break a test.
    """
    games = tested.games
    passed = [result.name for result in results if result.status == "pass"]
    broken = {result.name: look_for(connection, result, games) for result in results if result.status == "fail"}
    names = player_names(connection, [row for found in broken.values() for row in found.rows])
    tested.failed = [
        replace(test, games=broken[test.name].games, rows=broken[test.name].rows) for test in tested.failed
    ]
    with connection.transaction():
        connection.execute(HOLDS_FOR, {"games": list(games), "tests": passed})
        connection.execute(HOLDS)
        for test in tested.failed:
            values = {
                "test": test.name,
                "sentence": test.sentence,
                "message": test.message,
                "games": list(test.games) or sorted(games),
                "tested": list(games),
                "rows": Jsonb(list(test.rows)),
                "row_words": row_words(test.rows[0], names) if test.rows else None,
            }
            connection.execute(FAILED, values)
        failures = _by_game(tested.failed, games)
        forget(connection, [game for game in games if game not in failures], "test")
        save(connection, failures.values(), versions, "", None)
    return standing(connection, sorted(failures)) if failures else []


def _by_game(tests: Iterable[NodeFailure], tested: Sequence[int]) -> dict[int, GameFailure]:
    """Return the games that break a test; of several tests the first in full."""
    broken: dict[int, list[NodeFailure]] = defaultdict(list)
    for test in tests:
        for game_id in test.games:
            if game_id in tested:
                broken[game_id].append(test)
    found = {}
    for game_id, failed in sorted(broken.items()):
        first, more = failed[0], len(failed) - 1
        reason = (first.sentence or first.message).rstrip(".") + (f"; and {count(more, 'test')} more" if more else "")
        rows = [row for row in first.rows if row.get("game_id") in (game_id, str(game_id))]
        found[game_id] = GameFailure(game_id, "test", first.name, reason, rows=rows)
    return found


def sorted_out(games: Sequence[int], outcome: StepResult) -> TestedData:
    """Sort dbt's results into tests that hold, fail, and could not be run."""
    summary = BuildSummary("completed", "tests")
    summary.add_tests(outcome.results)
    failed = {result.name for result in outcome.results if result.status == "fail"}
    tested = TestedData(sorted(games), summary.tests_passed)
    for failure in summary.tests_failed:
        (tested.failed if failure.name in failed else tested.not_run).append(failure)
    if outcome.error is not None and not outcome.results:
        tested.not_run.append(NodeFailure("every test", outcome.error))
    return tested
