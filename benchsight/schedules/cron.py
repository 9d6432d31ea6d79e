"""Jobs as lines of a user's crontab, between two marks of ours; other lines are never touched."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchsight.schedules.jobs import Job, ScheduleError, program, shell_words

BEGIN = "# benchsight: begin; `benchsight schedule --remove` takes these lines away"
END = "# benchsight: end"


def cron_lines(jobs: Sequence[Job], root: Path, environment: Mapping[str, str], log: Path) -> list[str]:
    """Return the lines of jobs: each goes to the checkout, sets folders (never credentials), and writes to a log."""
    settings = "".join(f"{name}={shell_words([value])} " for name, value in environment.items())
    lines = [
        f"{job.cron} cd {shell_words([str(root)])} && {settings}{shell_words([program(), *job.arguments])}"
        f" >>{shell_words([str(log)])} 2>&1"
        for job in jobs
    ]
    return [BEGIN, *lines, END]


def without_ours(crontab: str) -> str:
    """Return a crontab without the lines between our marks. Raises ScheduleError if the second one is gone."""
    kept, inside = [], False
    for line in crontab.splitlines():
        if line == BEGIN:
            inside = True
        elif line == END and inside:
            inside = False
        elif not inside:
            kept.append(line)
    if inside:
        raise ScheduleError("the crontab has our first mark and not our last: remove the lines of benchsight by hand")
    return "".join(f"{line}\n" for line in kept)


def read_crontab() -> str:
    """Return the user's crontab; empty where there is none. Raises ScheduleError without a cron."""
    done = _crontab("-l")
    if done.returncode != 0 and "no crontab" not in done.stderr.lower():
        raise ScheduleError(f"crontab -l: {done.stderr.strip()}")
    return done.stdout if done.returncode == 0 else ""


def write_crontab(content: str) -> None:
    """Replace the user's crontab, in one step."""
    done = _crontab("-", content)
    if done.returncode != 0:
        raise ScheduleError(f"crontab: {done.stderr.strip()}; the crontab is as it was")


def _crontab(argument: str, content: str | None = None) -> "subprocess.CompletedProcess[str]":
    found = shutil.which("crontab")
    if found is None:
        raise ScheduleError("there is no crontab here: use --systemd, or `benchsight schedule` to print the lines")
    return subprocess.run([found, argument], input=content, capture_output=True, text=True)
