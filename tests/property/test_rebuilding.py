"""A build of one game touches no other, and leaves nothing behind."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from benchsight.builds import BuildOptions, build
from benchsight.builds.plan import Request
from benchsight.db.server import EmbeddedServer

from .conftest import Leagues, at_database, copy_database
from .metrics import expected_metrics, published_metrics

KIND = "messy"
TRACKED = ("staging_events", "staging_event_players", "staging_shifts")
POSITIONS = ("staging_puck_positions", "staging_player_positions")


@pytest.fixture
def copy(leagues: Leagues, server_url: str, running_server: EmbeddedServer) -> Iterator[psycopg.Connection]:
    """A connection to a copy of the leagues' database, which builds of this test mean."""
    url = copy_database(server_url, leagues.url.rsplit("/", 1)[1])
    home: Path = running_server.home
    with at_database(url, home), psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.mark.slow
def test_a_game_built_again_is_the_same_and_one_removed_is_gone(leagues: Leagues, copy: psycopg.Connection) -> None:
    before = contents(copy)
    game_id = leagues.played[KIND].games[0].game_id
    assert build(BuildOptions(Request(games=[game_id]), tests=False)).games_built == [game_id]
    assert contents(copy) == before

    for table in TRACKED:
        copy.execute(sql.SQL("delete from {} where game_id = %s").format(sql.Identifier(table)), (game_id,))
    assert build(BuildOptions(tests=False)).games_removed == [game_id]
    assert contents(copy) == {key: hashed for key, hashed in before.items() if key[1] != game_id}


@pytest.mark.slow
def test_metrics_are_those_of_the_games_whatever_the_order_of_builds(
    leagues: Leagues, copy: psycopg.Connection
) -> None:
    before = all_metrics(copy)
    assert published_metrics(copy) == expected_metrics(copy) != {}
    first, second, third = [game.game_id for game in leagues.played[KIND].games][:3]

    for game_id in (first, second):
        take_away(copy, game_id)
    build(BuildOptions(tests=False))
    assert all_metrics(copy) != before
    assert published_metrics(copy) == expected_metrics(copy)

    for game_id in (second, first):  # the later game first, and one in between that was there all the time
        put_back(copy, game_id)
        build(BuildOptions(Request(games=[game_id, third]), tests=False))
        assert published_metrics(copy) == expected_metrics(copy)
    assert all_metrics(copy) == before


def take_away(connection: psycopg.Connection, game_id: int) -> None:
    """Unstage a game, and keep what was staged in temporary tables."""
    for table in (*TRACKED, *POSITIONS):
        connection.execute(
            sql.SQL("create temporary table {} as select * from {} where game_id = {}").format(
                sql.Identifier(f"{table}_{game_id}"), sql.Identifier(table), sql.Literal(game_id)
            )
        )
    for table in TRACKED:
        connection.execute(sql.SQL("delete from {} where game_id = %s").format(sql.Identifier(table)), (game_id,))


def put_back(connection: psycopg.Connection, game_id: int) -> None:
    """Stage a game again that was taken away."""
    for table in (*TRACKED, *POSITIONS):
        kept = sql.Identifier(f"{table}_{game_id}")
        connection.execute(sql.SQL("insert into {} select * from {}").format(sql.Identifier(table), kept))


def all_metrics(connection: psycopg.Connection) -> set[tuple[object, ...]]:
    """Every row of the metrics."""
    return set(connection.execute("select * from metrics"))


def contents(connection: psycopg.Connection) -> dict[tuple[str, int], str]:
    """A hash of the rows of every game in every published table; of when they were built nothing."""
    tables = connection.execute(
        """
        select columns.table_name
        from information_schema.columns as columns
        inner join information_schema.tables as tables using (table_schema, table_name)
        where columns.table_schema = 'public' and columns.column_name = 'game_id'
            and tables.table_type = 'BASE TABLE' and columns.table_name ~ '^(fact|qa)_'
        """
    ).fetchall()
    hashes: dict[tuple[str, int], str] = {}
    for (table,) in tables:
        query = sql.SQL(
            "select game_id, md5(string_agg(content, '' order by content)) from ("
            " select game_id, cast(to_jsonb(stats) - array['built_at', 'payload_version'] as text) as content"
            " from {} as stats) as stats group by game_id"
        ).format(sql.Identifier(table))
        hashes |= {(table, game_id): hashed for game_id, hashed in connection.execute(query)}
    return hashes
