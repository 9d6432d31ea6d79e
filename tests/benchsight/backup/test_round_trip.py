"""What is exported comes back the same, in both formats."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from benchsight.backup import parquet_files

from .conftest import Database, manifest_of

ODD_VALUES = r"""
    create table odd_values (
        id integer primary key, label text, code character(3), name varchar(20), small smallint, big bigint,
        price numeric(6, 2), exact numeric, huge numeric(50, 2), ratio double precision, single real, is_good boolean,
        at timestamptz, local timestamp, day date, hour time, took interval, words text[], numbers integer[],
        bytes bytea, id_of uuid, raw jsonb, plain json, seen pg_snapshot, written xid8, "two words" text
    );
    insert into odd_values (id, label) values (1, null), (2, ''), (3, ' '), (4, 'NULL'), (5, '\N'), (6, '\.'), (7, '"'),
        (8, E'two\nlines'), (9, E'dos\r\nlines'), (10, E'tab\t, comma; ü, 漢字, 🏒'), (11, '''');
    insert into odd_values values (
        12, 'x', 'ab', 'n', -32768, 9223372036854775807, -0.50, 1.5000, 123456789012345678901234567890.10, 1e-310, 0.1,
        true, '2026-11-20 18:45:01.000001+02', '1999-12-31 23:59:59.999999', '0001-01-01', '24:00:00',
        '1 mon -2 days 00:00:00.5', '{"a,b",NULL,"","{x}"}', '{{1,2},{3,4}}', '\x00ff',
        '00000000-0000-0000-0000-000000000001', '{"a": 1.50, "b": [""]}',
        '{"b": 1,   "a": 2}', '1:5:2,3', '7', 'é'
    );
    insert into odd_values (id, price, ratio) values (13, 0.00, 'NaN'), (14, 9999.99, '-Infinity'), (15, null, '-0');
"""
INFINITE = """
    insert into odd_values (id, at, day, exact, local) values
        (16, 'infinity', '-infinity', 'NaN', '0044-03-15 BC'), (17, '-infinity', 'infinity', 'Infinity', 'infinity');
    insert into odd_values (id, price, at) values (18, 'NaN', '20000-01-01');
"""


@pytest.mark.parametrize("values", [ODD_VALUES, ODD_VALUES + INFINITE], ids=["finite", "infinite"])
def test_every_type_and_odd_value_comes_back_the_same(
    new_database: Callable[[], Database], tmp_path: Path, file_format: str, values: str
) -> None:
    source, target = new_database(), new_database()
    source.execute(values)
    source.export(tmp_path / "out", file_format=file_format)
    target.restore(tmp_path / "out")
    query = "select * from (select id, cast(o as text) from odd_values as o) as o order by 1"
    assert target.rows(query) == source.rows(query)
    types = "select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'odd_values'::regclass"
    assert target.rows(types) == source.rows(types)


def test_a_complete_export_makes_a_new_database_the_same_table_by_table(
    database: Database, new_database: Callable[[], Database], tmp_path: Path, file_format: str
) -> None:
    database.export(tmp_path / "out", file_format=file_format)
    target = new_database()
    summary = target.restore(tmp_path / "out")
    assert target.digests(summary.load_id) == database.digests()
    assert target.rows("select event_key from fact_goals") == [("E100002",)]
    indexes = "select indexdef from pg_indexes where tablename = 'fact_events'"
    assert target.rows(indexes) == database.rows(indexes)


def test_a_complete_restore_turns_back_whatever_happened_since(
    database: Database, tmp_path: Path, file_format: str
) -> None:
    database.export(tmp_path / "out", file_format=file_format)
    before = database.digests()
    database.execute("delete from staging_events where event_key = 'E100001'")
    database.execute("update staging_events set event_type = 'Save' where event_key = 'E200001'")
    database.execute("insert into staging_games (game_id) values (3)")
    database.execute("truncate fact_events; update etl_queue set status = 'completed'; delete from dim_player")
    database.execute("create table transform.int_made_since as select 1 as game_id")
    summary = database.restore(tmp_path / "out")
    after = database.digests(summary.load_id)
    assert database.rows("select count(*) from transform.int_made_since") == [(0,)]
    assert {name: digest for name, digest in after.items() if name != "transform.int_made_since"} == before


def test_a_restore_of_what_is_there_changes_nothing_and_is_recorded(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out")
    before = database.digests()
    places = database.rows("select ctid, xmin from staging_events")
    summary = database.restore(tmp_path / "out")
    assert [result for result in summary.tables if result.changed] == []
    assert (database.digests(summary.load_id), database.rows("select ctid, xmin from staging_events")) == (
        before,
        places,
    )
    recorded = database.rows(
        "select distinct operation, scope, status, source_file from load_history where source_format = 'export'"
    )
    assert recorded == [("replace", "all", "completed", str(tmp_path / "out" / "manifest.json"))]


def test_loads_since_the_export_stay_in_the_audit_trail(
    database: Database, new_database: Callable[[], Database], tmp_path: Path
) -> None:
    database.export(tmp_path / "out")
    exported = database.rows("select cast(h as text) from load_history as h")
    later = "00000000-0000-0000-0000-00000000000a"
    insert = (
        "insert into load_history (load_id, table_name, operation, started_at)"
        f" values ('{later}', 'staging_players', 'upsert', now())"
    )
    other = new_database()
    for target in (database, other):  # in the other, the number of the row is taken by one of the export
        target.execute(insert)
        summary = target.restore(tmp_path / "out")
        kept = target.rows(f"select cast(h as text) from load_history as h where load_id <> '{summary.load_id}'")
        assert set(exported) < set(kept)
        assert "what 1 load or restore since the export brought is gone; load_history still names them" in summary.notes
        assert target.rows(f"select count(*), max(id) > 1 from load_history where load_id = '{later}'") == [(1, True)]


def test_numbers_go_on_after_those_of_the_export(
    database: Database, new_database: Callable[[], Database], tmp_path: Path
) -> None:
    database.execute("insert into etl_queue (game_id) values (7), (8); delete from etl_queue where game_id > 6")
    database.export(tmp_path / "out")
    target = new_database()
    target.restore(tmp_path / "out")
    target.execute("insert into etl_queue (game_id) values (9)")
    assert target.rows("select id from etl_queue order by id") == [(1,), (4,)]


def test_triggers_are_held_back_and_in_force_again_afterwards(
    database: Database, new_database: Callable[[], Database], tmp_path: Path
) -> None:
    database.export(tmp_path / "out")
    target = new_database()
    target.restore(tmp_path / "out")
    query = "select tgrelid::regclass, tgname, tgenabled from pg_trigger where not tgisinternal order by 1, 2"
    assert [row[2] for row in target.rows(query)] == [row[2] for row in database.rows(query)]
    target.execute("insert into staging_events (event_key, game_id, event_index) values ('E100009', 1, 9)")
    assert target.rows("select input_version from ops.game_inputs where game_id = 1") > database.rows(
        "select input_version from ops.game_inputs where game_id = 1"
    )


def test_a_row_of_a_transaction_that_the_server_has_not_reached_can_still_be_built(
    database: Database, new_database: Callable[[], Database], tmp_path: Path, file_format: str
) -> None:
    database.execute(
        "set session_replication_role = replica;"
        "update staging_events set written_xid = '9000000000000' where event_key = 'E100001'"
    )
    database.export(tmp_path / "out", file_format=file_format)
    target = new_database()
    target.restore(tmp_path / "out")
    seen = "select count(*) from staging_events where pg_visible_in_snapshot(written_xid, pg_current_snapshot())"
    assert (database.rows(seen), target.rows(seen)) == ([(2,)], [(3,)])


def test_a_table_of_many_row_groups_comes_back_whole(
    database: Database, new_database: Callable[[], Database], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_files, "BATCH_BYTES", 1)
    database.export(tmp_path / "out", "staging_events", "staging_event_players", file_format="parquet")
    with parquet.ParquetFile(tmp_path / "out" / "public" / "staging_events.parquet") as file:
        assert file.num_row_groups == 3
    target = new_database()
    target.restore(tmp_path / "out")
    query = "select event_key, event_type, puck_x, cast(raw as text), created_at from staging_events order by 1"
    assert target.rows(query) == database.rows(query)


def test_parquet_has_types_that_programs_for_data_know(database: Database, tmp_path: Path) -> None:
    database.export(tmp_path / "out", "staging_events", file_format="parquet")
    table = parquet.read_table(tmp_path / "out" / "public" / "staging_events.parquet")
    types = {name: table.schema.field(name).type for name in ("game_id", "puck_x", "created_at", "processed", "raw")}
    assert types == {
        "game_id": pa.int32(),
        "puck_x": pa.decimal128(6, 2),
        "created_at": pa.timestamp("us", tz="UTC"),
        "processed": pa.bool_(),
        "raw": pa.string(),
    }
    assert [str(value) for value in table["puck_x"].to_pylist()] == ["12.50", "None", "-7.00"]
    assert table["event_type"].to_pylist() == ["Shot", "Goal", ""]


def test_both_formats_hold_the_same(database: Database, new_database: Callable[[], Database], tmp_path: Path) -> None:
    copies = []
    for file_format in ("csv", "parquet"):
        database.export(tmp_path / file_format, file_format=file_format)
        copies.append(new_database())
        load = copies[-1].restore(tmp_path / file_format).load_id
        copies[-1].execute(f"delete from load_history where load_id = '{load}'")
    assert copies[0].digests() == copies[1].digests()
    rows = [{t["name"]: t["rows"] for t in manifest_of(tmp_path / f)["tables"]} for f in ("csv", "parquet")]
    assert rows[0] == rows[1]


def test_the_same_rows_make_the_same_files(database: Database, tmp_path: Path, file_format: str) -> None:
    for name in ("first", "second"):
        database.export(tmp_path / name, file_format=file_format)
    sums = [[t["sha256"] for t in manifest_of(tmp_path / name)["tables"]] for name in ("first", "second")]
    assert sums[0] == sums[1]
