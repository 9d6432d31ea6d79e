"""Loads and builds that are killed, cut off, or lose server or disk: taken up again, nothing is lost or doubled."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from . import building, loading
from .building import BuildTrials
from .disturbance import Place
from .loading import DISK, LoadTrials
from .server import Server

SEED = 1


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that the server's own user may enter: pytest closes its own to others."""
    folder = Path(tempfile.mkdtemp(prefix="benchsight-chaos-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Server]:
    """A server of these tests alone, for it is stopped in the middle of everything."""
    server = Server(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def loads(server: Server, folder: Path) -> LoadTrials:
    """Loads of three small games."""
    return LoadTrials(server, folder / "loads", games=3)


def load_place(name: str) -> Place:
    """The place of a load with this name."""
    (place,) = (place for place in loading.PLACES if place.name == name)
    return place


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("SIGKILL", None),
        ("SIGKILL", "the end of validate"),
        ("SIGKILL", "the end of a landing"),
        ("SIGKILL", "the end of the run"),
        ("connection cut", "the middle of the events"),
        ("server stopped", "the shifts of a game"),
        (DISK, None),
    ],
)
def test_a_disturbed_load_that_is_taken_up_again_leaves_what_an_undisturbed_one_leaves(
    kind: str, place: str | None, loads: LoadTrials
) -> None:
    trial = loads.run(0, kind, None if place is None else load_place(place), Random(f"{SEED} {kind} {place}"))
    assert trial.faults == []
    assert trial.recovery


def test_after_a_disturbed_build_the_next_one_leaves_what_an_undisturbed_one_leaves(
    server: Server, folder: Path
) -> None:
    builds = BuildTrials(server, folder / "builds")
    (place,) = (place for place in building.PLACES if place.name == "the rows of a table")
    trial = builds.run(0, "SIGKILL of all", place, Random(SEED))
    assert (trial.faults, trial.hit) == ([], "the rows of a table")
