"""README.md names every command, every extra of the package and, in its links, files that exist."""

import re
import tomllib
from pathlib import Path

import pytest

from benchsight.cli.main import COMMANDS

REPOSITORY = Path(__file__).resolve().parents[2]
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


@pytest.fixture(scope="module")
def readme() -> str:
    """The text of README.md."""
    return (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_table_of_commands(readme: str) -> None:
    rows = readme.partition("## Commands")[2].partition("## What is published")[0]
    named = {word for code in CODE.findall(rows) for word in code.removeprefix("benchsight ").split()[:1]}
    assert set(COMMANDS) - named == set()


def test_every_extra_is_named(readme: str) -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {code.removeprefix("pip install '.[").removesuffix("]'") for code in CODE.findall(readme)}
    assert set(project["optional-dependencies"]) - named == set()


def test_every_link_leads_to_a_file(readme: str) -> None:
    targets = [target for target in LINK.findall(readme) if "://" not in target]
    assert len(targets) > 10
    assert [target for target in targets if not (REPOSITORY / target).exists()] == []
