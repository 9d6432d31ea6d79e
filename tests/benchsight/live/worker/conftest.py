"""Workers of the small dbt project: in this process, or as processes to be stopped and killed."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchsight.builds import BuildSummary
from benchsight.builds.plan import Request
from benchsight.builds.resident import ResidentBuilder
from benchsight.builds.run import OnWait
from benchsight.live.worker import Worker, WorkerOptions
from benchsight.live.worker.runtime import Log, Stop
from tests.warm_command import WARM_COMMAND

from ...builds.conftest import Site, built_database, made_project, site
from ...builds.league import league

__all__ = ["built_database", "league", "made_project", "site"]  # fixtures

PATIENCE = 120.0  # seconds; the first worker of a run has dbt compile, beside all other tests


@dataclass
class WorkerProcess:
    """`benchsight worker` as a process of its own; its log goes to a file."""

    process: "subprocess.Popen[str]"
    log: Path

    def says(self, text: str) -> None:
        """Wait until its log holds a text."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.log.read_text():
            assert time.monotonic() < deadline, f"never said {text!r}:\n{self.log.read_text()}"
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.02)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send it a signal; its exit code, and the seconds until it ended."""
        started = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(PATIENCE), time.monotonic() - started

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait(PATIENCE)


StartWorker = Callable[..., WorkerProcess]


@pytest.fixture
def start_worker(site: Site, tmp_path: Path) -> Iterator[StartWorker]:
    """Starts workers with options; those that still run are killed after the test."""
    with ExitStack() as stack:
        yield worker_starter(site.root, tmp_path, stack)


def worker_starter(root: Path, folder: Path, stack: ExitStack) -> StartWorker:
    """Starts workers in a checkout; they are killed when the stack ends."""

    def start(*options: str, lease: float = 2.0, poll: float = 0.5, quiet: float = 600.0) -> WorkerProcess:
        log = folder / f"worker-{len(list(folder.glob('worker-*')))}.log"
        settings = ("--lease", str(lease), "--poll", str(poll), "--quiet", str(quiet))
        with log.open("w") as output:
            process = subprocess.Popen(
                [*WARM_COMMAND, "worker", *settings, *options],
                cwd=root,
                stdout=output,
                stderr=output,
                text=True,
            )
        worker = WorkerProcess(process, log)
        stack.callback(worker.kill)
        return worker

    return start


class Interfering:
    """A builder that lets a test do something before and after each build."""

    def __init__(self, before: Callable[[], None] = lambda: None, after: Callable[[], None] = lambda: None) -> None:
        self._engine, self._before, self._after = ResidentBuilder(), before, after
        self.built: list[Sequence[int]] = []

    def build(self, request: Request, on_wait: OnWait = lambda text: None) -> BuildSummary:
        """Build between the two."""
        self._before()
        summary = self._engine.build(request, on_wait)
        self.built.append(request.games)
        self._after()
        return summary

    def settle(self) -> BuildSummary | None:
        """Write what builds left."""
        return self._engine.settle()

    def warm_up(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """End the session."""
        self._engine.close()


@dataclass
class Pending:
    """Works off what waits, in this process."""

    lines: list[str] = field(default_factory=list)

    def __call__(self, engine: Interfering | None = None, quiet: float = 600.0) -> dict[str, int]:
        options = WorkerOptions("here", quiet=quiet)
        worker = Worker(options, engine or Interfering(), Log(self.lines.append), Stop())
        return dict(worker.run_pending())


@pytest.fixture
def run_pending(site: Site) -> Pending:
    """Works off what waits at the site."""
    return Pending()


def requests(site: Site) -> list[tuple[object, ...]]:
    """Game and status of every request, in the order they were made."""
    return site.rows("select game_id, status from etl_queue order by id")
