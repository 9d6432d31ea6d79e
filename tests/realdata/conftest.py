"""The real games, loaded and built once a run: the packs as they are, and the same games from their other exports."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from benchsight.builds import BuildOptions, BuildSummary, build
from ingest.runs.load import load_paths
from tests.benchsight.builds.league import project_copy

TEMPLATE = "benchsight_template"
NHL_GAMES = 2_000_000_000  # game ids of the NHL are above this
TWICE_EXPORTED = (18969, 18977)


@dataclass(frozen=True)
class Built:
    """A database with what was built in it."""

    url: str = field(repr=False)  # it holds the password
    summary: BuildSummary

    def rows(self, query: str, *parameters: object) -> list[dict[str, Any]]:
        """The rows of a query."""
        with psycopg.connect(self.url, row_factory=dict_row) as connection:
            return connection.execute(query.encode(), parameters).fetchall()

    def row(self, query: str, *parameters: object) -> dict[str, Any]:
        """The only row of a query."""
        (row,) = self.rows(query, *parameters)
        return row


@pytest.fixture(scope="session")
def packs(server_url: str, realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Both packs, loaded whole."""
    yield from _built(server_url, [realdata / "norad", realdata / "nhl"], tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def other_inputs(
    server_url: str, realdata: Path, packs: Built, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    """The exports that a load of the whole pack leaves aside; and the NHL games without stint numbers on events."""
    taken = {Path(row["source_file"]).name for row in packs.rows("select source_file from staging_games")}
    exports = [path for game_id in TWICE_EXPORTED for path in _exports(realdata / "norad" / "games" / str(game_id))]
    left_aside = [path for path in exports if path.name not in taken]
    league = [realdata / "norad" / "csv", *(realdata / "norad").glob("official_*.csv")]
    paths = [*league, realdata / "nhl", *left_aside]
    query = f"update staging_events set shift_index = null where game_id > {NHL_GAMES}"
    yield from _built(server_url, paths, tmp_path_factory.mktemp("home"), query)


def _exports(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if "tracking" in path.name or "export" in path.name]


def _built(server_url: str, paths: Sequence[Path], home: Path, change: str | None = None) -> Iterator[Built]:
    name = f"real_{uuid4().hex[:8]}"
    url = f"{server_url.removesuffix('/postgres')}/{name}"
    with psycopg.connect(server_url, autocommit=True) as server, pytest.MonkeyPatch.context() as monkeypatch:
        names = (sql.Identifier(name), sql.Identifier(TEMPLATE))
        server.execute(sql.SQL("create database {} template {} strategy file_copy").format(*names))
        monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", url)
        monkeypatch.setenv("BENCHSIGHT_HOME", str(home))
        monkeypatch.chdir(project_copy(Path(os.environ["BENCHSIGHT_TEST_HOME"])))
        with psycopg.connect(url, autocommit=True) as connection:
            load_paths(connection, list(paths))
            if change is not None:
                connection.execute(change.encode())
        summary = build(BuildOptions())
        monkeypatch.undo()
        yield Built(url, summary)
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
