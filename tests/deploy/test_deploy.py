"""The files in deploy/: well formed, pinned, without secrets, and of commands and paths that there are."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchsight.cli.main import run

REPOSITORY = Path(__file__).resolve().parents[2]
DEPLOY = REPOSITORY / "deploy"
PINNED = re.compile(r"^[a-z/]+:\d+\.\d+(\.\d+)?(-[a-z-]+)*$")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The services of compose.yaml, merged."""
    content: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    return content


def dockerfile(instruction: str) -> list[list[str]]:
    """The words of each such instruction of the Dockerfile."""
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    return [line.split()[1:] for line in lines if line.startswith(f"{instruction} ")]


def strings(value: object) -> Iterator[str]:
    """Every text in a document."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from (f"{key}={text}" for text in strings(each))
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    else:
        yield str(value)


def is_usage_of_ours(arguments: list[str]) -> bool:
    """Whether the command line knows a command with these options."""
    return run([*arguments, "--help"]) == 0


def test_compose_follows_its_schema() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    outcome = subprocess.run([*check, str(DEPLOY / "compose.yaml")], capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_images_are_pinned_to_a_version(compose: dict[str, Any]) -> None:
    images = [service["image"] for service in compose["services"].values()]
    foreign = [*(image for image in images if image != "benchsight"), *(words[0] for words in dockerfile("FROM"))]
    assert len(foreign) >= 2
    assert [image for image in foreign if not PINNED.match(image)] == []


def test_no_file_holds_a_secret(compose: dict[str, Any]) -> None:
    named = [text for text in strings(compose) if "PASSWORD=" in text]
    assert named
    assert [text for text in named if not re.search(r"PASSWORD=\$\{BENCHSIGHT_DATABASE_PASSWORD:\?", text)] == []
    for path in DEPLOY.iterdir():
        assert not re.search(r"://[^:/@\s]+:[^@\s]+@", path.read_text()), path


def test_commands_are_those_of_the_command_line(compose: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    ours = [service["command"] for service in compose["services"].values() if service["image"] == "benchsight"]
    assert ["worker", "--json"] in ours
    unit, cron = ((DEPLOY / name).read_text() for name in ("benchsight-worker.service", "benchsight.cron"))
    ours += [line.split() for line in re.findall(r"bin/benchsight ([a-z -]+?)(?: 2>&1.*)?$", unit + cron, re.MULTILINE)]
    assert ["worker", "--pending-only"] in ours
    assert [command for command in ours if not is_usage_of_ours(command)] == []


def test_the_image_holds_what_the_project_needs_and_runs_it_without_rights() -> None:
    copied = {source for words in dockerfile("COPY") for source in words[:-1]}
    assert [source for source in copied if not (REPOSITORY / source).exists()] == []
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    assert {line.removeprefix("!") for line in allowed if line.startswith("!")} == copied
    project = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text())
    folders = {folder for key, value in project.items() if key.endswith("-paths") for folder in value}
    assert folders | {"benchsight", "ingest", "supabase/migrations", "pyproject.toml", "dbt_project.yml"} <= copied
    assert [words[0] for words in dockerfile("USER")] == ["10001"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "benchsight-worker.service"
    text = (DEPLOY / unit.name).read_text()
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    outcome = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert (outcome.returncode, [line for line in outcome.stderr.splitlines() if unit.name in line]) == (0, [])


def test_the_line_of_cron_is_one_that_a_shell_reads() -> None:
    lines = (DEPLOY / "benchsight.cron").read_text().splitlines()
    (job,) = (line for line in lines if re.match(r"[*\d]", line))
    *times, user, command = job.split(maxsplit=6)
    assert all(re.fullmatch(r"[*\d/,-]+", field) for field in times)
    assert (len(times), user) == (5, "benchsight")
    assert "%" not in command  # cron takes it for the end of the line
    assert subprocess.run(["sh", "-n", "-c", command], capture_output=True).returncode == 0
