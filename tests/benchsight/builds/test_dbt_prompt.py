"""The same per game from plain dbt, with the example profile."""

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from benchsight.builds.lock import BUILD_LOCK_KEY
from benchsight.db.connections import dbt_environment
from tests.warm_dbt import PLAIN_DBT

from .conftest import Site, facts


@pytest.fixture
def profiles(site: Site, tmp_path: Path) -> Path:
    """A folder with the copied example."""
    shutil.copy(site.root / "profiles.example.yml", tmp_path / "profiles.yml")
    return tmp_path


def dbt(site: Site, profiles: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call dbt as at a prompt in the checkout."""
    return subprocess.run(
        [*PLAIN_DBT, *arguments],
        cwd=site.root,
        env={
            **os.environ,
            **dbt_environment(),
            "DBT_PROFILES_DIR": str(profiles),
            "DBT_TARGET_PATH": str(profiles / "target"),
            "DBT_LOG_PATH": str(profiles / "logs"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_dbt_builds_the_games_it_is_told_and_leaves_them_due(site: Site, profiles: Path) -> None:
    site.add_event(2, 2, "Goal")
    site.add_event(3, 1, "Goal")
    outcome = dbt(site, profiles, "build", "--selector", "game", "--vars", "{game_ids: [2]}")
    assert outcome.returncode == 0, outcome.stdout
    assert [key for key, _ in facts(site)] == ["E100001", "E100002", "E200001", "E200002"]
    assert site.rows("select count(*) from ops.build_scope") == [(0,)]
    assert site.due() == {2: "changed", 3: "new"}


def test_dbt_refuses_to_run_beside_a_build(site: Site, profiles: Path) -> None:
    with psycopg.connect(site.url) as builder:
        builder.execute("select pg_advisory_lock(%s)", (BUILD_LOCK_KEY,))
        outcome = dbt(site, profiles, "run", "--vars", "{game_ids: [2]}")
    assert outcome.returncode != 0
    assert "a benchsight build is running on this database" in outcome.stdout


@pytest.mark.parametrize(
    ("given", "built"),
    [("2", ["E200002"]), ("'[2, 3]'", ["E200002", "E300001"])],
)
def test_game_ids_may_be_a_number_a_list_or_a_text_of_them(
    site: Site, profiles: Path, given: str, built: list[str]
) -> None:
    site.add_event(2, 2, "Goal")
    site.add_event(3, 1, "Goal")
    outcome = dbt(site, profiles, "run", "--select", "fact_events", "--vars", f"{{game_ids: {given}}}")
    assert outcome.returncode == 0, outcome.stdout
    assert [key for key, _ in facts(site) if key in ("E200002", "E300001")] == built


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("abc", '"abc" is none'),
        ("[2, 99]", "nothing is staged for game 99, and it was never built"),
    ],
)
def test_game_ids_that_are_none_are_an_error_that_says_what_is_expected(
    site: Site, profiles: Path, given: str, said: str
) -> None:
    before = facts(site)
    outcome = dbt(site, profiles, "run", "--select", "fact_events", "--vars", f"{{game_ids: {given}}}")
    assert outcome.returncode != 0
    assert said in outcome.stdout
    assert facts(site) == before
