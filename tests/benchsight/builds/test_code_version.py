"""What counts as another version of the models."""

from pathlib import Path

import pytest

from benchsight.builds.dbt.project import code_version


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
