"""Data tests of a relation that are run as one statement: each is reported as if it had been run by itself."""

import shutil
from pathlib import Path

import pytest

from benchsight.builds.data_tests import run_data_tests
from benchsight.builds.dbt import arguments
from benchsight.builds.dbt.process import Collected, run_dbt
from benchsight.builds.dbt.project import dbt_project
from benchsight.builds.plan import Part
from benchsight.db.settings import load_settings

from .conftest import Site

TESTED = """
sources: [{name: tracker, schema: public, tables: [{name: staging_events}, {name: staging_players}]}]
models:
  - name: fact_events
    columns:
      - {name: game_id, data_tests: [not_null]}
      - name: event_key
        data_tests: [not_null, unique, {relationships: {arguments: {to: ref('stg_events'), field: event_key}}}]
      - name: event_type
        data_tests: [{not_null: {config: {where: game_id = 1}}}]
  - name: stg_events
    columns:
      - {name: event_key, data_tests: [not_null, unique]}
      - name: event_type
        data_tests: [not_null, {accepted_values: {arguments: {values: [Shot, Goal]}}}]
"""
OF_FACTS = {"not_null_fact_events_event_key", "not_null_fact_events_game_id", "unique_fact_events_event_key"}
OF_VIEW = {"not_null_stg_events_event_key", "not_null_stg_events_event_type", "unique_stg_events_event_key"}
VALUES = "accepted_values_stg_events_event_type__Shot__Goal"
BY_THEMSELVES = {
    "not_null_fact_events_event_type",  # it reads other rows of the table
    "relationships_fact_events_event_key__event_key__ref_stg_events_",
    "somebody_does_every_event",
}
EVERY = OF_FACTS | OF_VIEW | {VALUES} | BY_THEMSELVES


class Seen(Collected):
    """The results, and the names of what dbt ran for them."""

    def __init__(self) -> None:
        super().__init__()
        self.nodes: set[str] = set()

    def progressed(self, step: int, total: int, node: str | None) -> None:
        """Keep the name."""
        self.nodes |= {node} if node else set()


@pytest.fixture
def tested(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The small project with more tests."""
    root = shutil.copytree(site.root, tmp_path / "project")
    (root / "models" / "models.yml").write_text(TESTED)
    monkeypatch.chdir(root)
    site.root = root
    return site


def ran(step: list[str]) -> Seen:
    """What a run of dbt yields."""
    seen = Seen()
    run_dbt(dbt_project(load_settings()), [step], seen)
    return seen


def test_tests_of_the_same_rows_are_one_statement_and_each_is_reported(tested: Site) -> None:
    seen = ran(arguments.background_test_arguments(tested.root))
    together = {node for node in seen.nodes if node.startswith("tests_of_")}
    assert {name.rsplit("_", 1)[0] for name in together} == {"tests_of_fact_events", "tests_of_stg_events"}
    assert seen.nodes - together == BY_THEMSELVES
    tests = [result for result in seen.result.results if result.kind == "test"]
    assert sorted(test.name for test in tests) == sorted(EVERY)
    assert {(test.status, test.failures) for test in tests} == {("pass", 0)}
    assert seen.result.success


def test_tests_that_a_user_names_are_run_by_themselves(tested: Site) -> None:
    seen = ran(arguments.test_arguments(Part.SELECTED, "not_null_fact_events_game_id", tested.root))
    assert seen.nodes == {"not_null_fact_events_game_id"}


def test_what_fails_is_named_with_its_rows_and_what_holds_beside_it_passes(tested: Site) -> None:
    tested.execute("insert into fact_events values ('E100099', null, 'Shot'), (null, 1, 'Goal'), (null, 2, 'Goal')")
    outcome = run_data_tests([1, 2])
    assert {(test.name, test.message, tuple(test.games)) for test in outcome.failed} == {
        ("not_null_fact_events_event_key", "2 rows break it", (1, 2)),
        ("not_null_fact_events_game_id", "1 row breaks it", ()),
        ("relationships_fact_events_event_key__event_key__ref_stg_events_", "1 row breaks it", ()),
    }
    assert outcome.not_run == []
    assert outcome.passed == len(EVERY) - len(outcome.failed)


def test_every_kind_of_test_of_a_view_fails_by_itself(tested: Site) -> None:
    tested.execute(
        """
        alter view transform.stg_events rename to made;
        create view transform.stg_events as
        select event_key, game_id, event_type from transform.made
        union all values ('E1', 1, 'Pass'), ('E2', 1, null), (null, 1, 'Goal'), ('E100001', 1, 'Goal')
        """
    )
    outcome = run_data_tests([1, 2])
    assert {(test.name, test.message) for test in outcome.failed} == {
        (name, "1 row breaks it") for name in OF_VIEW | {VALUES}
    }
    assert outcome.passed == len(OF_FACTS | BY_THEMSELVES)


def test_tests_of_a_relation_that_is_gone_are_each_reported_as_not_run(tested: Site) -> None:
    tested.execute("alter view transform.stg_events rename to gone")
    outcome = run_data_tests([1, 2])
    assert {test.name for test in outcome.not_run} == OF_VIEW | {
        VALUES,
        "relationships_fact_events_event_key__event_key__ref_stg_events_",
    }
    assert all("stg_events" in test.message and "does not exist" in test.message for test in outcome.not_run)
    assert (outcome.failed, outcome.passed) == ([], len(EVERY) - len(outcome.not_run))
