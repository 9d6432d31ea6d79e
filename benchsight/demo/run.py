"""The steps of the demonstration: simulate, load, build, verify."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchsight.builds import BuildOptions, BuildSummary, build
from benchsight.db.connections import connect, migrate
from benchsight.db.settings import Settings, load_settings
from benchsight.demo.database import make_demo_database
from benchsight.demo.league import Leader, Standing, game_to_show, read_leaders, read_standings
from benchsight.quality.verify import Verification, verify
from benchsight.reads.box_score import BoxScore, read_box_score
from benchsight.simulator import Mess, SimulationConfig, write_league
from benchsight.simulator.write import WrittenLeague
from ingest.journal.summary import LoadSummary
from ingest.runs.load import LoadOptions, load_paths

# As in real exports: codes in other spellings, clocks that differ, one game tracked in part.
MESS = Mess.only(
    "code_variants", "success_spelling", "jersey_types", "shared_jerseys", "clock_skew", "cut_end_times",
    "backward_end_times", "partial_game",
)  # fmt: skip
LEADER_PLACES = 5

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class DemoOptions:
    """The league to simulate."""

    seed: int = 7
    teams: int = 4
    games: int = 12


@dataclass
class DemoResult:
    """The result of the demonstration; the later parts are empty if the build failed."""

    files: Path
    written: WrittenLeague
    loaded: LoadSummary
    built: BuildSummary
    verified: Verification = field(default_factory=Verification)
    standings: list[Standing] = field(default_factory=list)
    leaders: list[Leader] = field(default_factory=list)
    box_score: BoxScore | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether everything landed, was built, and agrees with the official results or says why not."""
        return self.loaded.ok and self.built.status != "failed" and not self.verified.unexplained


def run_demo(options: DemoOptions, progress: Progress) -> DemoResult:
    """Run the demonstration in a database of its own; ``progress`` gets step, done and total.

    From here on the current process means that database.
    """
    settings = load_settings()
    seconds: dict[str, float] = {}
    with _timed(seconds, "set up"):
        progress("setting up a database", 0, 0)
        os.environ["BENCHSIGHT_DATABASE_URL"] = make_demo_database(settings)
        migrate(load_settings())
    with _timed(seconds, "simulate"):
        files, written = _simulate(settings, options, progress)
    with _timed(seconds, "load"):
        loaded = _load(settings, files, progress)
    with _timed(seconds, "build"):
        built = build(BuildOptions(), progress=_build_progress(progress))
    result = DemoResult(files, written, loaded, built, seconds=seconds)
    if built.status != "failed":
        with _timed(seconds, "verify"):
            _look(result)
    return result


def _simulate(settings: Settings, options: DemoOptions, progress: Progress) -> tuple[Path, WrittenLeague]:
    files = settings.home / "demo"
    shutil.rmtree(files, ignore_errors=True)
    config = SimulationConfig(seed=options.seed, teams=options.teams, games=options.games, xy=True, mess=MESS)
    done = iter(range(1, options.games + 1))
    progress("simulating games", 0, options.games)
    _, written = write_league(
        config, files, keep_events=False, on_game=lambda: progress("simulating games", next(done), options.games)
    )
    return files, written


def _load(settings: Settings, files: Path, progress: Progress) -> LoadSummary:
    # The truth beside the exports is for those who check the statistics.
    options = LoadOptions(vocabulary=settings.project_root / "seeds" / "vocabulary")
    with connect(application_name="benchsight demo") as connection:
        return load_paths(connection, [files / "league", files / "games"], options, progress)


def _build_progress(progress: Progress) -> Callable[[str, int, str | None], None]:
    """Adapt the build's progress, which names each node, to ``progress``, which takes a count."""
    counts: dict[str, list[int]] = {}

    def show(step: str, total: int, node: str | None) -> None:
        count = counts.setdefault(step, [0, 0])
        count[0] += node is not None
        count[1] = total or count[1]
        progress(f"building: {step}", *count)

    return show


def _look(result: DemoResult) -> None:
    with connect(application_name="benchsight demo") as connection:
        result.verified = verify(connection)
        result.standings = read_standings(connection)
        result.leaders = read_leaders(connection, LEADER_PLACES)
        game_id = game_to_show(connection)
        result.box_score = None if game_id is None else read_box_score(connection, game_id)


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    seconds[step] = round(time.monotonic() - started, 2)
