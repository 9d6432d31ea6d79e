"""What the tests of the monitor share: rows that loads, builds, trackers and dbt would write."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest

Connection = psycopg.Connection[Any]
AddLoad = Callable[..., str]
AddGame = Callable[..., None]


@pytest.fixture
def add_load(connection: Connection) -> AddLoad:
    """Adds a row of load_history, as a load of one table of a file leaves it; its load_id."""

    def add(file: str = "/exports/game.json", **values: Any) -> str:
        row = {
            "load_id": str(uuid4()),
            "table_name": "staging_events",
            "operation": "upsert",
            "source_file": file,
            "status": "completed",
            "rows_read": 100,
            "rows_inserted": 100,
        } | values
        names = ", ".join(row)
        places = ", ".join(f"%({name})s" for name in row)
        connection.execute(
            f"insert into public.load_history ({names}, started_at, completed_at)"
            f" values ({places}, clock_timestamp(), clock_timestamp())".encode(),
            row,
        )
        return str(row["load_id"])

    return add


@pytest.fixture
def add_game(connection: Connection) -> AddGame:
    """Adds a tracked game of a league with so many events and shifts, from a file unless ``live``."""

    def add(
        game_id: int, events: int = 1, shifts: int = 0, league: str = "A", minutes: int = 20, live: bool = False
    ) -> None:
        season = f"season {league}"
        connection.execute(
            "insert into public.staging_seasons (season_id, league_id) values (%s, %s) on conflict do nothing",
            (season, league),
        )
        connection.execute(
            "insert into public.staging_schedule (game_id, season_id, period_length_seconds) values (%s, %s, %s)",
            (game_id, season, 60 * minutes),
        )
        load = None if live else uuid4()
        for table, key, letter, count in (("events", "event", "E", events), ("shifts", "shift", "S", shifts)):
            connection.execute(
                f"insert into public.staging_{table} ({key}_key, game_id, {key}_index, load_id)"
                f" select '{letter}' || %(game)s || lpad(cast(n as text), 5, '0'), %(game)s, n, %(load)s"
                " from generate_series(1, %(count)s) as n".encode(),
                {"game": game_id, "count": count, "load": load},
            )

    return add


@pytest.fixture
def open_alerts(connection: Connection) -> Callable[[], list[tuple[str, str, int]]]:
    """Rule, subject and count of the open alerts."""

    def read() -> list[tuple[str, str, int]]:
        return connection.execute(
            "select rule, subject_key, count from public.alerts where resolved_at is null order by rule, subject_key"
        ).fetchall()

    return read


@pytest.fixture
def published(connection: Connection) -> None:
    """The tables of dbt that the monitor reads, with the columns that it reads, empty."""
    connection.execute(
        """
        create table public.qa_data_completeness (
            game_id integer, tracked_players integer, unrostered_players integer, players_on_other_roster integer,
            unrostered_numbers text, home_rostered_players integer, away_rostered_players integer,
            players_without_shifts integer
        );
        create table public.qa_scorer_comparison (game_id integer, stat text, is_equal boolean, is_comparable boolean);
        create table public.qa_goal_accuracy (
            game_id integer, official_goals integer, is_equal boolean, is_comparable boolean
        );
        create table public.fact_player_game_stats (
            game_id integer, player_id text, venue text, player_number integer, is_rostered boolean, toi_seconds integer
        );
        """
    )


@pytest.fixture
def build_game(connection: Connection) -> Callable[[int], None]:
    """Notes that a game was built from what is staged now."""

    def build(game_id: int) -> None:
        connection.execute(
            """
            with run as (
                insert into ops.build_runs (status, code_version, input_snapshot, game_count, selection, completed_at)
                values ('completed', 'code', pg_current_snapshot(), 1, 'tables', clock_timestamp()) returning build_id
            )
            insert into ops.game_builds (game_id, built_at, build_id, input_version, code_version)
            select %(game)s, clock_timestamp(), run.build_id,
                coalesce((select input_version from ops.game_inputs where game_id = %(game)s), 1), 'code'
            from run
            on conflict (game_id) do update set
                built_at = excluded.built_at, build_id = excluded.build_id, input_version = excluded.input_version
            """,
            {"game": game_id},
        )

    return build
