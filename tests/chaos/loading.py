"""`benchsight load` disturbed: taken up again, it leaves what an undisturbed load leaves, row by row."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from benchsight.simulator import SimulationConfig, write_league
from ingest.contract.tables import TABLES

from .contents import STAGED, VOLATILE, Contents, contents, differences
from .disk import full_disk
from .disturbance import Moment, Place, Strike, build_place, cut, kill, stop_server, strike_at
from .server import Command, Server
from .trial import TOO_LATE, Trial

GAMES = 6
DATABASE = "chaos_load"
REJECTED = 1  # the exit code: the league has a row that cannot land
KINDS: dict[str, Strike] = {"SIGKILL": kill, "connection cut": cut, "server stopped": stop_server}
DISK = "disk full"
LOG, WHOLE = "public.ingest_logs", "new.source_file is null and new.game_id is null"
PLACES = (
    Place("the start of the run", "ops.ingest_runs", "insert"),
    *(Place(f"the start of {phase}", LOG, "insert", f"new.phase = '{phase}' and {WHOLE}")
      for phase in ("fetch", "validate", "transform", "snapshot")),
    *(Place(f"the end of {phase}", LOG, "update", f"new.phase = '{phase}' and {WHOLE}")
      for phase in ("fetch", "validate", "transform", "upsert_members", "upsert_games", "snapshot")),
    *(Place(f"the start of game {number}", LOG, "insert", f"new.phase = 'upsert_games' and new.game_id = {number}")
      for number in (900_001, 900_004)),
    Place("the files fetched", "ops.ingest_files", "insert"),
    Place("the start of a landing", "public.load_history", "insert", "new.table_name = 'staging_shifts'"),
    Place("the end of a landing", "public.load_history", "update", "new.table_name = 'staging_shifts'"),
    Place("the checkpoint of a landing", LOG, "update", "new.phase = 'upsert_games' and new.game_id is not null"),
    Place("the middle of the events", "public.staging_events", "insert or update", "new.event_index % 1000 > 20"),
    Place("the shifts of a game", "public.staging_shifts", "insert or update"),
    Place("the history of the input", "ops.input_changes", "insert"),
    Place("the rejects", "public.staging_rejects", "insert"),
    Place("the end of the run", "ops.ingest_runs", "update", "new.status <> 'running'"),
)  # fmt: skip
LAST_RUN = "select run_id, status from ops.ingest_runs order by started_at desc limit 1"
WHERE = """
    select coalesce(
        (select case when l.status = 'started' then 'in ' else 'after ' end || l.phase from public.ingest_logs as l
            where l.run_id = r.run_id and l.source_file is null and l.game_id is null order by l.id desc limit 1),
        'begun')
    from ops.ingest_runs as r order by r.started_at desc limit 1
"""


@dataclass
class Ground:
    """What loads start from (nothing, or an older version of the league) and what they lead to."""

    template: str
    seconds: float = 0.0
    staged: Contents = field(default_factory=dict)
    kept: list[tuple[Any, ...]] = field(default_factory=list)


class LoadTrials:
    """Loads of one small league on a server of one's own, each disturbed once or twice."""

    def __init__(self, server: Server, folder: Path, games: int = GAMES) -> None:
        self.server, self.folder = server, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.home = folder / "home"
        self.league, older = folder / "league_now", folder / "league_before"
        for path, seed in ((self.league, 5), (older, 6)):
            config = SimulationConfig(seed=seed, teams=2, games=games, xy=True, period_minutes=((1, 1, 1),))
            write_league(config, path, "both" if path == self.league else "json")
        _spoil(self.league)
        self.grounds = [Ground("chaos_empty"), Ground("chaos_older")]
        server.migrated("chaos_empty")
        server.create("chaos_older", "chaos_empty")
        assert self._load("chaos_older", older).ended() == 0
        with server.session("chaos_older") as session:
            session.execute("delete from ops.ingest_runs")
        for ground in self.grounds:
            self._measure(ground)

    def run(self, number: int, kind: str, place: Place | None, rng: Random) -> Trial:
        """Disturb a load, take it up again, compare."""
        ground = rng.choice(self.grounds)
        self.server.create(DATABASE, ground.template)
        moment = Moment(rng.uniform(0.05, ground.seconds), place)
        trial = Trial(number, "load", kind, moment)
        if place is not None:
            build_place(self.server, DATABASE, place)
        if kind == DISK:
            with full_disk(self.home / "runs", rng):
                command = self._load(DATABASE, self.league)
                command.ended()
            trial.hit = self._where()
        else:
            self._strike(trial, KINDS[kind], rng)
        self._recover(trial, rng)
        self._compare(trial, ground)
        return trial

    def _strike(self, trial: Trial, strike: Strike, rng: Random) -> None:
        command = self._load(DATABASE, self.league)

        def hit() -> None:
            trial.hit = str(trial.moment.place.name if trial.moment.place else self._where())
            strike(self.server, DATABASE, command, rng)

        if not strike_at(trial.moment, self.server, DATABASE, command, hit):
            trial.hit = TOO_LATE
        code = command.ended()
        if code >= 0 and self._is_complete() and trial.struck:
            trial.recovery.append("went on by itself")
        if code > 1:
            trial.faults.append(f"exit code {code}: {command.said()}")
        if "Traceback" in command.said():
            trial.faults.append(command.said())

    def _recover(self, trial: Trial, rng: Random) -> None:
        """Resume the run, sometimes after another kill; or load again."""
        self.server.wait_for_silence(DATABASE)
        if self._is_complete():
            return
        run = self._last()
        if run is not None and rng.random() < 0.2:
            again = self._load(DATABASE, None)
            time.sleep(rng.uniform(0.05, 0.4))
            again.kill()
            again.ended()
            self.server.wait_for_silence(DATABASE)
            trial.recovery.append("resumed and killed again")
        if self._is_complete():
            return
        is_resumed = run is not None and rng.random() < 0.75
        command = self._load(DATABASE, None if is_resumed else self.league)
        if command.ended() not in (0, REJECTED) or not self._is_complete():
            trial.faults.append(f"{'--resume' if is_resumed else 'load'} failed: {command.said()}")
        trial.recovery.append("resumed" if is_resumed else "loaded again")

    def _compare(self, trial: Trial, ground: Ground) -> None:
        with psycopg.connect(self.server.url(DATABASE)) as connection:
            for table, games in differences(ground.staged, contents(connection, STAGED)).items():
                trial.faults.append(f"{table} differs (game, rows expected, found): {games}")
            if (kept := _kept(connection)) != ground.kept:
                trial.faults.append(f"the input history differs: {ground.kept} expected, {kept} found")
            if ground.template == "chaos_empty":
                trial.faults += _counts(connection)

    def _measure(self, ground: Ground) -> None:
        """Load undisturbed: how long it takes and what it leads to."""
        self.server.create(DATABASE, ground.template)
        start = time.monotonic()
        command = self._load(DATABASE, self.league)
        assert command.ended() == REJECTED, command.said()
        ground.seconds = time.monotonic() - start
        with psycopg.connect(self.server.url(DATABASE)) as connection:
            ground.staged, ground.kept = contents(connection, STAGED), _kept(connection)

    def _load(self, database: str, path: Path | None) -> Command:
        """`benchsight load` of a folder, or --resume of the last run."""
        what = ["--resume", "last"] if path is None else [str(path / "league"), str(path / "games")]
        environment = {"BENCHSIGHT_DATABASE_URL": self.server.url(database), "BENCHSIGHT_HOME": str(self.home)}
        return Command.start(["load", *what], environment, self.folder, self.folder / "load.log")

    def _is_complete(self) -> bool:
        run = self._last()
        return run is not None and run[1] == "completed"

    def _last(self) -> tuple[Any, ...] | None:
        with self.server.session(DATABASE) as session:
            return session.execute(LAST_RUN).fetchone()

    def _where(self) -> str:
        """How far the last run has come."""
        with self.server.session(DATABASE) as session:
            row = session.execute(WHERE).fetchone()
        return "nothing yet begun" if row is None else str(row[0])


def _spoil(league: Path) -> None:
    """Give the league a row that is rejected, as every real one has."""
    (path,) = league.glob("league/fact_gameroster.csv")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:-1], lines[-1].replace("home", "nowhere").replace("away", "nowhere")]))


def _kept(connection: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    """The superseded rows that the input history keeps, by table: how many, and their hash."""
    return connection.execute(
        """
        select c.table_name, count(*), md5(string_agg(h.key || md5(cast(h.content - %s::text[] as text)), ''
            order by h.key, md5(cast(h.content - %s::text[] as text))))
        from ops.staging_history as h inner join ops.input_changes as c using (change_id)
        group by 1 order by 1
        """,
        (list(VOLATILE), list(VOLATILE)),
    ).fetchall()


def _counts(connection: psycopg.Connection[Any]) -> list[str]:
    """Where load_history does not say that each row was inserted once, and nothing else ever done."""
    faults = []
    for table in TABLES:
        row = connection.execute(
            "select coalesce(sum(rows_inserted), 0), coalesce(sum(rows_updated + rows_deleted), 0) from load_history"
            " where table_name = %s and status = 'completed'",
            (table,),
        ).fetchone()
        rows = connection.execute(f"select count(*) from {table}".encode()).fetchone()
        assert row is not None
        assert rows is not None
        if row != (rows[0], 0):
            faults.append(f"load_history: {row[0]} rows of {table} inserted, {row[1]} changed; {rows[0]} are there")
    return faults
