"""Runs dbt in a child process: starts it, reports its progress, and ends it if the build has to stop."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from benchsight.builds.errors import BuildError

# Started by path, since it imports nothing of ours. (-P: nor its neighbours.)
CHILD = str(Path(__file__).with_name("child.py"))
CHECK_SECONDS = 1.0
BACKGROUND_NICENESS = 10
GRACE_SECONDS = 10.0


@dataclass(frozen=True)
class NodeResult:
    """Result of a seed, model, test or hook of dbt."""

    name: str
    kind: str
    schema: str
    relation: str
    materialized: str | None
    description: str
    test: dict[str, Any] | None
    tests_node: str | None
    status: str
    seconds: float
    rows: int | None
    failures: int | None
    message: str | None
    sql: str | None = None  # of a failed test: the query of the rows that break it
    is_kept_per_game: bool = False  # of a model: ``rows`` are all that it now has of the games in scope

    @property
    def failed(self) -> bool:
        """Whether it was run and did not succeed."""
        return self.status in ("error", "fail", "runtime error", "warn")


@dataclass(frozen=True)
class StepResult:
    """Result of a call of dbt; ``error``: what stopped it as a whole."""

    success: bool
    results: list[NodeResult] = field(default_factory=list)
    error: str | None = None


@dataclass(frozen=True)
class DbtProject:
    """A dbt project: its root, where dbt may write for it, and the environment that its profile reads.

    ``artifacts`` lets dbt write manifest.json and the like into the folder ``target``, which a build has no use for.
    ``drop_dependents`` lets it drop what users built and what cannot be made again. ``many_games`` makes models read
    their inputs whole; dbt parses the project again when it changes. In the ``background`` dbt takes one connection,
    and leaves the processor to others.
    """

    root: Path
    work: Path
    environment: dict[str, str]
    target: str = "target"
    artifacts: bool = False
    many_games: bool = False
    drop_dependents: bool = False
    background: bool = False

    @property
    def output(self) -> Path:
        """The file of the child's own output: what a macro prints, a crash."""
        return self.work / "output.log"

    def options(self) -> list[str]:
        """Options that every call has; the same each time, so that dbt need not parse the project again."""
        places = ("--project-dir", self.root, "--profiles-dir", self.work)
        outputs = ("--target-path", self.work / self.target, "--log-path", self.work / "logs")
        quiet = ("--quiet", "--log-level", "none", "--log-level-file", "info", "--no-use-colors")
        artifacts = "--write-json" if self.artifacts else "--no-write-json"
        chosen = {"orchestrated": True, "many_games": self.many_games, "drop_dependents": self.drop_dependents}
        variables = ", ".join(f"{name}: true" for name, is_set in chosen.items() if is_set)
        threads = ("--threads", "1") if self.background else ()
        return [
            *quiet,
            artifacts,
            *map(str, (*places, *outputs)),
            "--vars",
            f"{{{variables}}}",
            *threads,
        ]


Message = dict[str, Any]


class Listener(Protocol):
    """Receives the progress of a run of dbt."""

    def check(self) -> None:
        """Called about every second; raises to end the run."""

    def parsed(self) -> None:
        """Handle the end of parsing: the first step begins."""

    def progressed(self, step: int, total: int, node: str | None) -> None:
        """Handle a node of a step that has begun (None) or ended; ``total`` is 0 if unknown."""

    def stepped(self, step: int, result: StepResult) -> None:
        """Handle the end of a step."""


class Collected:
    """A listener that keeps the results of the last step."""

    def __init__(self, check: Callable[[], None] = lambda: None) -> None:
        self.check = check
        self.result = StepResult(False)

    def parsed(self) -> None:
        """Do nothing."""

    def progressed(self, step: int, total: int, node: str | None) -> None:
        """Do nothing."""

    def stepped(self, step: int, result: StepResult) -> None:
        """Keep the result."""
        self.result = result


def run_dbt(project: DbtProject, steps: Sequence[Sequence[str]], listener: Listener) -> None:
    """Run dbt once per step, until one fails. Raises BuildError if the process dies."""
    child = DbtChild(project, steps)
    step = 0
    try:
        for message in child.messages(listener.check):
            match message["kind"]:
                case "parsed":
                    listener.parsed()
                case "step":
                    results = [NodeResult(**result) for result in message["results"]]
                    listener.stepped(step, StepResult(message["success"], results, message["error"]))
                    step += 1
                case _:
                    listener.progressed(step, message.get("total", 0), message.get("node"))
    finally:
        exit_code = child.end()
    if exit_code != 0:
        raise BuildError(f"dbt died (exit code {exit_code}): see {project.output}")


def run_step(project: DbtProject, arguments: Sequence[str], task: str) -> None:
    """Run dbt once. Raises BuildError, which names the ``task``, if it fails."""
    listener = Collected()
    run_dbt(project, [arguments], listener)
    result = listener.result
    if not result.success:
        messages = [f"{failed.name}: {failed.message}" for failed in result.results if failed.failed]
        raise BuildError(f"dbt could not {task}: {result.error or '; '.join(messages)}")


def start_child(environment: dict[str, str]) -> "subprocess.Popen[str]":
    """Start the process that serves one request, with pipes to it."""
    return subprocess.Popen(
        [sys.executable, "-P", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
        # Ctrl-C is handled here: dbt is ended in order.
        start_new_session=True,
    )


class DbtChild:
    """The process that runs dbt. It ends with this one, however this one ends: its stdin closes."""

    def __init__(self, project: DbtProject, steps: Sequence[Sequence[str]]) -> None:
        self._messages: queue.Queue[Message | None] = queue.Queue()
        self._process = start_child({**os.environ, **project.environment})
        request = {
            "options": project.options(),
            "steps": steps,
            "output": str(project.output),
            "nice": BACKGROUND_NICENESS if project.background else 0,
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def messages(self, check: Callable[[], None]) -> Iterator[Message]:
        """Yield the child's messages until it ends; call ``check`` about every second."""
        checked = time.monotonic()
        while True:
            if time.monotonic() - checked >= CHECK_SECONDS:
                check()
                checked = time.monotonic()
            try:
                message = self._messages.get(timeout=CHECK_SECONDS)
            except queue.Empty:
                continue
            if message is None:
                return
            yield message

    def end(self) -> int:
        """Return the exit code; a child that still runs is interrupted (dbt cancels its queries), at last killed."""
        if self._reader.is_alive():
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        exit_code = self._process.wait()
        self._reader.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        return exit_code

    def _read(self) -> None:
        """Read messages in a thread, so that waiting for one can be interrupted."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._messages.put(json.loads(line))
        self._messages.put(None)
