"""Databases with a few rows to export, and new ones to restore them to; what tells two databases apart."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from benchsight.backup.catalog import KEPT_BACK
from benchsight.backup.export import ExportRequest, ExportSummary, export
from benchsight.backup.restore import RestoreRequest, RestoreSummary, restore

from ..builds.league import league

__all__ = ["league"]  # a fixture

TABLES = """
    select nspname, relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname in ('public', 'ops', 'transform') and relkind = 'r' order by 1, 2
"""
ROWS = """
    insert into staging_games (game_id, home_team_name) values (1, 'Polar Bears'), (2, 'Walruses');
    insert into staging_events (event_key, game_id, event_index, event_type, puck_x, raw)
    values ('E100001', 1, 1, 'Shot', 12.50, '{"note": "a \\"b\\" ü\\n", "n": 1.50}'),
        ('E100002', 1, 2, 'Goal', null, null), ('E200001', 2, 1, '', -7, 'null');
    insert into staging_event_players (event_key, player_row, game_id, role_side, player_name)
    values ('E100001', 1, 1, 'event', 'Ålma, "the wall"'), ('E200001', 1, 2, 'opp', '');
    insert into staging_players (player_id, player_name) values ('P1', 'Alma'), ('P2', null);
    insert into load_history (load_id, table_name, operation, started_at, status, rows_inserted)
    values (gen_random_uuid(), 'staging_events', 'upsert', clock_timestamp(), 'completed', 3);
    insert into etl_queue (game_id) values (1);
    insert into user_preferences (user_id, favorite_team) values ('ann', 'T1');
    insert into game_notes (game_id, user_id, note_text) values (1, 'ann', 'Offside?'), (2, 'bob', E'two\nlines');
    update game_notes set note_text = 'Onside.' where game_id = 1;
    create table fact_events (event_key text not null, game_id integer, event_type text);
    create unique index on fact_events (event_key);
    insert into fact_events select event_key, game_id, event_type from staging_events;
    create table dim_player (player_id text, player_name text);
    insert into dim_player select player_id, player_name from staging_players;
    create schema transform;
    create view fact_goals as select * from fact_events where event_type = 'Goal';
    insert into ops.build_runs (status, code_version, input_snapshot, game_count, models_built)
    values ('completed', 'abc', pg_current_snapshot(), 2, true);
    insert into ops.game_builds select game_id, now(), 1, input_version, 'abc' from ops.game_inputs;
"""


@dataclass(frozen=True)
class Database:
    """A database that commands of this process can be made to mean."""

    url: str

    def execute(self, statement: str) -> None:
        """Run statements on a connection of their own."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query.encode()).fetchall()

    def digests(self, without_load: str | None = None) -> dict[str, str]:
        """SHA-256 over all rows of each table, every column as text; load_history without those of one load.

        Without the tables that no export has.
        """
        found = {}
        with psycopg.connect(self.url) as connection:
            connection.execute("set timezone = 'UTC'")
            for schema, name in connection.execute(TABLES).fetchall():
                if f"{schema}.{name}" in KEPT_BACK:
                    continue
                query = sql.SQL("select cast(t as text) from {} as t").format(sql.Identifier(schema, name))
                if name == "load_history" and without_load is not None:
                    query += sql.SQL(" where load_id <> {}").format(sql.Literal(without_load))
                rows = sorted(row for (row,) in connection.execute(query))
                found[f"{schema}.{name}"] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return found

    @contextmanager
    def meant(self) -> Iterator[None]:
        """Commands of this process mean this database."""
        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", self.url)
            yield

    def export(
        self, folder: Path, *tables: str, games: tuple[int, ...] = (), file_format: str = "csv"
    ) -> ExportSummary:
        """Export from here."""
        with self.meant():
            return export(ExportRequest(folder, tables, games, file_format))

    def restore(
        self, folder: Path, *tables: str, games: tuple[int, ...] = (), inputs_only: bool = False
    ) -> RestoreSummary:
        """Restore to here."""
        with self.meant():
            return restore(RestoreRequest(folder, tables, games, inputs_only))


@pytest.fixture
def new_database(server_url: str) -> Iterator[Callable[[], Database]]:
    """Makes databases with the whole schema and no rows, dropped after the test."""
    made = []
    with psycopg.connect(server_url, autocommit=True) as server:

        def make() -> Database:
            name = f"backup_{uuid4().hex[:12]}"
            made.append(sql.Identifier(name))
            server.execute(
                sql.SQL("create database {} template benchsight_template strategy file_copy").format(made[-1])
            )
            return Database(f"{server_url.removesuffix('/postgres')}/{name}")

        yield make
        for name in made:
            server.execute(sql.SQL("drop database {} with (force)").format(name))


@pytest.fixture
def database(new_database: Callable[[], Database]) -> Database:
    """Two games, staged and, by hand, built."""
    database = new_database()
    database.execute(ROWS)
    return database


@pytest.fixture(params=["csv", "parquet"])
def file_format(request: pytest.FixtureRequest) -> str:
    """Each format in turn."""
    return str(request.param)


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of an export as it stands."""
    content = json.loads((folder / "manifest.json").read_text())
    assert isinstance(content, dict)
    return content
