"""Synchronisations that are killed with kill -9 at random moments while both sides are written; and what is left."""

import multiprocessing
import random
import time
from collections.abc import Callable

import psycopg

from benchsight.sync.input.conflicts import choose, read_conflicts
from benchsight.sync.input.run import InputSync
from benchsight.sync.input.side import DatabaseSide
from tests.benchsight.sync.sides import Tiers

GAMES = (7, 8, 9)
EVENTS = 12
LONGEST_LIFE = 0.5  # seconds until a process is killed


def synchronise(local_url: str, cloud_url: str) -> None:
    """Push and pull until killed."""
    with psycopg.connect(local_url, autocommit=True) as local, psycopg.connect(cloud_url, autocommit=True) as cloud:
        while True:
            for direction in ("push", "pull"):
                InputSync(local, DatabaseSide(lambda work: work(cloud)), "killed").run(direction)


def kill_over_and_over(
    local_url: str, cloud_url: str, kills: int, seed: int, report: Callable[[str], None] = lambda text: None
) -> list[str]:
    """Kill so many processes, then let one synchronisation end; return what was lost, doubled or changed."""
    chance = random.Random(seed)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.benchsight.sync.kills"])
    written: dict[tuple[int, int], dict[str, str]] = {}
    with psycopg.connect(local_url, autocommit=True) as local, psycopg.connect(cloud_url, autocommit=True) as cloud:
        games = {game: Tiers(local, cloud, game) for game in GAMES}
        for number in range(kills):
            process = context.Process(target=synchronise, args=(local_url, cloud_url), daemon=True)
            process.start()
            life = time.monotonic() + chance.uniform(0.0, LONGEST_LIFE)
            for _ in range(4):
                game, index = chance.choice(GAMES), chance.randrange(EVENTS)
                # mostly one writer of an event, so that few conflicts hold games up
                side = ("local", "cloud")[index % 2] if chance.random() < 0.95 else chance.choice(("local", "cloud"))
                games[game].put(side, index, f"{side} {number}", players=chance.randrange(3))
                written.setdefault((game, index), {})[side] = f"{side} {number}"
            time.sleep(max(0.0, life - time.monotonic()))
            process.kill()
            process.join()
            _decide(local, chance)
            report(f"{number + 1} killed")
        for tiers in games.values():
            tiers.settle()
        while _decide(local, chance):
            games[GAMES[0]].settle()
        return [wrong for tiers in games.values() for wrong in _wrong(tiers, written)]


def _decide(local: psycopg.Connection, chance: random.Random) -> int:
    """Decide the conflicts of every game, as a person would; return how many there were."""
    listed = local.execute("select distinct peer::text, subject from ops.sync_conflicts where take is null").fetchall()
    for peer, subject in listed:
        assert read_conflicts(local, peer, subject)
        choose(local, peer, subject, chance.choice(["local", "remote"]), "tester")
    return len(listed)


def _wrong(tiers: Tiers, written: dict[tuple[int, int], dict[str, str]]) -> list[str]:
    wrong = [] if tiers.rows("local") == tiers.rows("cloud") else [f"game {tiers.game}: the sides differ"]
    events = tiers.events("local")
    for (game, index), values in written.items():
        if game == tiers.game and events.get(index) not in values.values():
            wrong.append(f"event {index} of game {game} is {events.get(index)}, written were {values}")
    return wrong
