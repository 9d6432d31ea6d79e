"""Leagues of many kinds, simulated, loaded and built together in one database: a build costs more than a game."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from filelock import FileLock
from psycopg import sql

from benchsight.builds import BuildOptions, BuildSummary, build
from benchsight.db.server import EmbeddedServer
from benchsight.simulator import League, Mess, Rare, SimulationConfig, write_league
from benchsight.simulator.write import Format
from ingest.runs.load import load_paths
from tests.benchsight.builds.league import project_copy

from .comparing import differences, published_rows
from .truth import Table

TEMPLATE = "benchsight_template"
LENGTHS = ((18, 18, 18), (20, 20, 20), (21, 18, 20))
ORDERLY = replace(Mess.everything(), clock_skew=False, partial_game=False)
"""Mess that leaves the order within a second alone."""
SHORT = ((1, 1, 1),)
"""Nothing much happens: a tie is likely."""


@dataclass(frozen=True)
class Kind:
    """A kind of league, and the format its games are exported in."""

    config: SimulationConfig
    formats: Format = "json"


def _config(number: int, **options: Any) -> SimulationConfig:
    own = {"seed": number, "first_game_id": 900_000 + 100 * number, "season_id": f"SIM{2030 + number}F"}
    return SimulationConfig(**{"teams": 2, "games": 2, "period_minutes": ((8, 8, 8),), **own, **options})


BUSY: dict[str, Any] = {"period_minutes": ((12, 12, 12),), "penalty_factor": 3.0, "penalty_shot_share": 0.1}
"""Enough happens for every statistic to vary."""
KINDS = {
    "clean": Kind(_config(1, xy=True)),
    "period_lengths": Kind(_config(2, games=3, period_minutes=LENGTHS)),
    "overtime": Kind(_config(3, games=4, period_minutes=SHORT, overtime_minutes=1)),
    "five_skater_overtime": Kind(_config(12, games=4, period_minutes=SHORT, overtime_skaters=5, shootout=False)),
    "ties": Kind(_config(4, games=4, period_minutes=SHORT, overtime_minutes=0)),
    "many_penalties": Kind(_config(5, penalty_factor=5.0, penalty_shot_share=0.3)),
    "old_tracker": Kind(_config(6, teams=4, tracker_version="23.4", substitute_share=1.0)),
    "nhl": Kind(_config(7, shape="nhl", penalty_factor=2.0, period_minutes=None)),
    "messy": Kind(_config(8, games=4, xy=True, mess=Mess.everything())),
    "messy_nhl": Kind(_config(9, shape="nhl", mess=Mess.everything())),
    "full": Kind(_config(13, seed=24, teams=4, games=8, full=True, **BUSY)),
    "full_nhl": Kind(_config(14, seed=22, shape="nhl", games=4, full=True, **BUSY)),
    "workbook": Kind(_config(10), "workbook"),
    "messy_workbook": Kind(_config(11, games=4, xy=True, mess=Mess.everything()), "workbook"),
}

WRITTEN = (
    "goals_without_shot", "late_entries", "shootout_as_goals", "zero_second_stints", "unknown_codes", "mistyped_types",
)  # fmt: skip
NAMED = ("sweater_change", "sweater_zero", "borrowed_sweater", "same_names", "accents")
PLAYED = ("special_teams", "goal_as_penalty_ends", "goal_off_the_faceoff", "marked_empty_net", "goalie_changes")
GIVEN = ("own_goals", "awarded_goals", "goalie_changes", "sweater_double_zero")


def _rare(number: int, *kinds: str, **options: Any) -> SimulationConfig:
    return _config(number, id_prefix=f"R{number}", rare=Rare.only(*kinds), **options)


RARE_KINDS = {
    "rare_tracking": Kind(_rare(21, *WRITTEN, "clock_tenths", "corner_origin", "metres", games=3, xy=True)),
    "rare_shootouts": Kind(_rare(22, *WRITTEN, games=3, period_minutes=SHORT, overtime_minutes=1)),
    "rare_play": Kind(_rare(23, *PLAYED, shape="nhl", games=3, penalty_factor=3.0)),
    "rare_goalies": Kind(_rare(24, "skater_in_net", "no_goalie", "clock_counts_up", games=4)),
    "rare_goals": Kind(_rare(31, *GIVEN, games=4)),
    "rare_names": Kind(_rare(25, *NAMED, teams=4)),
    "rare_workbook": Kind(_rare(26, *WRITTEN, *PLAYED, *NAMED, penalty_factor=2.0), "workbook"),
    "playoffs": Kind(_rare(27, "playoffs", games=4, period_minutes=SHORT, overtime_minutes=4)),
    "halves": Kind(_rare(28, "two_halves")),
    "one_table_only": Kind(_rare(29, "one_table_only")),
    "everything_rare": Kind(
        _config(
            30,
            id_prefix="R30",
            shape="nhl",
            xy=True,
            mess=ORDERLY,
            rare=replace(Rare.everything(), one_table_only=False),
        )
    ),
}
"""Rare hockey and rare tracking, some kinds at a time."""
ALL_KINDS = KINDS | RARE_KINDS


@dataclass
class Leagues:
    """The simulated leagues by kind, and the database with what was built of them."""

    url: str
    summary: BuildSummary
    played: dict[str, League] = field(default_factory=dict)

    def published(self, kind: str, table: str, key: tuple[str, ...]) -> Table:
        """The rows of a table that belong to the games of a league."""
        games = [game.game_id for game in self.played[kind].games]
        with psycopg.connect(self.url) as connection:
            return published_rows(connection, games, table, key)

    def differences(self, kind: str, table: str, key: tuple[str, ...], expected: Table) -> list[str]:
        """What a table says otherwise than expected, cell by cell, and rows too many or missing."""
        return differences(table, self.published(kind, table, key), expected)


@pytest.fixture(scope="session")
def leagues(server_url: str, running_server: EmbeddedServer) -> Leagues:
    """All kinds of leagues in one database of the run's server, made by whichever worker comes first."""
    place = running_server.home / "leagues"
    with FileLock(f"{place}.lock"):
        if not place.exists():
            place.write_bytes(pickle.dumps(_make(server_url, running_server.home)))
    made = pickle.loads(place.read_bytes())
    assert isinstance(made, Leagues)
    return made


def _make(server_url: str, home: Path) -> Leagues:
    url = copy_database(server_url, TEMPLATE)
    played = {kind: _load(url, kind, home / "exports" / kind) for kind in ALL_KINDS}
    with at_database(url, home):
        return Leagues(url, build(BuildOptions()), played)


def copy_database(server_url: str, template: str) -> str:
    """URL of a new database with what another holds; it goes with the server."""
    name = f"leagues_{uuid4().hex[:8]}"
    with psycopg.connect(server_url, autocommit=True) as server:
        names = (sql.Identifier(name), sql.Identifier(template))
        server.execute(sql.SQL("create database {} template {} strategy file_copy").format(*names))
    return f"{server_url.removesuffix('/postgres')}/{name}"


@contextmanager
def at_database(url: str, home: Path) -> Iterator[None]:
    """Builds are of the run's project, mean this database, and write below ``home``."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(project_copy(home))
        monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", url)
        monkeypatch.setenv("BENCHSIGHT_HOME", str(home / "builds"))
        yield


def _load(url: str, kind: str, folder: Path) -> League:
    league, _ = write_league(ALL_KINDS[kind].config, folder, ALL_KINDS[kind].formats)
    with psycopg.connect(url, autocommit=True) as connection:
        load_paths(connection, [folder / "league", folder / "games"])
    return league


@pytest.fixture(params=ALL_KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of league in turn."""
    return str(request.param)
