"""`benchsight build` disturbed: the next build leaves what an undisturbed one leaves, row by row."""

import shutil
import time
from pathlib import Path
from random import Random

import psycopg

from .contents import PUBLISHED, Contents, contents, differences
from .disturbance import Moment, Place, Strike, build_place, cut, kill, kill_all, kill_child, stop_server, strike_at
from .server import REPOSITORY, Command, Server
from .trial import TOO_LATE, Trial

SMALL_PROJECT = REPOSITORY / "tests" / "benchsight" / "builds" / "project"
TEMPLATE, DATABASE = "chaos_built", "chaos_build"  # one name for all: dbt parses the whole project if it changes
KINDS: dict[str, Strike] = {
    "SIGKILL": kill,
    "SIGKILL of all": kill_all,
    "SIGKILL of dbt": kill_child,
    "connection cut": cut,
    "server stopped": stop_server,
}
PLACES = (
    Place("the claim of games", "ops.build_runs", "insert"),
    Place("the rows of a table", "public.fact_events", "insert"),
    Place("the end of the models", "ops.build_runs", "update", "new.models_built and new.status = 'running'"),
    Place("the marks on staged rows", "public.staging_events", "update", "new.processed"),
    Place("the marks on games", "ops.game_builds", "update", "new.input_version > 0"),
    Place("the end of the build", "ops.build_runs", "update", "new.status = 'completed'"),
)
FIRST = """
    insert into staging_events (event_key, game_id, event_index, event_type)
    select
        'E' || game || lpad(cast(number as text), 5, '0'), game, number,
        case number % 9 when 0 then 'Goal' else 'Shot' end
    from generate_series(1, 4) as game, generate_series(1, 300) as number;
    insert into staging_players (player_id, player_name) values ('P1', 'Alma');
"""
CHANGES = """
    update staging_events set event_type = 'Goal' where game_id = 1 and event_index % 7 = 0;
    delete from staging_events where game_id = 2 and event_index > 100;
    delete from staging_events where game_id = 3;
    insert into staging_events (event_key, game_id, event_index, event_type)
    select 'E5' || lpad(cast(number as text), 5, '0'), 5, number, 'Shot' from generate_series(1, 200) as number;
    update staging_players set player_name = 'Berta';
"""
WHERE = """
    select case
        when r.status <> 'running' then 'after the build'
        when r.models_built then 'in the tests'
        when exists (select from pg_stat_activity where datname = current_database()
            and application_name = 'benchsight-dbt') then 'in the models'
        else 'as dbt starts' end
    from ops.build_runs as r where r.build_id > %s order by r.build_id desc limit 1
"""
BUILT = """
    select i.game_id, b.input_version is not distinct from i.input_version, b.code_version is distinct from ''
    from ops.game_inputs as i left join ops.game_builds as b using (game_id)
    where exists (select from staging_events as e where e.game_id = i.game_id) order by 1
"""


class BuildTrials:
    """Builds of a small project on a server of one's own, each disturbed once."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server, self.folder = server, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.project = _project(folder / "project")
        server.migrated(TEMPLATE)
        with server.session(TEMPLATE) as session:
            session.execute(FIRST.encode())
        server.create(DATABASE, TEMPLATE)
        command = self._build()
        assert command.ended() == 0, command.said()
        server.create(TEMPLATE, DATABASE)
        with server.session(TEMPLATE) as session:
            session.execute(CHANGES.encode())
            row = session.execute("select max(build_id) from ops.build_runs").fetchone()
        self.builds_before = 0 if row is None else int(row[0])
        self.seconds, self.published = self._measure()

    def run(self, number: int, kind: str, place: Place | None, rng: Random) -> Trial:
        """Disturb a build, build again, compare."""
        self.server.create(DATABASE, TEMPLATE)
        trial = Trial(number, "build", kind, Moment(rng.uniform(0.05, self.seconds), place))
        if place is not None:
            build_place(self.server, DATABASE, place)
        command = self._build()

        def hit() -> None:
            trial.hit = str(place.name if place else self._where())
            KINDS[kind](self.server, DATABASE, command, rng)

        if not strike_at(trial.moment, self.server, DATABASE, command, hit):
            trial.hit = TOO_LATE
        code = command.ended()
        if code > 1 or "Traceback" in command.said():
            trial.faults.append(f"exit code {code}: {command.said()}")
        self.server.wait_for_silence(DATABASE)
        self._recover(trial, went_on=code == 0)
        self._compare(trial)
        return trial

    def _recover(self, trial: Trial, went_on: bool) -> None:
        if went_on:
            trial.recovery.append("went on by itself")
            return
        command = self._build()
        if command.ended() != 0:
            trial.faults.append(f"the next build failed: {command.said()}")
        trial.recovery.append("built again")

    def _compare(self, trial: Trial) -> None:
        with psycopg.connect(self.server.url(DATABASE)) as connection:
            for table, games in differences(self.published, contents(connection, PUBLISHED)).items():
                trial.faults.append(f"{table} differs (game, rows expected, found): {games}")
            if due := [row for row in connection.execute(BUILT) if row[1:] != (True, True)]:
                trial.faults.append(f"games are not marked as built: {due}")
            left = connection.execute("select from staging_events where not processed").rowcount
            if left:
                trial.faults.append(f"{left} staged rows are not marked as processed")

    def _measure(self) -> tuple[float, Contents]:
        """Build undisturbed: how long it takes, and what it leads to."""
        self.server.create(DATABASE, TEMPLATE)
        start = time.monotonic()
        command = self._build()
        assert command.ended() == 0, command.said()
        seconds = time.monotonic() - start
        with psycopg.connect(self.server.url(DATABASE)) as connection:
            return seconds, contents(connection, PUBLISHED)

    def _build(self) -> Command:
        """`benchsight build` in the project."""
        url, home = self.server.url(DATABASE), str(self.folder / "home")
        environment = {"BENCHSIGHT_DATABASE_URL": url, "BENCHSIGHT_HOME": home}
        return Command.start(["build"], environment, self.project, self.folder / "build.log")

    def _where(self) -> str:
        """How far the build has come."""
        with self.server.session(DATABASE) as session:
            row = session.execute(WHERE, (self.builds_before,)).fetchone()
        return "before the claim" if row is None else str(row[0])


def _project(root: Path) -> Path:
    """A checkout with the small project and the build macros of the real one."""
    shutil.copytree(SMALL_PROJECT, root)
    shutil.copytree(REPOSITORY / "macros" / "build", root / "macros" / "build")
    shutil.copy(REPOSITORY / "profiles.example.yml", root)
    shutil.copytree(REPOSITORY / "supabase" / "migrations", root / "supabase" / "migrations")
    return root
