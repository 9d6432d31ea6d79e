"""Notifications on benchsight_live: one per statement and game, small, and nothing for what is no change."""

import json
from typing import Any

import psycopg

CHANNEL = "benchsight_live"


def heard(database_url: str, *statements: str, role: str = "benchsight_tracker") -> list[dict[str, Any]]:
    """Notifications that a listener receives from statements, each in its own transaction."""
    with (
        psycopg.connect(database_url, autocommit=True) as listener,
        psycopg.connect(database_url, autocommit=True) as writer,
    ):
        listener.execute(f"listen {CHANNEL}")
        writer.execute(f"set role {role}")
        for statement in statements:
            writer.execute(statement.encode())
        return [json.loads(each.payload) for each in listener.notifies(timeout=0.3)]


def insert(*games: int, events: int = 1) -> str:
    """A statement that stages events of games."""
    values = [f"('E{game}{index:05d}', {game}, {index})" for game in games for index in range(1, events + 1)]
    return f"insert into staging_events (event_key, game_id, event_index) values {', '.join(values)}"


def test_each_statement_tells_each_game_once_with_its_keys(database_url: str) -> None:
    told = heard(
        database_url,
        insert(1, 2, events=2),
        "update staging_events set period = 1 where game_id = 1",
        "delete from staging_events where event_key = 'E100001'",
        "insert into staging_shifts (shift_key, game_id, shift_index) values ('S100001', 1, 1)",
    )
    events = {"table": "staging_events", "game_id": 1}
    assert told == [
        events | {"op": "insert", "count": 2, "keys": ["E100001", "E100002"]},
        {"table": "staging_events", "game_id": 2, "op": "insert", "count": 2, "keys": ["E200001", "E200002"]},
        events | {"op": "update", "count": 2, "keys": ["E100001", "E100002"]},
        events | {"op": "delete", "count": 1, "keys": ["E100001"]},
        {"table": "staging_shifts", "game_id": 1, "op": "insert", "count": 1, "keys": ["S100001"]},
    ]


def test_many_rows_are_counted_and_not_listed(database_url: str) -> None:
    (few,) = heard(database_url, insert(1, events=100))
    assert few["count"] == 100 and len(few["keys"]) == 100 and len(json.dumps(few)) < 8000
    assert heard(database_url, insert(2, events=101)) == [
        {"table": "staging_events", "game_id": 2, "op": "insert", "count": 101}
    ]


def test_neither_the_builders_mark_nor_a_load_is_told(database_url: str) -> None:
    told = heard(
        database_url,
        insert(1),
        "update staging_events set processed = true",
        "select set_config('benchsight.load_id', 'f0c2a0e4-0000-4000-8000-000000000000', false)",
        insert(2),
        role="postgres",
    )
    assert [each["game_id"] for each in told] == [1]


def test_realtime_publishes_what_a_tracker_writes(connection: psycopg.Connection) -> None:
    tables = connection.execute(
        "select schemaname || '.' || tablename from pg_publication_tables where pubname = 'supabase_realtime'"
    ).fetchall()
    assert sorted(name for (name,) in tables) == ["public.etl_queue", "public.staging_events", "public.staging_shifts"]
