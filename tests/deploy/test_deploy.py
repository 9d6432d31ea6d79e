"""The files in deploy/: well formed, pinned, without secrets, and of commands and paths that there are."""

import os
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


@pytest.mark.parametrize("name", ["compose.yaml", "compose.cloud.yaml"])
def test_compose_follows_its_schema(name: str) -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    outcome = subprocess.run([*check, str(DEPLOY / name)], capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_dockerfile_has_no_fault_that_hadolint_knows() -> None:
    program = Path(sys.executable).parent / "hadolint"
    outcome = subprocess.run([str(program), str(DEPLOY / "Dockerfile")], capture_output=True, text=True)
    assert (outcome.returncode, outcome.stdout) == (0, "")


def test_containers_are_closed_and_checked(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {"database", "migrate", "worker", "api", "scheduler"} == services.keys()
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"], name
        assert service["user"] in ("10001", "999:999"), name
        assert "healthcheck" in service or name == "migrate"  # which ends
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", [])), name
    used = {volume.split(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert used == compose["volumes"].keys()
    ours = [service for service in services.values() if service["image"] == "benchsight"]
    places = {volume.split(":")[1] for service in ours for volume in service.get("volumes", [])}
    text = (DEPLOY / "Dockerfile").read_text()
    assert all(place in text for place in places)  # a volume without a folder in the image would be root's


def test_images_are_pinned_to_a_version(compose: dict[str, Any]) -> None:
    images = [service["image"] for service in compose["services"].values()]
    foreign = [*(image for image in images if image != "benchsight"), *(words[0] for words in dockerfile("FROM"))]
    assert len(foreign) >= 2
    assert [image for image in foreign if not PINNED.match(image)] == []


def test_no_file_holds_a_secret(compose: dict[str, Any]) -> None:
    cloud = yaml.safe_load((DEPLOY / "compose.cloud.yaml").read_text())
    named = [text for text in (*strings(compose), *strings(cloud)) if re.search(r"(PASSWORD|KEY|CLOUD_URL)\w*=", text)]
    assert named
    assert [text for text in named if not re.search(r"_FILE=/run/secrets/\w+$", text)] == []
    secrets = {**compose["secrets"], **cloud["secrets"]}
    assert all(secret["file"].startswith("secrets/") for secret in secrets.values())
    assert "/deploy/secrets/" in (REPOSITORY / ".gitignore").read_text().splitlines()
    assert not any("secret" in line for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines())
    for path in (path for path in DEPLOY.iterdir() if path.is_file()):
        assert not re.search(r"://[^:/@\s]+:[^@\s]+@", path.read_text()), path


def test_commands_are_those_of_the_command_line(compose: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    ours = [service["command"] for service in compose["services"].values() if service["image"] == "benchsight"]
    ours += [yaml.safe_load((DEPLOY / "compose.cloud.yaml").read_text())["services"]["scheduler"]["command"]]
    assert ["worker", "--json"] in ours and ["schedule", "warehouse", "--foreground"] in ours
    unit, cron = ((DEPLOY / name).read_text() for name in ("benchsight-worker.service", "benchsight.cron"))
    ours += [line.split() for line in re.findall(r"bin/benchsight ([a-z -]+?)(?: 2>&1.*)?$", unit + cron, re.MULTILINE)]
    assert ["worker", "--pending-only"] in ours
    assert [command for command in ours if not is_usage_of_ours(command)] == []


def test_the_image_holds_what_the_project_needs_and_runs_it_without_rights() -> None:
    copied = {source for words in dockerfile("COPY") for source in words[:-1] if not source.startswith("--")}
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


# Root, as in CI's containers, may write anywhere: without its capabilities, but for reading, it is as the image's user.
AS_USER = [
    "setpriv", "--reuid=10001", "--regid=10001", "--clear-groups", "--no-new-privs",
    "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search", "--bounding-set=-all,+dac_read_search",
]  # fmt: skip


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what the Dockerfile copies, which nobody may write."""
    root = tmp_path_factory.mktemp("image") / "benchsight"
    root.mkdir()
    for folder in (root.parent, tmp_path_factory.getbasetemp()):
        folder.chmod(0o755)  # the image's user goes through them
    for source in {source for words in dockerfile("COPY") for source in words[:-1] if not source.startswith("--")}:
        place, target = REPOSITORY / source, root / source
        if place.is_dir():
            shutil.copytree(place, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(place, target)
    for path in [root, *root.rglob("*")]:
        path.chmod(0o555 if path.is_dir() or path.name == "entrypoint.sh" else 0o444)
    return root


def run_in(image: Path, home: Path, environment: dict[str, str], *command: str) -> "subprocess.CompletedProcess[str]":
    """Run the image's entrypoint as a user who may write to ``home`` alone."""
    home.mkdir(exist_ok=True)
    home.parent.chmod(0o755)  # the image's user goes through it
    prefix: list[str] = []
    if os.geteuid() == 0:
        os.chown(home, 10001, 10001)
        prefix = AS_USER
    return subprocess.run(
        [*prefix, str(image / "deploy" / "entrypoint.sh"), *command],
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(home), "TMPDIR": str(home),
            "BENCHSIGHT_HOME": str(home), "PYTHONPATH": str(image), "PYTHONDONTWRITEBYTECODE": "1", **environment,
        },
        cwd=image,
        capture_output=True,
        text=True,
    )  # fmt: skip


NEEDS_SETPRIV = pytest.mark.skipif(os.geteuid() == 0 and shutil.which("setpriv") is None, reason="no setpriv here")


@NEEDS_SETPRIV
def test_credentials_come_from_files_and_are_not_printed(image: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("p w'$\n")
    show = "import os; print(os.environ['PGPASSWORD'] == \"p w'$\", 'PGPASSWORD_FILE' in os.environ)"
    done = run_in(image, tmp_path / "home", {"PGPASSWORD_FILE": str(secret)}, sys.executable, "-c", show)
    assert (done.returncode, done.stdout, done.stderr) == (0, "True False\n", "")
    done = run_in(image, tmp_path / "home", {"PGPASSWORD_FILE": f"{secret}.none"}, "true")
    assert done.returncode == 1 and "cannot be read by user" in done.stderr


@NEEDS_SETPRIV
def test_the_commands_of_the_image_run_without_rights_on_a_read_only_folder(
    image: Path, tmp_path: Path, empty_database_url: str
) -> None:
    program = (sys.executable, "-c", "from benchsight.cli.main import main; main()")
    url = re.sub(r"(://[^:]+):([^@]+)@", r"\1@", empty_database_url)
    found = re.search(r"://[^:]+:([^@]+)@", empty_database_url)
    secret = tmp_path / "secret"
    secret.write_text(found[1] if found else "")
    environment = {"BENCHSIGHT_DATABASE_URL": url, "PGPASSWORD_FILE": str(secret)}
    before = {path: path.stat().st_mtime_ns for path in image.rglob("*")}
    printed = {}
    for command in ("migrate", "status", "worker --pending-only"):
        done = run_in(image, tmp_path / "home", environment, *program, *command.split())
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        assert not found or found[1] not in done.stdout + done.stderr
        printed[command] = done.stdout + done.stderr
    assert "applied" in printed["migrate"] and "migrations" in printed["status"]
    assert {path: path.stat().st_mtime_ns for path in image.rglob("*")} == before
