"""Runs jobs at their times without cron, for containers."""

import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from benchsight.schedules.jobs import Job, program

ALIVE = "scheduler.alive"

Start = Callable[[Job], "subprocess.Popen[bytes]"]


def is_due(job: Job, when: datetime) -> bool:
    """Return whether a job runs in a minute; of cron's fields our jobs use those of minutes and hours."""
    minute, hour, *others = job.cron.split()
    if others != ["*", "*", "*"]:
        raise ValueError(f"{job.cron}: days are not supported")
    return _matches(minute, when.minute) and _matches(hour, when.hour)


def start(job: Job) -> "subprocess.Popen[bytes]":
    """Start a job."""
    return subprocess.Popen([program(), *job.arguments])


class Scheduler:
    """Starts jobs when they are due; one that still runs is not started again."""

    def __init__(self, jobs: Sequence[Job], home: Path, say: Callable[[str], None], start: Start = start) -> None:
        self._jobs, self._alive, self._say, self._start = jobs, home / ALIVE, say, start
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def run(self) -> None:
        """Run until interrupted; then the jobs that run are ended."""
        try:
            while True:
                now = datetime.now()
                self.minute(now)
                following = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
                time.sleep(max(0.0, (following - datetime.now()).total_seconds()))
        finally:
            for process in self._running.values():
                process.terminate()
            for process in self._running.values():
                process.wait()

    def minute(self, when: datetime) -> None:
        """Note that we run, what has ended, and start what is due."""
        self._alive.parent.mkdir(parents=True, exist_ok=True)
        self._alive.touch()
        for name, process in list(self._running.items()):
            if process.poll() is not None:
                self._say(f"{name}: ended with {process.returncode}")
                del self._running[name]
        for job in self._jobs:
            if not is_due(job, when):
                continue
            if job.name in self._running:
                self._say(f"{job.name}: still runs")
            else:
                self._say(f"{job.name}: started")
                self._running[job.name] = self._start(job)


def _matches(field: str, value: int) -> bool:
    if field.startswith("*/"):
        return value % int(field.removeprefix("*/")) == 0
    return field == "*" or int(field) == value
