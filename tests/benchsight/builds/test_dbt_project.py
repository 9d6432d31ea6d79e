"""The dbt project: its version, and models of a user beside ours or in a project that imports ours as a package."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchsight.builds.dbt.project import code_version, exclude_user_models, user_models
from benchsight.db.connections import dbt_environment

from .conftest import Site, copy_project

SMALL = Path(__file__).parent / "project"
OWN = """{{ config(materialized="table") }}
select game_id, count(*) as goals from {{ ref("fact_events") }} where event_type = 'Goal' group by game_id
"""


@pytest.fixture
def in_folders(tmp_path: Path) -> Path:
    """A project whose models lie in our folders."""
    root = tmp_path / "project"
    for path, text in (
        ("dbt_project.yml", "name: benchsight"),
        ("models/staging/stg_events.sql", "select 1"),
        ("models/marts/core/fact_events.sql", "select * from {{ ref('stg_events') }}"),
    ):
        (root / path).parent.mkdir(exist_ok=True, parents=True)
        (root / path).write_text(text)
    return root


def add(root: Path, path: str, text: str) -> None:
    """Write a file of the project."""
    (root / path).parent.mkdir(exist_ok=True, parents=True)
    (root / path).write_text(text)


def test_own_models_make_no_other_version_and_no_build_takes_them(in_folders: Path) -> None:
    before = code_version(in_folders)
    assert exclude_user_models(in_folders) == []
    add(in_folders, "models/own/mine.sql", "select * from {{ ref('fact_events') }}")
    add(in_folders, "models/own/mine.yml", "models: []")
    add(in_folders, "models/another.sql", "select * from {{ ref('mine') }}")
    assert code_version(in_folders) == before
    own = ["path:models/another.sql", "path:models/own/mine.sql"]
    assert exclude_user_models(in_folders, "resource_type:seed") == ["--exclude", "resource_type:seed", *own]
    add(in_folders, "models/exposures.yml", "exposures: []")
    assert code_version(in_folders) != before


def test_files_are_read_again_only_after_a_change(in_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("select 1", "select 2"):  # of one size, and of one moment if the clock is coarse
        add(in_folders, "models/staging/one.sql", text)
        version = code_version(in_folders)
    add(in_folders, "models/staging/one.sql", "select 1")
    assert code_version(in_folders) != version
    for path in (each for each in in_folders.rglob("*") if each.is_file()):
        os.utime(path, ns=(0, 0))
    version = code_version(in_folders)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", None)
        assert code_version(in_folders) == version
    add(in_folders, "models/staging/one.sql", "select 3")
    assert code_version(in_folders) != version


def test_an_own_model_that_ours_are_made_to_read_is_one_of_ours_with_all_that_it_reads(in_folders: Path) -> None:
    add(in_folders, "models/own/base.sql", "select 1")
    add(in_folders, "models/own/mine.sql", "select * from {{ ref('base') }}")
    add(in_folders, "models/own/apart.sql", "select * from {{ ref('mine') }}")
    before = code_version(in_folders)
    add(in_folders, "models/marts/core/fact_events.sql", 'select * from {{ ref("mine") }}')
    assert [path.name for path in user_models(in_folders)] == ["apart.sql"]
    changed = code_version(in_folders)
    assert changed != before
    add(in_folders, "models/own/base.sql", "select 2")
    assert code_version(in_folders) != changed


def test_a_project_that_imports_ours_builds_its_own_models_on_what_stands_there(site: Site, tmp_path: Path) -> None:
    ours = copy_project(SMALL, tmp_path / "ours")
    own = tmp_path / "analyst"
    add(own, "packages.yml", "packages:\n  - local: ../ours\n")
    add(own, "models/goals_of_games.sql", OWN)
    add(
        own,
        "dbt_project.yml",
        "name: analyst\nprofile: benchsight\nconfig-version: 2\nflags: {send_anonymous_usage_stats: false}\n",
    )
    shutil.copy(ours / "profiles.example.yml", own / "profiles.yml")
    before = site.rows("select xmin, ctid, * from fact_events")
    for arguments in (["deps"], ["build", "--select", "goals_of_games"]):
        done = subprocess.run(
            [sys.executable, "-m", "dbt.cli.main", *arguments],
            cwd=own,
            env=os.environ | dbt_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
    assert site.rows("select * from goals_of_games") == [(1, 1)]
    assert site.rows("select xmin, ctid, * from fact_events") == before
    assert site.due() == {}
    assert site.build().status == "nothing"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a model and a seed."""
    for path, text in (("dbt_project.yml", "name: x"), ("models/a.sql", "select 1"), ("seeds/s.csv", "a\n")):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("dbt_project.yml", "name: y"),
        ("models/a.sql", "select 2"),
        ("models/deep/b.sql", "select 1"),
        ("models/a.yml", "models: []"),
        ("macros/m.sql", "{% macro m() %}{% endmacro %}"),
        ("seeds/s.csv", "b\n"),
    ],
)
def test_a_changed_or_added_file_is_another_version(project: Path, path: str, text: str) -> None:
    before = code_version(project)
    (project / path).parent.mkdir(exist_ok=True)
    (project / path).write_text(text)
    assert code_version(project) != before


def test_a_moved_model_is_another_version(project: Path) -> None:
    before = code_version(project)
    (project / "models/a.sql").rename(project / "models/b.sql")
    assert code_version(project) != before


def test_what_an_editor_or_a_reader_leaves_behind_is_none(project: Path) -> None:
    before = code_version(project)
    (project / "models/a.sql~").write_text("select 2")
    (project / "models/notes.md").write_text("#")
    assert code_version(project) == before
