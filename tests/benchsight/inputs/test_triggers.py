"""What the triggers of the staging tables write down, by whom, and what they leave alone."""

import threading
from uuid import uuid4

import psycopg
import pytest

from benchsight.inputs import Subject, read_rows
from ingest.contract.tables import TABLES
from tests.benchsight.inputs.conftest import INSERT, Logged, Versions

EVENTS = "staging_events"


def forget(connection: psycopg.Connection) -> None:
    """Only what comes now is looked at."""
    connection.execute("truncate ops.input_changes, ops.staging_history")


def rows_kept(connection: psycopg.Connection) -> int:
    """How many earlier rows are kept."""
    row = connection.execute("select count(*) from ops.staging_history").fetchone()
    assert row is not None
    return int(row[0])


def test_an_insert_copies_no_row_but_names_the_keys(connection: psycopg.Connection, logged: Logged) -> None:
    connection.execute(INSERT, (1, 2))
    assert logged() == [(EVENTS, "insert", 2, ["E700001", "E700002"])]
    assert rows_kept(connection) == 0


def test_an_update_keeps_the_rows_that_really_changed(connection: psycopg.Connection, logged: Logged) -> None:
    connection.execute(INSERT, (1, 3))
    forget(connection)
    connection.execute("update staging_events set event_type = case event_index when 2 then 'Goal' else event_type end")
    assert logged() == [(EVENTS, "update", 1, None)]
    kept = connection.execute("select key, content ->> 'event_type' from ops.staging_history").fetchall()
    assert kept == [("E700002", "Shot")]


@pytest.mark.parametrize(
    "statement",
    [
        "update staging_events set processed = true",
        "update staging_events set event_type = event_type",
        "update staging_events set event_type = 'Goal' where event_index = 99",
        "delete from staging_events where event_index = 99",
        "insert into staging_events (event_key, game_id, event_index)"
        " select event_key, game_id, event_index from staging_events on conflict do nothing",
        "update staging_schedule set season = season",
    ],
)
@pytest.mark.parametrize("in_one_transaction", [True, False])
def test_what_changes_nothing_is_no_version(
    connection: psycopg.Connection, logged: Logged, statement: str, in_one_transaction: bool
) -> None:
    connection.execute(INSERT, (1, 2))
    connection.execute("insert into staging_schedule (game_id, season) values (7, '2025')")
    forget(connection)
    if not in_one_transaction:
        connection.commit()
    version = connection.execute("select input_version from ops.game_inputs").fetchall()
    connection.execute(statement)
    assert logged() == []
    assert connection.execute("select input_version from ops.game_inputs").fetchall() == version


def test_rows_that_go_with_their_event_are_kept(connection: psycopg.Connection, logged: Logged) -> None:
    connection.execute(INSERT, (1, 300))
    connection.execute(
        "insert into staging_event_players (event_key, player_row, game_id, role_side)"
        " select event_key, n, 7, 'event' from staging_events, generate_series(1, 2) as n"
    )
    forget(connection)
    connection.execute("delete from staging_events where event_index > 100")
    assert logged() == [("staging_event_players", "delete", 400, None), (EVENTS, "delete", 200, None)]
    assert rows_kept(connection) == 600


def test_a_truncate_is_a_delete_of_every_row(connection: psycopg.Connection, logged: Logged) -> None:
    connection.execute(INSERT, (1, 3))
    forget(connection)
    connection.execute("truncate staging_events cascade")
    assert logged() == [(EVENTS, "delete", 3, None)]
    assert rows_kept(connection) == 3


def test_a_changed_key_ends_one_row_and_adds_another(connection: psycopg.Connection, logged: Logged) -> None:
    connection.execute(INSERT, (1, 1))
    forget(connection)
    connection.execute("update staging_events set event_key = 'E700009', event_index = 9")
    assert logged() == [(EVENTS, "update", 1, ["E700009"])]


def test_a_row_that_moves_to_another_game_is_in_the_history_of_both(connection: psycopg.Connection) -> None:
    connection.execute("insert into staging_video_times (video_key, game_id) values ('v', 7)")
    forget(connection)
    connection.execute("update staging_video_times set game_id = 8")
    changes = connection.execute("select game_id, row_count, added_keys from ops.input_changes order by 1").fetchall()
    assert changes == [(7, 1, None), (8, 1, ["v"])]
    connection.execute("delete from staging_video_times")
    past = [read_rows(connection, Subject.of_game(game), "staging_video_times", 1) for game in (7, 8)]
    assert [list(rows) for rows in past] == [["v"], ["v"]]


def test_who_is_the_loader_else_the_user_of_the_request_else_the_login(
    connection: psycopg.Connection, versions: Versions
) -> None:
    load = uuid4()
    for number, settings in enumerate(
        (
            {},
            {"request.jwt.claims": ""},
            {"request.jwt.claims": '{"sub": "u-1", "role": "authenticated"}'},
            {"request.jwt.claims": '{"role": "service_role"}'},
            {"benchsight.initiated_by": "anna", "benchsight.load_id": str(load), "benchsight.source_file": "/a.csv"},
            {"benchsight.load_id": "no uuid"},
        )
    ):
        for name, value in settings.items():
            connection.execute("select set_config(%s, %s, true)", (name, value))
        connection.execute(INSERT, (number, number))
        connection.commit()
    login = connection.info.user
    found = [(version.changed_by, version.load_id, version.source_files) for version in versions()]
    nobody = (None, ())
    assert found == [
        (login, *nobody),
        (login, *nobody),
        ("u-1", *nobody),
        ("service_role", *nobody),
        ("anna", load, ("/a.csv",)),
        (login, *nobody),
    ]


def test_a_tracker_leaves_its_trace_and_cannot_touch_it(connection: psycopg.Connection, versions: Versions) -> None:
    connection.execute("grant select, insert, update on staging_events to benchsight_tracker")
    connection.execute(INSERT, (1, 1))
    connection.commit()
    connection.execute("set local role benchsight_tracker")
    connection.execute("select set_config('request.jwt.claims', '{\"sub\": \"tracker-1\"}', true)")
    connection.execute("update staging_events set event_type = 'Goal', written_xid = '1', updated_at = '2000-01-01'")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
        connection.execute("delete from ops.input_changes")
    connection.commit()
    assert [version.changed_by for version in versions()] == [connection.info.user, "tracker-1"]
    before = read_rows(connection, Subject.of_game(7), EVENTS, 1)
    assert [row["event_type"] for row in before.values()] == ["Shot"]


def test_a_transaction_that_waited_comes_after_the_one_it_waited_for(
    connection: psycopg.Connection, database_url: str, versions: Versions
) -> None:
    with psycopg.connect(database_url) as other:

        def write() -> None:
            other.execute(INSERT, (2, 2))
            other.commit()

        connection.execute(INSERT, (1, 1))
        waiting = threading.Thread(target=write)
        waiting.start()  # writes its row, then waits for the version of the game
        waiting.join(0.3)
        assert waiting.is_alive()
        connection.execute(INSERT, (3, 3))
        connection.commit()
        waiting.join()
    game = Subject.of_game(7)
    keys = [list(read_rows(connection, game, EVENTS, version.number)) for version in versions()]
    assert keys == [["E700001", "E700003"], ["E700001", "E700002", "E700003"]]


def test_players_teams_and_seasons_have_versions_of_their_own(connection: psycopg.Connection) -> None:
    connection.execute("insert into staging_players (player_id) values ('a'), ('b')")
    connection.execute("update staging_players set player_name = 'A' where player_id = 'a'")
    connection.execute("delete from staging_players where player_id = 'b'")
    players = Subject.of_table("staging_players")
    states = [read_rows(connection, players, "staging_players", version) for version in (1, 2, 3, 4)]
    names = [{key: row["player_name"] for key, row in rows.items()} for rows in states]
    assert names == [{}, {"a": None, "b": None}, {"a": "A", "b": None}, {"a": "A"}]


def test_every_staging_table_keeps_its_history(connection: psycopg.Connection) -> None:
    found = connection.execute(
        "select c.relname, count(*) from pg_class as c inner join pg_trigger as t on t.tgrelid = c.oid"
        " where t.tgname in ('keep_insert', 'keep_update', 'keep_delete', 'keep_truncate') group by 1 order by 1"
    ).fetchall()
    assert found == [(name, 4) for name in sorted(TABLES)]


def test_kept_plans_have_no_nested_loops(connection: psycopg.Connection) -> None:
    """One that was made for a single row would compare each row with each when a whole league is updated."""
    found = connection.execute(
        "select count(*), bool_and('enable_nestloop=off' = any(proconfig)) from pg_proc"
        " where proname ~ '^keep_(updated|deleted)_staging' and pronamespace = 'ops'::regnamespace"
    ).fetchone()
    assert found == (2 * len(TABLES), True)
