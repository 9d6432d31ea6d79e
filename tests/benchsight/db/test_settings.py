"""Where the project and BenchSight's own folder are found."""

from pathlib import Path

import pytest

from benchsight.db.settings import find_project, load_settings
from benchsight.errors import ConfigurationError

REPOSITORY = Path(__file__).resolve().parents[3]


def make_project(folder: Path) -> Path:
    """Make a folder that looks like this project."""
    (folder / "supabase" / "migrations").mkdir(parents=True)
    (folder / "dbt_project.yml").touch()
    return folder


def test_the_project_is_the_checkout_around_the_current_folder(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    inside = project / "models" / "marts"
    inside.mkdir(parents=True)
    assert find_project(inside) == project


def test_outside_a_checkout_the_installed_one_is_meant(tmp_path: Path) -> None:
    assert find_project(tmp_path) == REPOSITORY


def test_another_dbt_project_is_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").touch()
    assert find_project(tmp_path) == REPOSITORY


def test_without_any_checkout_the_error_says_where_it_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "benchsight.db.settings.__file__", str(tmp_path / "site-packages" / "benchsight" / "settings.py")
    )
    with pytest.raises(ConfigurationError, match=f"{tmp_path} is not inside a BenchSight checkout"):
        find_project(tmp_path)


def test_by_default_everything_is_inside_the_checkout_and_embedded(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    settings = load_settings({}, project)
    assert (settings.home, settings.external_url) == (project / ".benchsight", None)
    assert settings.migrations == project / "supabase" / "migrations"


def test_an_empty_variable_counts_as_unset(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    empty = dict.fromkeys(
        ["BENCHSIGHT_HOME", "BENCHSIGHT_DATABASE_URL", "BENCHSIGHT_PG_BIN", "BENCHSIGHT_SERVER_USER"], ""
    )
    assert load_settings(empty, project) == load_settings({}, project)


def test_variables_decide(tmp_path: Path) -> None:
    chosen = {"BENCHSIGHT_HOME": str(tmp_path / "home"), "BENCHSIGHT_DATABASE_URL": "postgresql://host/db"}
    settings = load_settings(chosen, make_project(tmp_path / "project"))
    assert (settings.home, settings.external_url) == (tmp_path / "home", "postgresql://host/db")
