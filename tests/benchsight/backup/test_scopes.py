"""Some tables, some games: what is exported and restored, and what is due afterwards."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from benchsight.api.keys import Scope, create_key, has_active_keys, revoke_key
from benchsight.api.users import create_user, has_active_users
from benchsight.backup import catalog
from benchsight.backup.catalog import KEPT_BACK
from benchsight.backup.errors import BackupError
from benchsight.backup.selection import DEPENDANTS

from .conftest import Database, manifest_of

GAME_1 = "select cast(to_jsonb(e) - 'written_xid' - 'processed' as text) from staging_events as e where game_id = 1"
DUE = """
    select i.game_id from ops.game_inputs as i join ops.game_builds as b on i.game_id = b.game_id
    where b.input_version < i.input_version order by 1
"""


def exported(folder: Path) -> dict[str, int]:
    """Rows by table."""
    return {table["name"]: table["rows"] for table in manifest_of(folder)["tables"]}


def test_without_a_name_every_table_is_exported_and_no_view(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out")
    tables = exported(tmp_path / "out")
    assert {"public.staging_events", "public.load_history", "ops.game_builds", "public.fact_events"} <= tables.keys()
    assert tables.keys() & {"public.fact_goals", "public.game_status", "ops.build_scope"} == set()


def test_credentials_are_not_exported_and_no_restore_revives_a_revoked_key(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(database.url, autocommit=True) as connection:
        _, key = create_key(connection, "portal", [Scope.READ])
        create_user(connection, "ada", "a password of Ada", [Scope.READ])
        with monkeypatch.context() as earlier:
            earlier.setattr(catalog, "KEPT_BACK", set())
            database.export(tmp_path / "earlier")
        database.export(tmp_path / "out")
        assert not KEPT_BACK & exported(tmp_path / "out").keys()
        assert "ops.api_keys" in exported(tmp_path / "earlier")
        revoke_key(connection, key.key_id)
        for folder in ("out", "earlier"):
            database.restore(tmp_path / folder)
            assert not has_active_keys(connection) and has_active_users(connection)


def test_a_restore_is_one_message_of_the_event_stream(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out")
    database.execute("truncate ops.stream_events")
    database.restore(tmp_path / "out")
    assert database.rows("select topic, data from ops.stream_events") == [("freshness", {"cause": "restore"})]


def test_a_game_is_its_inputs_and_published_rows(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out", games=(1,))
    tables = exported(tmp_path / "out")
    assert {name: rows for name, rows in tables.items() if rows} == {
        "public.staging_games": 1,
        "public.staging_events": 2,
        "public.staging_event_players": 1,
        "public.fact_events": 2,
    }
    assert not any(name.startswith("ops.") or name in ("public.etl_queue", "public.dim_player") for name in tables)


def test_a_view_is_exported_if_named_and_never_restored(database: Database, tmp_path: Path, file_format: str) -> None:
    database.export(tmp_path / "out", "fact_goals", file_format=file_format)
    assert exported(tmp_path / "out") == {"public.fact_goals": 1}
    for wanted in ((), ("fact_goals",)):
        with pytest.raises(BackupError, match="view"):
            database.restore(tmp_path / "out", *wanted)


def test_a_table_is_restored_with_those_whose_rows_go_with_its_rows(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out")
    players = database.rows("select cast(p as text) from staging_event_players as p order by 1")
    database.execute("update staging_events set event_type = 'Save'; delete from staging_puck_positions")
    summary = database.restore(tmp_path / "out", "staging_events")
    assert {result.name for result in summary.tables} == {
        "public.staging_events",
        *DEPENDANTS["public.staging_events"],
    } | {"public.staging_player_positions"}
    assert database.rows("select event_type from staging_events order by event_key") == [("Shot",), ("Goal",), ("",)]
    assert database.rows("select cast(p as text) from staging_event_players as p order by 1") == players


def test_dependants_are_those_of_the_schema(connection: psycopg.Connection) -> None:
    found: dict[str, set[str]] = {}
    for parent, child in connection.execute(
        "select confrelid::regclass::text, conrelid::regclass::text from pg_constraint"
        " where contype = 'f' and confdeltype = 'c' and connamespace = 'public'::regnamespace"
        " and confrelid::regclass::text not like 'ops.%'"
    ):
        found.setdefault(f"public.{parent}", set()).add(f"public.{child}")
    assert {parent: set(children) for parent, children in DEPENDANTS.items()} == found


def test_a_game_comes_back_and_the_others_stay(database: Database, tmp_path: Path, file_format: str) -> None:
    database.export(tmp_path / "out", file_format=file_format)
    events, facts = database.rows(GAME_1), database.rows("select * from fact_events order by 1")
    database.execute("update staging_events set event_type = 'Save'; delete from fact_events where game_id = 1")
    database.execute("insert into staging_events (event_key, game_id, event_index) values ('E100003', 1, 3)")
    summary = database.restore(tmp_path / "out", games=(1,))
    assert sorted(database.rows(GAME_1)) == sorted(events)
    assert database.rows("select event_type from staging_events where game_id = 2") == [("Save",)]
    assert database.rows("select * from fact_events order by 1") == facts
    assert summary.due_games == [1]
    assert summary.notes == ["game 1 is due: run `benchsight build`, which also makes the tables over many games again"]


def test_a_restored_game_is_due_and_its_rows_wait_to_be_built(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out")
    database.execute("update staging_events set processed = true")
    database.execute("update staging_events set event_type = 'Save' where event_key = 'E100001'")
    database.execute("update ops.game_builds as b set input_version = i.input_version from ops.game_inputs as i")
    database.execute("delete from fact_events where game_id = 2")
    database.restore(tmp_path / "out", games=(1,))
    assert database.rows(DUE) == [(1,)]
    assert database.rows("select event_key from staging_events where not processed") == [("E100001",)]


def test_published_rows_that_no_build_made_leave_their_games_due(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out")
    database.execute("delete from fact_events where game_id = 2")
    database.execute("update ops.game_builds as b set input_version = i.input_version from ops.game_inputs as i")
    assert database.restore(tmp_path / "out", "fact_events").due_games == [2]
    assert database.rows("select game_id from ops.game_builds where input_version = 0") == [(2,)]
    assert database.rows("select selection from ops.build_runs order by build_id desc limit 1") == [("restore",)]
    database.execute("delete from dim_player")
    assert database.restore(tmp_path / "out", "dim_player").due_games == [1, 2]


def test_a_part_that_is_there_already_makes_nothing_due(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out")
    books = (
        database.rows("select cast(i as text) from ops.game_inputs as i"),
        database.rows("select * from ops.game_builds"),
    )
    summary = database.restore(tmp_path / "out", games=(1, 2))
    assert (summary.due_games, summary.notes) == ([], [])
    assert books == (
        database.rows("select cast(i as text) from ops.game_inputs as i"),
        database.rows("select * from ops.game_builds"),
    )


def test_a_part_is_a_change_like_a_load_and_its_earlier_version_is_kept(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out")
    database.execute("update staging_events set event_type = 'Save' where event_key = 'E100001'")
    load = database.restore(tmp_path / "out", games=(1,)).load_id
    kept = f"""
        select h.content ->> 'event_type' from ops.staging_history as h
        join ops.input_changes as c on h.change_id = c.change_id
        where c.load_id = '{load}' and c.table_name = 'staging_events'
    """
    assert database.rows(kept) == [("Save",)]


def test_inputs_alone_leave_everything_to_be_built(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out")
    before = database.digests()
    database.execute("alter table fact_events add column added integer; delete from staging_games")
    with pytest.raises(
        BackupError, match=r"fact_events\.added is integer in the database, not there in the export.*--inp"
    ):
        database.restore(tmp_path / "out")
    summary = database.restore(tmp_path / "out", inputs_only=True)
    after = database.digests(summary.load_id)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"public.fact_events", "ops.build_runs", "ops.game_builds"}
    assert database.rows("select distinct input_version, code_version from ops.game_builds") == [(0, "")]
    assert database.rows("select models_built from ops.build_runs") == [(False,)]
    assert summary.notes == ["what is published does not fit these inputs: run `benchsight build`"]


def test_a_limited_export_is_restored_within_its_limits(
    database: Database, new_database: Callable[[], Database], tmp_path: Path
) -> None:
    database.export(tmp_path / "out", games=(1,))
    target = new_database()
    target.execute("insert into staging_games (game_id) values (2)")
    target.restore(tmp_path / "out")
    assert target.rows("select game_id from staging_games order by 1") == [(1,), (2,)]
    with pytest.raises(BackupError, match="the export does not have game 2: it was limited to 1"):
        target.restore(tmp_path / "out", games=(2,))


@pytest.mark.parametrize(
    ("tables", "games", "message"),
    [
        (("fact_evnts",), (), "there is no table or view fact_evnts; did you mean fact_events?"),
        (
            ("ops.game_builds",),
            (),
            "ops.game_builds is bookkeeping: it is restored with everything else, or not at all",
        ),
        (
            ("load_history",),
            (),
            "public.load_history is bookkeeping: it is restored with everything else, or not at all",
        ),
        (("dim_player",), (1,), "public.dim_player has no column game_id: leave out --game to restore all of it"),
    ],
)
def test_what_makes_no_sense_alone_is_refused(
    database: Database, tmp_path: Path, tables: tuple[str, ...], games: tuple[int, ...], message: str
) -> None:
    database.export(tmp_path / "out")
    with pytest.raises(BackupError) as refused:
        database.restore(tmp_path / "out", *tables, games=games)
    assert str(refused.value) == message


def test_rows_that_lack_what_they_depend_on_are_one_clear_line(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out", "staging_event_players", "staging_player_positions")
    database.execute("delete from staging_events")
    with pytest.raises(BackupError, match=r"the rows do not fit what is in the database: .* violates foreign key"):
        database.restore(tmp_path / "out")
    assert database.rows("select count(*) from staging_event_players") == [(0,)]


def test_a_table_without_games_cannot_be_exported_by_game(database: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="dim_player has no column game_id"):
        database.export(tmp_path / "out", "dim_player", games=(1,))
    assert not (tmp_path / "out").exists()
