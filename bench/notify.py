"""From the insert of an event to its notification at a listener, while a tracker writes at a steady pace.

    python -m bench.notify                      # 50 events a second for 20 s, by the tracker's role
    python -m bench.notify --rate 200 --seconds 60

One connection writes, each event in a transaction of its own, with every trigger at work; another listens in a process
of its own. The clock starts before the insert is sent.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import click
import psycopg
from rich.console import Console

from bench.staged_league import embedded_settings, new_database
from benchsight.db.connections import embedded_server, start_embedded
from benchsight.db.settings import load_settings

GAME = 1
AIM = 0.020  # seconds, for 95 of 100
INSERT = """
    insert into staging_events (
        event_key, game_id, event_index, period, event_start_seconds, event_type, event_detail, event_team,
        event_team_player_1, opp_team_player_1, created_at
    )
    values (%s, %s, %s, 1, 600, 'Shot', 'Shot_OnNetSaved', 'home', 9, 30, now())
"""


@click.command()
@click.option("--rate", default=50, show_default=True, help="Events a second.")
@click.option("--seconds", default=20, show_default=True, help="How long.")
def main(rate: int, seconds: int) -> None:
    """Measure how soon a listener receives an event."""
    with tempfile.TemporaryDirectory(prefix="benchsight-notify-") as work:
        os.environ["BENCHSIGHT_HOME"] = str(Path(work) / "home")
        os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
        server_url, _ = start_embedded(load_settings())
        try:
            url = new_database(server_url, "notify")
            if url is None:
                raise click.ClickException("a database named notify is there already")
            show(rate, delays(url, rate, rate * seconds))
        finally:
            embedded_server(embedded_settings()).stop()


def delays(url: str, rate: int, count: int) -> list[float]:
    """Seconds from insert to notification of each event, oldest first. Raises RuntimeError if one is missed."""
    ours, theirs = get_context("spawn").Pipe()
    listener = get_context("spawn").Process(target=_listen, args=(url, count, theirs))
    listener.start()
    ours.recv()  # it listens
    sent = _write(url, rate, count)
    heard: Mapping[str, float] = ours.recv() if ours.poll(10) else {}
    listener.join(10)
    missed = len(sent.keys() - heard.keys())
    if missed:
        raise RuntimeError(f"{missed} of {count} events never arrived")
    return [heard[key] - moment for key, moment in sent.items()]


def show(rate: int, seconds: Sequence[float]) -> None:
    """Print the distribution."""
    percent = statistics.quantiles(seconds, n=100)
    numbers = " · ".join(
        f"{name} {1000 * value:.1f} ms"
        for name, value in (("p50", percent[49]), ("p95", percent[94]), ("max", max(seconds)))
    )
    verdict = "as aimed at" if percent[94] <= AIM else f"aim: p95 at most {1000 * AIM:.0f} ms"
    Console().print(f"{len(seconds)} events, {rate} a second: {numbers} ({verdict})", highlight=False)


def _write(url: str, rate: int, count: int) -> dict[str, float]:
    """When each event was sent, by key."""
    sent: dict[str, float] = {}
    with psycopg.connect(url, autocommit=True) as tracker:
        tracker.execute("set role benchsight_tracker")
        started = time.monotonic()
        for index in range(1, count + 1):
            time.sleep(max(0.0, started + index / rate - time.monotonic()))
            key = f"E{GAME}{index:05d}"
            sent[key] = time.monotonic()
            tracker.execute(INSERT, (key, GAME, index))
    return sent


def _listen(url: str, count: int, pipe: Connection) -> None:
    """Send the time of arrival of each event to the pipe; the clock is the machine's, the same in every process."""
    heard: dict[str, float] = {}
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("listen benchsight_live")
        pipe.send(None)
        for notification in connection.notifies(timeout=30):
            for key in json.loads(notification.payload).get("keys", []):
                heard[key] = time.monotonic()
            if len(heard) == count:
                break
    pipe.send(heard)


if __name__ == "__main__":
    main()
