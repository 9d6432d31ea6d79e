"""A server of one's own to be mistreated, and commands beside it as processes that can be killed."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from benchsight.db.migrations import apply_migrations, read_migrations
from benchsight.db.server import EmbeddedServer

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
OURS = "benchsight%"  # how the sessions of our commands call themselves
# A process forked from one that has imported everything is there in 50 ms; importing would take most of its life.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["tests.chaos.server", "benchsight.cli.commands.load", "benchsight.cli.commands.build"]
)


class Server:
    """An embedded server below a folder."""

    def __init__(self, folder: Path) -> None:
        self.embedded = EmbeddedServer(folder / "server", _programs(), os.environ.get("BENCHSIGHT_SERVER_USER") or None)

    def start(self) -> None:
        """Start it, or start it again after it was stopped.

        It need not wait for the disk: what it has written survives its own end, and the machine's is not tried here.
        """
        self.embedded.start()
        with self.session() as session:
            session.execute("alter system set fsync = off")
            session.execute("select pg_reload_conf()")

    def stop_at_once(self) -> None:
        """Stop it as a failing machine does: without a word to anybody, nothing written that is not written."""
        arguments = ("stop", "-D", self.embedded.place.data, "-m", "immediate", "-w")
        self.embedded.programs.run("pg_ctl", *arguments, seconds=60)

    def stop(self) -> None:
        """Stop it for good."""
        self.embedded.stop()

    def url(self, database: str = "postgres") -> str:
        """URL of a database on it."""
        return self.embedded.url(database)

    def create(self, name: str, template: str = "template0") -> str:
        """A new database of this name, in place of any other; its URL.

        A copy's sequences are written ahead by the template's log, not by its own, until the next checkpoint: without
        one, a server stopped at once would forget values that it gave out.
        """
        names = (sql.Identifier(name), sql.Identifier(template))
        with self.session() as session:
            session.execute(sql.SQL("drop database if exists {} with (force)").format(names[0]))
            session.execute(sql.SQL("create database {} template {} strategy file_copy").format(*names))
            session.execute("checkpoint")
        return self.url(name)

    def migrated(self, name: str) -> str:
        """A new database with the whole schema; its URL."""
        url = self.create(name)
        with psycopg.connect(url, autocommit=True) as session:
            apply_migrations(session, read_migrations(REPOSITORY / "supabase" / "migrations"))
        return url

    @contextmanager
    def session(self, database: str = "postgres") -> Iterator[psycopg.Connection[Any]]:
        """A session of the one who disturbs, not of a command."""
        with psycopg.connect(self.url(database), autocommit=True, application_name="chaos") as session:
            yield session

    def wait(self, database: str, statement: str, values: Sequence[Any] = (), patience: float = PATIENCE) -> bool:
        """Wait until a statement yields a row; False if it does not in time."""
        with self.session(database) as session:
            return until(lambda: session.execute(statement.encode(), values).fetchone() is not None, patience)

    def wait_for_silence(self, database: str) -> None:
        """Wait until no session of a command is left: what it had sent before it was killed has been done."""
        silent = (
            "select where not exists (select from pg_stat_activity where datname = %s and application_name like %s)"
        )
        assert self.wait(database, silent, (database, OURS)), "a session outlived its command"


def _programs() -> Path | None:
    folder = os.environ.get("BENCHSIGHT_PG_BIN")
    return Path(folder) if folder else None


def until(condition: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Wait until it is true; False if it does not become so in time."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


@dataclass
class Command:
    """A command of ours as a process."""

    process: BaseProcess
    output: Path

    @classmethod
    def start(cls, arguments: Sequence[str], environment: Mapping[str, str], folder: Path, output: Path) -> "Command":
        """Start it in a folder; what it prints goes to a file."""
        process = PROCESSES.Process(target=_run, args=(list(arguments), dict(environment), folder, output))
        process.start()
        return cls(process, output)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.process.is_alive()

    def ended(self, patience: float = PATIENCE) -> int:
        """Its exit code, when it has ended; raises AssertionError if it does not."""
        self.process.join(patience)
        assert self.process.exitcode is not None, f"still running after {patience:.0f} s: {self.said()}"
        return self.process.exitcode

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()

    def children(self) -> list[psutil.Process]:
        """The processes that it has started."""
        try:
            return psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def said(self) -> str:
        """The end of what it has printed."""
        return self.output.read_text(errors="replace")[-1500:] if self.output.exists() else ""


def _run(arguments: list[str], environment: dict[str, str], folder: Path, output: Path) -> None:
    """In the new process: the command line, its output in the file."""
    from benchsight.cli.main import main

    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(file, stream.fileno())
    os.environ.update(environment)
    os.chdir(folder)
    main(arguments)
