"""Tests of the data beside builds: what a resident build wrote is tested a moment later, by a dbt of its own."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import psycopg

from benchsight.build.dbt_process import NodeResult, StepResult, run_dbt
from benchsight.build.project import dbt_project
from benchsight.build.selection import background_test_arguments
from benchsight.build.sentences import test_sentence
from benchsight.build.summary import BuildSummary, Failure, rows_that_break
from benchsight.database import connect
from benchsight.settings import load_settings

TEST_LOCK_KEY = 20261121
FAILED = """
    insert into ops.data_test_failures as known (test, sentence, message, games)
    values (%(test)s, %(sentence)s, %(message)s, %(games)s)
    on conflict (test) do update set
        sentence = excluded.sentence,
        message = excluded.message,
        games = array(select unnest(known.games) union select unnest(excluded.games) order by 1),
        failed_at = clock_timestamp()
"""
HOLDS_FOR = """
    update ops.data_test_failures
    set games = array(select unnest(games) except select unnest(cast(%(games)s as integer[])) order by 1)
    where test = any(%(tests)s)
"""
HOLDS = "delete from ops.data_test_failures where games = '{}'"


@dataclass
class TestedData:
    """What came of testing some games: how many tests hold, which do not, which could not be run and why."""

    games: list[int]
    passed: int = 0
    failed: list[Failure] = field(default_factory=list)
    not_run: list[Failure] = field(default_factory=list)

    __test__ = False  # for pytest: it is no test


@contextmanager
def testing(connection: psycopg.Connection, games: Sequence[int]) -> Iterator[None]:
    """These games are those that tests look at; others who test wait. The connection must be in autocommit."""
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
    """Test what is published of these games while builds go on, and note what does not hold in the database.

    A test that could not be run, since a table was being made anew, say, is told and changes nothing.
    Raises BuildError if dbt dies.
    """
    project = dbt_project(load_settings())
    environment = project.environment | {"BENCHSIGHT_PG_APPLICATION": "benchsight-tests"}
    project = replace(project, target="background", environment=environment, background=True)
    listener = _Results()
    with connect(autocommit=True, application_name="benchsight tests") as connection:
        connection.execute("select set_config('idle_session_timeout', '0', false)")
        with testing(connection, games):
            run_dbt(project, [background_test_arguments()], listener)
            record_tests(connection, games, listener.results)
    return _tested(games, listener)


def record_tests(connection: psycopg.Connection, games: Sequence[int], results: Iterable[NodeResult]) -> None:
    """Note which tests do not hold for these games; those that hold for them again are forgotten."""
    passed = [result.name for result in results if result.status == "pass"]
    failed = [result for result in results if result.status == "fail"]
    with connection.transaction():
        connection.execute(HOLDS_FOR, {"games": list(games), "tests": passed})
        connection.execute(HOLDS)
        for result in failed:
            values = {
                "test": result.name,
                "sentence": test_sentence(result),
                "message": rows_that_break(result.failures),
            }
            connection.execute(FAILED, values | {"games": sorted(games)})


class _Results:
    """Keeps the results of the one step."""

    def __init__(self) -> None:
        self.results: list[NodeResult] = []
        self.error: str | None = None

    def check(self) -> None:
        """Nothing is held that could be lost."""

    def parsed(self) -> None:
        """Of no interest here."""

    def progressed(self, step: int, total: int, node: str | None) -> None:
        """Of no interest here."""

    def stepped(self, step: int, result: StepResult) -> None:
        """Keep what came of the tests."""
        self.results, self.error = result.results, result.error


def _tested(games: Sequence[int], listener: _Results) -> TestedData:
    summary = BuildSummary("completed", "tests")
    summary.add_tests(listener.results)
    failed = {result.name for result in listener.results if result.status == "fail"}
    tested = TestedData(sorted(games), summary.tests_passed)
    for failure in summary.tests_failed:
        (tested.failed if failure.name in failed else tested.not_run).append(failure)
    if listener.error is not None and not listener.results:
        tested.not_run.append(Failure("every test", listener.error))
    return tested
