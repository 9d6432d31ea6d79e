"""What befalls a command, and when: at a moment of its life, or at a place in the database that it has to pass."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from random import Random

import psutil
import psycopg
from psycopg import sql

from tests.locks import OWN_LOCKS

from .server import OURS, Command, Server, until

GATE = 1_128_808_275  # an advisory lock that nothing of ours takes
PAUSE = 0.3
"""Longest time in seconds that a stopped server stays away."""


@dataclass(frozen=True)
class Place:
    """A place to pass: before rows of a table are written that fulfil a condition on ``new``."""

    name: str
    table: str
    event: str
    condition: str = "true"


@dataclass(frozen=True)
class Moment:
    """When to strike: some seconds after the start, or at a place."""

    seconds: float = 0.0
    place: Place | None = None

    def __str__(self) -> str:
        return f"at {self.place.name}" if self.place else f"after {self.seconds:.2f} s"


Strike = Callable[[Server, str, Command, Random], None]


def kill(server: Server, database: str, command: Command, rng: Random) -> None:
    """The command is killed; processes that it had started live on."""
    command.kill()


def kill_all(server: Server, database: str, command: Command, rng: Random) -> None:
    """The command and all that it has started are killed."""
    victims = command.children()
    command.kill()
    for victim in victims:
        with suppress(psutil.NoSuchProcess):
            victim.kill()


def kill_child(server: Server, database: str, command: Command, rng: Random) -> None:
    """A process that the command has started is killed, or the command itself where there is none."""
    victims = command.children()
    if not victims:
        command.kill()
        return
    with suppress(psutil.NoSuchProcess):
        rng.choice(victims).kill()


def cut(server: Server, database: str, command: Command, rng: Random) -> None:
    """The command's connections are cut."""
    with server.session() as session:
        session.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and application_name like %s",
            (database, OURS),
        )


def stop_server(server: Server, database: str, command: Command, rng: Random) -> None:
    """The server stops in the middle of everything, and comes back after a moment."""
    server.stop_at_once()
    time.sleep(rng.uniform(0, PAUSE))
    server.start()


def strike_at(moment: Moment, server: Server, database: str, command: Command, strike: Callable[[], None]) -> bool:
    """Strike at the moment; False if the command had ended before."""
    if moment.place is None:
        until(lambda: not command.is_running, moment.seconds)
        reached = command.is_running
        if reached:
            strike()
        return reached
    with _gate(server, database) as is_waited_for:
        reached = until(lambda: is_waited_for() or not command.is_running, 60) and command.is_running
        if reached:
            strike()
        return reached


def build_place(server: Server, database: str, place: Place) -> None:
    """Make commands wait at a place while the gate is shut; only in a database made for that."""
    with server.session(database) as session:
        session.execute(
            f"""
            create schema chaos;
            create function chaos.pass_gate() returns trigger language plpgsql as $$
            begin
                perform pg_advisory_lock_shared({GATE});
                perform pg_advisory_unlock_shared({GATE});
                return new;
            end;
            $$;
            """.encode()
        )
        session.execute(
            sql.SQL(
                "create trigger a_gate before {event} on {table} for each row when ({condition})"
                " execute function chaos.pass_gate()"
            ).format(
                event=sql.SQL(place.event),
                table=sql.Identifier(*place.table.split(".")),
                condition=sql.SQL(place.condition),
            )
        )


@contextmanager
def _gate(server: Server, database: str) -> Iterator[Callable[[], bool]]:
    """Shut the gate; yield a function that returns whether a session waits at it."""
    keeper = psycopg.connect(server.url(database), autocommit=True, application_name="chaos")
    keeper.execute("select pg_advisory_lock(%s)", (GATE,))

    def is_waited_for() -> bool:
        found = keeper.execute(
            f"select from {OWN_LOCKS} where locktype = 'advisory' and objid = %s and not granted".encode(), (GATE,)
        )
        return found.fetchone() is not None

    try:
        yield is_waited_for
    finally:
        keeper.close()  # also where the server was stopped meanwhile
