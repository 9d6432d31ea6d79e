"""The pages of reference that come from the code are up to date, and the settings page has every variable."""

import re
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from benchsight.catalog import sql_functions
from benchsight.cli import commands_page
from benchsight.cli.main import COMMANDS

REPOSITORY = Path(__file__).resolve().parents[2]
SETTINGS = REPOSITORY / "docs" / "reference" / "settings.md"
READ = re.compile(r"BENCHSIGHT_[A-Z_]*[A-Z](?!_)\b")
# Set by a process of ours for another, or read in deploy files alone.
INTERNAL = {"BENCHSIGHT_DOCS_CATALOGUE", "BENCHSIGHT_DATABASE_PASSWORD"}


@pytest.mark.parametrize("page", [commands_page, sql_functions])
def test_the_committed_page_is_what_the_code_yields(page: object) -> None:
    outcome = CliRunner().invoke(page.main, ["--check"])  # type: ignore[attr-defined]
    assert outcome.exit_code == 0, outcome.output


def test_the_page_of_commands_has_every_command_with_its_options() -> None:
    text = commands_page.render()
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == list(COMMANDS)
    assert "| `--dry-run` |  | Show what would happen, and change nothing. |" in text
    assert "| `--serve`, `--no-serve` |  | Serve it until interrupted, or only make it. |" in text
    assert "`--operation` [upsert\\|append\\|replace\\|merge] | `upsert` |" in text


def test_the_page_of_functions_has_those_that_the_database_describes(connection: psycopg.Connection) -> None:
    rows = connection.execute(
        "select n.nspname || '.' || p.proname, obj_description(p.oid, 'pg_proc') from pg_proc as p"
        " join pg_namespace as n on n.oid = p.pronamespace"
        " where n.nspname = 'ops' and obj_description(p.oid, 'pg_proc') is not null or n.nspname = 'public'"
    ).fetchall()
    listed = {each.name: each.text for each in sql_functions.read_functions(REPOSITORY / "supabase" / "migrations")}
    assert listed == dict(rows)


def test_the_page_of_settings_has_every_environment_variable() -> None:
    code = [*(REPOSITORY / "benchsight").rglob("*.py"), *(REPOSITORY / "ingest").rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in [*code, REPOSITORY / "profiles.example.yml"])
    page = re.sub(r"`(BENCHSIGHT_PG_)HOST`((?:, `_[A-Z]+`)+)", _written_out, SETTINGS.read_text(encoding="utf-8"))
    assert sorted(set(READ.findall(text)) - set(READ.findall(page)) - INTERNAL) == []


def _written_out(found: re.Match[str]) -> str:
    return " ".join([f"{found[1]}HOST", *(f"{found[1]}{name}" for name in re.findall(r"`_([A-Z]+)`", found[2]))])
