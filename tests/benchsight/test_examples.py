"""What the documents show can be pasted: commands parse, and run if they only look; SQL runs; data is well formed."""

import ast
import json
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import psycopg
import pytest
import yaml
from click.testing import CliRunner

from benchsight.cli.main import cli
from tests.benchsight.builds.league import LeagueSite, league

__all__ = ["league"]  # a fixture

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`(benchsight [^`]+)`")
GAME = "18969"  # of every page
# Commands that only look, however they are called, and options that make one do so.
LOOK = {"report", "verify", "queue", "url", "alerts", "status"}
LOOKING = {"--list", "--runs"}


@dataclass(frozen=True)
class Example:
    """A block of a page, or a command of one."""

    page: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}: {' '.join(self.text.split())[:60]}"


def blocks() -> Iterator[Example]:
    """The fenced blocks of the pages."""
    for page in PAGES:
        for _, kind, text in FENCE.findall(page.read_text(encoding="utf-8")):
            yield Example(page.name, kind, text)


def commands() -> Iterator[Example]:
    """The command lines of blocks without a language, of which a page may show the output too, after ``$``."""
    for block in blocks():
        lines = block.text.replace("\\\n", " ").splitlines() if block.kind in ("", "sh", "bash") else []
        shown = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")] or lines
        for line in shown:
            if line.startswith(("benchsight ", "dbt ", "make ")):
                yield Example(block.page, line.split()[0], line)


COMMANDS = list(commands())
OF_BENCHSIGHT = [each for each in COMMANDS if each.kind == "benchsight"]


def words(line: str) -> list[str]:
    """The arguments of a command line, without its comment."""
    return shlex.split(line, comments=True)[1:]


def parsed(arguments: list[str]) -> click.Context:
    """The context of a command. Raises click.UsageError as the command would."""
    context = cli.make_context("benchsight", list(arguments))
    command = cli.get_command(context, arguments[0])
    if command is None:
        raise click.UsageError(f"no command {arguments[0]}")
    return command.make_context(arguments[0], arguments[1:], parent=context)


def test_the_pages_have_examples() -> None:
    assert len(OF_BENCHSIGHT) > 30
    assert {"sql", "yaml", "python", "json"} <= {block.kind for block in blocks()}


@pytest.mark.parametrize("example", OF_BENCHSIGHT, ids=str)
def test_a_command_takes_what_is_shown(example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for word in words(example.text):  # files that the reader has
        if "/" in word or Path(word).suffix in (".csv", ".json", ".xlsx") or word == "before-playoffs":
            path = tmp_path / word
            (path if word.endswith("/") or not path.suffix else path.parent).mkdir(parents=True, exist_ok=True)
            if path.suffix:
                path.touch()
    parsed(words(example.text))


@pytest.mark.parametrize("example", [each for each in COMMANDS if each.kind == "dbt"], ids=str)
def test_dbt_takes_what_is_shown(example: Example) -> None:
    from dbt.cli.flags import args_to_context  # seconds, which collecting tests would take in each process

    context = args_to_context([*words(example.text), "--profiles-dir", str(REPOSITORY)])
    if given := context.params.get("vars"):
        assert set(given) <= set(yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())["vars"])


def test_make_has_the_targets_that_are_shown() -> None:
    targets = re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
    assert {words(each.text)[0] for each in COMMANDS if each.kind == "make"} <= set(targets)


def test_commands_within_sentences_have_the_options_that_are_named() -> None:
    wrong = []
    for page in PAGES:
        together = "\n".join(INLINE.findall(page.read_text(encoding="utf-8")))
        for text in re.split(r"\n(?=benchsight )|&& (?=benchsight )", together):
            name = [*text.split(), "", ""][1]
            if not re.fullmatch("[a-z-]+", name):
                continue
            command = cli.get_command(click.Context(cli), name)
            if isinstance(command, click.Group):
                command = command.get_command(click.Context(command), [*text.split(), "", "", ""][2]) or command
            params = command.params if command else []
            known = {"--help", *(option for each in params for option in (*each.opts, *each.secondary_opts))}
            if command is None or not set(re.findall(r"--[a-z-]+", text)) <= known:
                wrong.append(f"{page.name}: {text}")
    assert wrong == []


def test_commands_that_only_look_end_well(league: LeagueSite) -> None:
    game_id = league.league.games[0].game_id
    failed = []
    looking = [each for each in OF_BENCHSIGHT if words(each.text)[0] in LOOK or LOOKING & set(words(each.text))]
    for example in looking:
        arguments = [word.replace(GAME, str(game_id)) for word in words(example.text)]
        outcome = CliRunner().invoke(cli, arguments)
        if outcome.exit_code != 0:
            failed.append(f"{example}: {outcome.output}{outcome.exception!r}")
    assert len(looking) > 4
    assert failed == []


def test_sql_runs_on_a_built_league(league: LeagueSite) -> None:
    statements = [block for block in blocks() if block.kind == "sql"]
    assert statements
    with psycopg.connect(league.url) as connection:
        for block in statements:
            text = re.sub(r"\{\{ ref\(\"(\w+)\"\) \}\}", r"\1", block.text)
            with connection.transaction(force_rollback=True):
                connection.execute(text.encode())


@pytest.mark.parametrize("block", [each for each in blocks() if each.kind in ("yaml", "json", "python")], ids=str)
def test_data_and_code_are_well_formed(block: Example) -> None:
    readers: dict[str, Callable[[str], object]] = {"yaml": yaml.safe_load, "json": json.loads, "python": ast.parse}
    readers[block.kind](block.text)
