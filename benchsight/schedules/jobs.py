"""The jobs that can be scheduled, and what they run."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchsight.errors import BenchSightError


class ScheduleError(BenchSightError):
    """A schedule is not one, or cannot be installed or removed."""


@dataclass(frozen=True)
class Job:
    """A job: arguments of `benchsight`, and when it runs: five fields of cron, and a calendar event of systemd."""

    name: str
    arguments: tuple[str, ...]
    cron: str
    calendar: str
    what: str


DEFAULT_JOBS = (
    Job("load", ("load", "INBOX"), "*/15 * * * *", "*:0/15", "load new exports of the inbox"),
    Job("build", ("worker", "--pending-only"), "*/5 * * * *", "*:0/5", "build what is queued"),
    Job("sync", ("sync", "push"), "30 * * * *", "*-*-* *:30:00", "send input and what is published to the cloud"),
    Job("warehouse", ("warehouse", "push"), "0 23 * * *", "*-*-* 23:00:00", "bring the warehouse up to date"),
    Job("bigquery", ("warehouse", "bigquery"), "30 23 * * *", "*-*-* 23:30:00", "bring BigQuery up to date"),
)

ASKED_FOR = ("load", "bigquery")  # the first if a folder is given


def chosen_jobs(names: Sequence[str], inbox: Path | None) -> list[Job]:
    """Return the jobs of these names; without names the usual ones. Raises ScheduleError: `load` needs a folder."""
    wanted = names or [job.name for job in DEFAULT_JOBS if job.name not in ASKED_FOR or (job.name == "load" and inbox)]
    if "load" in wanted and inbox is None:
        raise ScheduleError("the job load needs --inbox FOLDER, the folder that exports come to")
    return [_filled(job, inbox) for job in DEFAULT_JOBS if job.name in wanted]


def program() -> str:
    """Return the path of the `benchsight` that runs now."""
    return str(Path(sys.executable).parent / "benchsight")


def shell_words(words: Sequence[str]) -> str:
    """Return words for a shell, as they are written in a crontab: cron takes a bare % for the end of the line."""
    return shlex.join(words).replace("%", r"\%")


def _filled(job: Job, inbox: Path | None) -> Job:
    if inbox is None:
        return job
    return replace(job, arguments=tuple(str(inbox.absolute()) if each == "INBOX" else each for each in job.arguments))
