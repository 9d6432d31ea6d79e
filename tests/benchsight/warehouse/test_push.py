"""Pushes to the warehouse: every row, what changed and nothing else, deletions, new columns, interruptions."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import duckdb
import psycopg
import pytest
from pyarrow import parquet

from benchsight.errors import Busy
from benchsight.reads.published.contract import read_contracts
from benchsight.warehouse import push as push_module
from benchsight.warehouse.check import damaged_files, drift
from benchsight.warehouse.errors import WarehouseError
from benchsight.warehouse.manifest import Manifest, read_manifest
from benchsight.warehouse.push import LOCK, push
from benchsight.warehouse.query import run_query
from benchsight.warehouse.relations import Published, read_published
from benchsight.warehouse.store import Store
from tests.benchsight.builds.league import LeagueSite

from .conftest import manifest_of

SOME = ("fact_player_game_stats", "fact_events", "fact_goals", "dim_player", "league_standings", "metrics")


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return an empty place, for some of the tables: all of them are read where the whole league is compared."""

    def read_some(connection: psycopg.Connection, root: Path) -> list[Published]:
        return [table for table in read_published(connection, root) if table.name in SOME]

    monkeypatch.setattr(push_module, "read_published", read_some)
    return Store(str(tmp_path / "warehouse"))


@pytest.fixture
def changed(source: LeagueSite) -> Iterator[LeagueSite]:
    """Yield the league with a copy of its player games kept, and bring them back."""
    source.execute("create table kept as select * from fact_player_game_stats")
    yield source
    source.execute("truncate fact_player_game_stats")
    source.execute("alter table fact_player_game_stats drop column if exists added")
    source.execute("insert into fact_player_game_stats select * from kept; drop table kept")


def test_every_table_has_its_rows(source: LeagueSite, store: Store) -> None:
    manifest = manifest_of(store)
    assert {"dim_schedule", "fact_events", "fact_goals", "qa_goal_accuracy"} <= manifest.by_name.keys()
    assert not [name for name in manifest.by_name if name.startswith("live_")]
    counted = {
        name: source.rows(f"select count(*) from public.{name}")[0][0]  # names of ours
        for name in manifest.by_name
    }
    assert {name: table.rows for name, table in manifest.by_name.items()} == counted
    assert sum(map(int, map(str, counted.values()))) > 1000
    assert {game.game_id for game in manifest.games} == {
        game for (game,) in source.rows("select game_id from ops.game_builds")
    }


@pytest.mark.parametrize("name", SOME)
def test_a_table_is_read_back_cell_by_cell(source: LeagueSite, store: Store, name: str) -> None:
    columns = [column.name for column in manifest_of(store).by_name[name].columns]
    listed = ", ".join(f'"{column}"' for column in columns)
    with psycopg.connect(source.url) as connection:
        connection.execute("set timezone = 'UTC'")
        here = connection.execute(f"select {listed} from {name}".encode()).fetchall()
    there = run_query(store, f"select {listed} from {name}").rows
    assert sorted(map(_plain, there)) == sorted(map(_plain, here))


def _plain(row: tuple[object, ...]) -> str:
    """Return a row as text; float and decimal of the same value alike, lists as PostgreSQL writes them."""
    return repr([str(Decimal(str(each)).normalize()) if isinstance(each, float | Decimal) else str(each)
                 for each in row])  # fmt: skip


def test_files_are_partitioned_checked_and_described(store: Store) -> None:
    manifest = manifest_of(store)
    table = manifest.by_name["fact_player_game_stats"]
    assert len(table.files) == len({(file.season, file.bucket) for file in table.files}) > 1
    for file in table.files:
        assert file.path.startswith(f"data/fact_player_game_stats/game_season={file.season}/game_bucket={file.bucket}/")
        assert {game % manifest.buckets for game in file.games} == {file.bucket}
        content = (Path(store.root) / file.path).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (file.sha256, file.bytes)
    schema = parquet.read_schema(Path(store.root) / table.files[0].path)
    metadata = schema.field("goals").metadata
    assert metadata[b"description"].decode() == next(c.description for c in table.columns if c.name == "goals") != ""
    assert schema.metadata[b"description"].decode() == table.description != ""
    assert damaged_files(store, manifest) == []


def test_a_second_push_of_nothing_new_changes_no_file(store: Store) -> None:
    before = {path: path.stat().st_mtime_ns for path in Path(store.root).rglob("*")}
    summary = push(store)
    assert (summary.changed, summary.written, summary.generation) == (False, {}, 1)
    assert {path: path.stat().st_mtime_ns for path in Path(store.root).rglob("*")} == before


def test_only_files_of_changed_games_are_written_and_deleted_games_go(changed: LeagueSite, fresh: Store) -> None:
    push(fresh)
    before = manifest_of(fresh)
    games = [game for (game,) in changed.rows("select distinct game_id from fact_player_game_stats order by 1")]
    changed.execute(f"update fact_player_game_stats set goals = goals + 1 where game_id = {games[0]}")
    changed.execute(f"delete from fact_player_game_stats where game_id = {games[1]}")
    summary = push(fresh, keep_retired=timedelta(hours=1))
    after = manifest_of(fresh)
    assert summary.written["fact_player_game_stats"] == 1
    found = run_query(fresh, "select distinct game_id from fact_player_game_stats order by 1").rows
    assert found == [(game,) for game in games if game != games[1]]
    query = "select sum(goals) from fact_player_game_stats"
    assert run_query(fresh, query).rows == changed.rows(query)
    kept = {file.path for file in before.by_name["fact_player_game_stats"].files} & after.files.keys()
    assert len(kept) == len(games) - 2
    # files of the manifest before are still there for its readers, until a later push
    gone = before.files.keys() - after.files.keys()
    assert gone == {file.path for file in after.retired}
    assert all((Path(fresh.root) / path).exists() for path in gone)
    beside = Path(fresh.root) / "data" / "notes.txt"
    beside.write_text("of somebody else")
    push(fresh, keep_retired=timedelta(0))
    assert not any((Path(fresh.root) / path).exists() for path in gone)
    assert beside.exists() and damaged_files(fresh, manifest_of(fresh)) == []


def test_a_column_that_is_missing_there_is_added_and_one_that_is_empty_is_filled(
    changed: LeagueSite, fresh: Store
) -> None:
    push(fresh)
    changed.execute("alter table fact_player_game_stats add column added integer")
    summary = push(fresh)
    assert summary.new_columns == {"fact_player_game_stats": ["added"]} and summary.filled_columns == {}
    table = manifest_of(fresh).by_name["fact_player_game_stats"]
    assert "added" in table.empty_columns and summary.written["fact_player_game_stats"] == len(table.files)
    changed.execute("update fact_player_game_stats set added = 7")
    summary = push(fresh)
    assert summary.filled_columns == {"fact_player_game_stats": ["added"]}
    assert run_query(fresh, "select distinct added from fact_player_game_stats").rows == [(7,)]
    # a default fills rows without writing them
    changed.execute("alter table fact_player_game_stats drop column added")
    push(fresh)
    changed.execute("alter table fact_player_game_stats add column added integer default 5")
    summary = push(fresh)
    assert summary.filled_columns == {"fact_player_game_stats": ["added"]}
    assert run_query(fresh, "select distinct added from fact_player_game_stats").rows == [(5,)]


def test_contracts_tell_which_columns_a_warehouse_lacks(store: Store) -> None:
    manifest = manifest_of(store)
    contracts = read_contracts(Path.cwd())
    assert [each for each in drift(manifest, contracts) if each.missing] == []
    empty = {each.table: each.empty for each in drift(manifest, contracts)}
    assert "goals" not in empty.get("fact_player_game_stats", [])
    table = manifest.by_name["fact_player_game_stats"]
    table.columns.pop(next(place for place, column in enumerate(table.columns) if column.name == "goals"))
    found = [each for each in drift(manifest, contracts) if each.missing]
    assert [(each.table, each.missing) for each in found] == [("fact_player_game_stats", ["goals"])]


def test_a_push_that_is_cut_short_leaves_the_manifest_and_the_next_removes_its_files(
    changed: LeagueSite, fresh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(fresh)
    before = manifest_of(fresh)
    changed.execute("update fact_player_game_stats set goals = goals + 1")

    def killed(store: Store, manifest: Manifest) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(push_module, "write_manifest", killed)
        push(fresh)
    assert manifest_of(fresh) == before and damaged_files(fresh, before) == []
    unnamed = _data_files(fresh) - before.files.keys()
    assert unnamed
    changed.execute("update fact_player_game_stats set goals = goals + 1")
    push(fresh)
    assert not unnamed & _data_files(fresh)
    assert fresh.names("unfinished") == []
    assert run_query(fresh, "select sum(goals) from fact_player_game_stats").rows == changed.rows(
        "select sum(goals) from fact_player_game_stats"
    )


def test_the_duckdb_file_follows_a_push_that_died_before_it_was_written(
    changed: LeagueSite, fresh: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(store: Store, manifest: Manifest) -> None:
        raise KeyboardInterrupt

    push(fresh)
    changed.execute("update fact_player_game_stats set goals = 55")
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(push_module, "write_duckdb_file", killed)
        push(fresh)
    push(fresh, keep_retired=timedelta(0))
    with duckdb.connect(f"{fresh.root}/warehouse.duckdb", read_only=True) as connection:
        assert connection.execute("select distinct goals from fact_player_game_stats").fetchall() == [(55,)]


def _data_files(store: Store) -> set[str]:
    root = Path(store.root)
    return {path.relative_to(root).as_posix() for path in (root / "data").rglob("*.parquet")}


def test_a_push_reads_one_instant_and_refuses_a_manifest_that_another_changed(
    changed: LeagueSite, fresh: Store
) -> None:
    push(fresh)

    def meanwhile(name: str, done: int, total: int) -> None:
        if name == "fact_goals":  # before fact_player_game_stats
            changed.execute("update fact_player_game_stats set goals = 99")
            if fresh.read("other") is None:
                return
            document = fresh.read("manifest.json") or b""
            fresh.swap("manifest.json", document.replace(b'"generation": 1', b'"generation": 2'))

    push(fresh, progress=meanwhile)
    assert run_query(fresh, "select count(*) from fact_player_game_stats where goals = 99").rows == [(0,)]
    fresh.swap("other", b"")
    with pytest.raises(WarehouseError, match="another push changed"):
        push(fresh, full=True, progress=meanwhile)


def test_two_pushes_to_one_place_do_not_run_together(source: LeagueSite, store: Store) -> None:
    with psycopg.connect(source.url) as other:
        assert other.execute(LOCK, (store.url,)).fetchone() == (True,)
        with pytest.raises(Busy, match="another push"):
            push(store)


def test_a_warehouse_of_another_database_is_replaced_only_on_request(source: LeagueSite, fresh: Store) -> None:
    push(fresh)
    document = fresh.read("manifest.json") or b""
    fresh.swap("manifest.json", document.replace(b'"source": "', b'"source": "other-'))
    with pytest.raises(WarehouseError, match="filled from another database"):
        push(fresh)
    assert push(fresh, full=True).generation == 2


def test_a_full_push_writes_files_that_were_damaged(source: LeagueSite, fresh: Store) -> None:
    push(fresh)
    path = manifest_of(fresh).by_name["fact_events"].files[0].path
    (Path(fresh.root) / path).write_bytes(b"damaged")
    assert damaged_files(fresh, manifest_of(fresh)) == [f"{path}: its content is not what was written"]
    push(fresh, full=True)
    assert damaged_files(fresh, manifest_of(fresh)) == []


def test_an_object_store_is_filled_alike(source: LeagueSite, store: Store) -> None:
    other = Store(f"memory://{uuid4().hex}/warehouse")
    assert read_manifest(other) is None
    push(other)
    assert manifest_of(other).files.keys() == manifest_of(store).files.keys()
    assert damaged_files(other, manifest_of(other)) == []
    query = "select game_id, goals from fact_player_game_stats order by all"
    assert run_query(other, query).rows == run_query(store, query).rows != []


def test_a_damaged_manifest_is_named(fresh: Store) -> None:
    fresh.swap("manifest.json", b'{"format": "other"}')
    with pytest.raises(WarehouseError, match=r"manifest\.json cannot be read"):
        read_manifest(fresh)
