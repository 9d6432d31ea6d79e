"""Schedules: what is printed can be read by cron and systemd, and only lines and files of ours are replaced."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from benchsight.cli.main import run
from benchsight.schedules import cron, systemd
from benchsight.schedules.cron import BEGIN, END, without_ours
from benchsight.schedules.foreground import Scheduler, is_due
from benchsight.schedules.jobs import DEFAULT_JOBS, Job, chosen_jobs

OTHERS = "MAILTO=ann@example.org\n5 4 * * * backup  # of ann\n"
LIMITS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
# A crontab in a file, as the program keeps it.
CRONTAB = """#!/bin/sh
file="{file}"
if [ "$1" = -l ]; then
    [ -f "$file" ] || {{ echo "no crontab for ann" >&2; exit 1; }}
    cat "$file"
else
    cat > "$file"
fi
"""


def minutes_and_command(line: str) -> tuple[list[str], str]:
    """Return the fields of time of a line of cron, checked, and what the shell gets."""
    *times, command = line.split(maxsplit=5)
    for field, (least, most) in zip(times, LIMITS, strict=True):
        assert re.fullmatch(r"(\*(/\d+)?|\d+(-\d+)?)(,\d+)*", field), line
        assert all(least <= int(number) <= most for number in re.findall(r"(?<!/)\b\d+", field)), line
    assert not re.search(r"(?<!\\)%", command), line  # the end of the command to cron
    return times, command.replace(r"\%", "%")


def test_lines_of_cron_run_our_commands_in_the_checkout(tmp_path: Path) -> None:
    root = tmp_path / "a folder with 100% blanks"
    jobs = chosen_jobs((), tmp_path / "in box")
    assert [job.name for job in jobs] == ["load", "build", "sync", "warehouse"]
    first, *lines, last = cron.cron_lines(jobs, root, {"BENCHSIGHT_HOME": "/a b"}, tmp_path / "log")
    assert (first, last) == (BEGIN, END)
    for job, line in zip(jobs, lines, strict=True):
        _, command = minutes_and_command(line)
        assert subprocess.run(["sh", "-n", "-c", command]).returncode == 0
        words = shlex.split(command)
        assert words[:3] == ["cd", str(root), "&&"] and words[3] == "BENCHSIGHT_HOME=/a b"
        assert words[5 : 5 + len(job.arguments)] == list(job.arguments)
        assert words[4].endswith("/benchsight")


@pytest.mark.parametrize("job", DEFAULT_JOBS, ids=lambda job: job.name)
def test_every_job_is_a_command_of_ours(job: object, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [each for each in getattr(job, "arguments", ()) if each != "INBOX"]
    assert run([*arguments, "--help"]) == 0
    options = [each for each in arguments if each.startswith("--")]
    printed = capsys.readouterr().out
    assert all(option in printed for option in options)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_accepts_the_units_and_knows_when_they_run(tmp_path: Path) -> None:
    root = tmp_path / "a folder with 100% blanks"
    root.mkdir()
    files = systemd.units(chosen_jobs((), root / "in"), root, {"BENCHSIGHT_HOME": '/a "b" $c'})
    assert len(files) == 8
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    paths = [str(tmp_path / name) for name in files]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *paths], capture_output=True, text=True)
    assert [line for line in done.stderr.splitlines() if "benchsight-" in line] == []
    calendars = [job.calendar for job in DEFAULT_JOBS]
    assert subprocess.run(["systemd-analyze", "calendar", *calendars], capture_output=True).returncode == 0


@pytest.fixture
def crontab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a crontab, which has lines of somebody else."""
    programs, file = tmp_path / "bin", tmp_path / "crontab"
    programs.mkdir()
    (programs / "crontab").write_text(CRONTAB.format(file=file))
    (programs / "crontab").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("BENCHSIGHT_HOME", str(tmp_path / "home"))
    return file


def test_installing_twice_and_removing_leaves_the_lines_of_others(
    crontab: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crontab.write_text(OTHERS)
    assert run(["schedule", "build", "warehouse", "--install", "--yes"]) == 0
    assert run(["schedule", "warehouse", "--install", "--yes"]) == 0
    installed = crontab.read_text()
    assert installed.startswith(OTHERS) and installed.count(BEGIN) == 1
    assert "warehouse push" in installed and "worker" not in installed
    capsys.readouterr()
    assert run(["schedule", "--remove", "--yes"]) == 0
    assert "warehouse push" in capsys.readouterr().out  # named beforehand
    assert crontab.read_text() == OTHERS
    assert run(["schedule", "--remove", "--yes"]) == 0
    assert "nothing of benchsight" in capsys.readouterr().out


def test_nothing_is_written_without_being_agreed_to(crontab: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schedule", "build"]) == 0
    assert "worker --pending-only" in capsys.readouterr().out
    run(["schedule", "build", "--install"])  # nobody answers
    assert not crontab.exists()


def test_no_password_is_carried_into_a_schedule(
    crontab: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", "postgresql://ann:secret@host/db")
    for options in ([], ["--systemd"]):
        assert run(["schedule", *options]) == 0
        assert "secret" not in capsys.readouterr().out


def test_units_of_others_are_refused_and_ours_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/nowhere")  # no systemctl: the commands are left to the user
    folder = tmp_path / "systemd" / "user"
    folder.mkdir(parents=True)
    (folder / "benchsight-build.service").write_text("[Unit]\n")
    assert run(["schedule", "build", "--systemd", "--install", "--yes"]) == 1
    assert "was not written by benchsight" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["benchsight-build.service"]
    assert run(["schedule", "warehouse", "--systemd", "--install", "--yes"]) == 0
    assert "systemctl --user enable --now benchsight-warehouse.timer" in capsys.readouterr().out
    assert run(["schedule", "--systemd", "--remove", "--yes"]) == 0
    assert [path.name for path in folder.iterdir()] == ["benchsight-build.service"]


def test_the_scheduler_starts_what_is_due_and_nothing_twice(tmp_path: Path) -> None:
    jobs, said, hold = chosen_jobs(("build", "warehouse"), None), list[str](), "import sys; sys.stdin.read()"

    def start(job: Job) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE)

    scheduler = Scheduler(jobs, tmp_path / "home", said.append, start)
    scheduler.minute(datetime(2026, 1, 1, 22, 59))
    assert said == [] and (tmp_path / "home" / "scheduler.alive").exists()
    scheduler.minute(datetime(2026, 1, 1, 23, 0))
    scheduler.minute(datetime(2026, 1, 1, 23, 5))
    assert said == ["build: started", "warehouse: started", "build: still runs"]
    for process in scheduler._running.values():
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
    scheduler.minute(datetime(2026, 1, 1, 23, 6))
    assert said[3:] == ["build: ended with 0", "warehouse: ended with 0"]


@pytest.mark.parametrize(
    ("cron", "hour", "minute", "due"),
    [("*/15 * * * *", 7, 45, True), ("*/15 * * * *", 7, 46, False), ("0 23 * * *", 23, 0, True),
     ("0 23 * * *", 22, 0, False), ("30 * * * *", 1, 30, True)],
)  # fmt: skip
def test_a_job_is_due_as_cron_has_it(cron: str, hour: int, minute: int, due: bool) -> None:
    assert is_due(replace(DEFAULT_JOBS[0], cron=cron), datetime(2026, 1, 1, hour, minute)) is due


def test_a_load_needs_its_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schedule", "load"]) == 1
    assert "--inbox FOLDER" in capsys.readouterr().err


def test_a_crontab_without_our_last_mark_is_left_alone() -> None:
    assert without_ours(f"{OTHERS}{BEGIN}\nx\n{END}\n{OTHERS}") == OTHERS + OTHERS
    with pytest.raises(Exception, match="by hand"):
        without_ours(f"{BEGIN}\n{OTHERS}")
