"""The command line: lazy, and every error is one line and an exit code."""

import importlib
import subprocess
import sys
from types import ModuleType

import click
import psycopg
import pytest

from benchsight.cli.main import COMMANDS, describe, hide_passwords, run
from benchsight.errors import ConfigurationError
from ingest.contract.extract import UnreadableFile


def command_that_raises(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let `benchsight up` raise ``error``."""

    @click.command()
    def command() -> None:
        raise error

    module = ModuleType("benchsight.cli.commands.up")
    module.command = command  # type: ignore[attr-defined]  # a module made by hand
    monkeypatch.setitem(sys.modules, module.__name__, module)


def test_help_lists_every_command_and_imports_neither_pandas_nor_dbt_nor_a_driver() -> None:
    script = (
        "import sys; from benchsight.cli.main import run; run(['--help']); print(sorted(sys.modules), file=sys.stderr)"
    )
    outcome = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert [name for name in COMMANDS if f"\n  {name} " not in outcome.stdout] == []
    assert [name for name in ("pandas", "dbt", "psycopg", "rich") if f"'{name}'" in outcome.stderr] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_of_its_own(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: benchsight {name} ")
    assert isinstance(
        importlib.import_module(f"benchsight.cli.commands.{name.replace('-', '_')}").command, click.Command
    )


@pytest.mark.parametrize("arguments", [["no-such-command"], ["status", "--no-such-option"], ["status", "surplus"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) == 2
    assert "Error: " in capsys.readouterr().err


def test_an_error_of_ours_is_one_line_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command_that_raises(monkeypatch, ConfigurationError("the setting\n is wrong"))
    assert run(["up"]) == 1
    assert capsys.readouterr() == ("", "error: the setting is wrong\n")


def test_an_unexpected_error_is_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command_that_raises(monkeypatch, KeyError("jersey"))
    assert run(["up"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: KeyError: 'jersey' (unexpected; ")
    assert said.count("\n") == 1
    assert "--debug" in said


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    command_that_raises(monkeypatch, KeyError("jersey"))
    assert run(["--debug", "up"]) == 1
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_an_interrupt_ends_with_130(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    command_that_raises(monkeypatch, KeyboardInterrupt())
    assert run(["up"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_an_exit_code_of_a_command_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    command_that_raises(monkeypatch, click.exceptions.Exit(3))
    assert run(["up"]) == 3


@pytest.mark.parametrize("error", [UnreadableFile("a.xlsx: not a workbook"), psycopg.OperationalError("no answer")])
def test_messages_meant_for_users_appear_as_they_are(error: Exception) -> None:
    assert describe(error) == str(error)


def test_a_reader_that_went_away_is_no_error() -> None:
    script = "from benchsight.cli.main import main; main(['--help'])"
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (1, b"")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at postgresql://someone:s3cret@host/db now", "at postgresql://someone:***@host/db now"),
        ("host=h password='a b' user=u", "host=h password=*** user=u"),
        ("postgresql://someone@host/db", "postgresql://someone@host/db"),
    ],
)
def test_passwords_are_starred_out(text: str, shown: str) -> None:
    assert hide_passwords(text) == shown
