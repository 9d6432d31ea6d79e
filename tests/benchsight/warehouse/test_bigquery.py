"""BigQuery: what is planned, how tables are described, and pushes to an emulator of it."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud import bigquery

from benchsight.warehouse import push as push_module
from benchsight.warehouse.bigquery import push as bigquery_module
from benchsight.warehouse.bigquery.plan import Way, add_columns_statement, merge_statement, plan_table
from benchsight.warehouse.bigquery.push import push_to_bigquery
from benchsight.warehouse.bigquery.schema import fields, load_config
from benchsight.warehouse.errors import WarehouseError
from benchsight.warehouse.manifest import DataFile, WarehouseColumn, WarehouseTable
from benchsight.warehouse.push import push
from benchsight.warehouse.relations import read_published
from benchsight.warehouse.store import Store
from tests.benchsight.builds.league import LeagueSite

from .emulator import emulator_program, running_emulator

DATASET = "league.hockey"
SOME = ("dim_schedule", "league_standings", "qa_goal_accuracy")
NEEDS_EMULATOR = pytest.mark.skipif(emulator_program() is None, reason="no bqemulator: make bigquery-emulator")


def a_file(path: str, bucket: int | None, *games: int) -> DataFile:
    """Return a file of a partition."""
    return DataFile(path, 1, 1, "", "", "S1", bucket, list(games))


def a_table(*files: DataFile) -> WarehouseTable:
    """Return a table of games with a decimal and a text."""
    columns = [
        WarehouseColumn("game_id", "integer", "int32", "Game."),
        WarehouseColumn("xg", "numeric(10,2)", "decimal128(10, 2)", "x" * 2000),
        WarehouseColumn("note", "jsonb", "string"),
    ]
    return WarehouseTable("t", "game", "Box scores.", ["game_id"], columns, list(files))


def test_tables_of_games_are_partitioned_by_date_clustered_by_game_and_described() -> None:
    settings = load_config(a_table()).to_api_repr()["load"]
    assert settings["timePartitioning"] == {"type": "MONTH", "field": "game_date"}
    assert settings["clustering"] == {"fields": ["game_id"]}
    assert settings["writeDisposition"] == "WRITE_TRUNCATE" and settings["sourceFormat"] == "PARQUET"
    assert [(each.name, each.field_type) for each in fields(a_table())] == [
        ("game_id", "INTEGER"), ("xg", "NUMERIC"), ("note", "STRING"), ("game_date", "DATE"),
    ]  # fmt: skip
    assert fields(a_table())[0].description == "Game."
    assert len(fields(a_table())[1].description or "") == 1024  # no more is accepted


def test_only_games_of_changed_files_are_merged() -> None:
    table = a_table(a_file("a", 1, 1, 17), a_file("b2", 2, 2), a_file("c", 3, 3))
    names = [column.name for column in table.columns]
    assert plan_table(table, None, [], False).way is Way.REPLACE
    before = {"a": [1, 17], "b1": [2, 18], "c": [3]}
    plan = plan_table(table, before, names, False)
    assert (plan.way, [file.path for file in plan.files], plan.games) == (Way.MERGE, ["b2"], [2, 18])
    assert "game_id in (2, 18) then delete" in merge_statement(plan, "x", "y", names)
    assert plan_table(table, {"a": [1, 17], "b2": [2], "c": [3]}, names, False).way is Way.NOTHING
    assert plan_table(table, before, names, True).way is Way.REPLACE
    # every file is new, a file without games is gone, a column is gone there
    assert plan_table(table, {"d": [1]}, names, False).way is Way.REPLACE
    assert plan_table(table, {**before, "e": []}, names, False).way is Way.REPLACE
    assert plan_table(table, before, [*names, "other"], False).way is Way.REPLACE
    plan = plan_table(table, before, names[:2], False)
    assert plan.new_columns == ["note"]
    assert add_columns_statement("x", plan) == "alter table `x` add column if not exists `note` STRING"


def test_a_file_that_is_gone_takes_its_games_along() -> None:
    table = a_table(a_file("a", 1, 1), a_file("b", 2, 2))
    plan = plan_table(table, {"a": [1], "b": [2], "c": [3]}, ["game_id", "xg", "note"], False)
    assert (plan.way, plan.files, plan.games) == (Way.MERGE, [], [3])
    assert merge_statement(plan, "x", "y", ["game_id"]) == "delete from `x` where game_id in (3)"


def test_a_dataset_that_is_not_named_is_asked_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BENCHSIGHT_BIGQUERY_DATASET", raising=False)
    with pytest.raises(WarehouseError, match=r"expected PROJECT\.DATASET"):
        push_to_bigquery(store)


def test_without_credentials_the_message_says_how_to_have_some(
    store: Store, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BIGQUERY_EMULATOR_HOST", raising=False)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", f"{tmp_path}/none.json")
    with pytest.raises(WarehouseError, match="service account"):
        push_to_bigquery(store, DATASET)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[bigquery.Client]:
    """Yield a client of an emulator, which pushes of this module go to."""
    program = emulator_program()
    assert program is not None
    with (
        running_emulator(program, tmp_path_factory.mktemp("emulator")) as address,
        pytest.MonkeyPatch.context() as monkeypatch,
    ):
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", address)
        client = bigquery.Client("league", AnonymousCredentials())  # type: ignore[no-untyped-call]
        yield client
        client.close()  # type: ignore[no-untyped-call]


@NEEDS_EMULATOR
def test_bigquery_follows_the_warehouse(
    client: bigquery.Client, source: LeagueSite, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        push_module,
        "read_published",
        lambda connection, root: [each for each in read_published(connection, root) if each.name in SOME],
    )
    store = Store(f"{tmp_path}/warehouse")
    push(store)

    def rows(query: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in client.query(query).result()]

    query = "select game_id, venue, tracked_final_goals, official_goals from {} order by game_id, venue"
    plan = push_to_bigquery(store, DATASET, dry_run=True)
    assert plan.ways == dict.fromkeys(SOME, "replace") and plan.rows_loaded == 0
    assert push_to_bigquery(store, DATASET).ways == plan.ways
    here = source.rows(query.format("qa_goal_accuracy"))
    assert _same(rows(query.format("hockey.qa_goal_accuracy")), here)
    table = client.get_table(f"{DATASET}.qa_goal_accuracy")
    assert table.description and all(each.description for each in table.schema)
    assert push_to_bigquery(store, DATASET).ways == {}

    # a changed and a deleted game, and a new column
    games = [game for (game,) in source.rows("select distinct game_id from qa_goal_accuracy order by 1")]
    source.execute("create table kept as select * from qa_goal_accuracy")
    try:
        source.execute(
            f"update qa_goal_accuracy set tracked_final_goals = tracked_final_goals + 1 where game_id = {games[0]}"
        )
        source.execute(f"delete from qa_goal_accuracy where game_id = {games[1]}")
        push(store)
        summary = push_to_bigquery(store, DATASET)
        assert summary.ways == {"qa_goal_accuracy": "merge"}
        changed = source.rows(query.format("qa_goal_accuracy"))
        assert changed != here and _same(rows(query.format("hockey.qa_goal_accuracy")), changed)
        source.execute("alter table qa_goal_accuracy add column added integer default 5")
        push(store)
        assert push_to_bigquery(store, DATASET).new_columns == {"qa_goal_accuracy": ["added"]}
        assert rows("select distinct added from hockey.qa_goal_accuracy") == [(5,)]
        # cut short after the tables, before what is noted: the next push repeats it
        source.execute(f"update qa_goal_accuracy set tracked_final_goals = 0 where game_id = {games[0]}")
        push(store)
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(bigquery_module._Push, "_write_state", _interrupt)
            push_to_bigquery(store, DATASET)
        assert push_to_bigquery(store, DATASET).ways == {"qa_goal_accuracy": "merge"}
        changed = source.rows(query.format("qa_goal_accuracy"))
        assert _same(rows(query.format("hockey.qa_goal_accuracy")), changed)
    finally:
        source.execute("alter table qa_goal_accuracy drop column if exists added")
        source.execute("truncate qa_goal_accuracy; insert into qa_goal_accuracy select * from kept")
        source.execute("drop table kept")


def _interrupt(*arguments: object) -> None:
    raise KeyboardInterrupt


def _same(there: list[tuple[object, ...]], here: list[tuple[object, ...]]) -> bool:
    def plain(row: tuple[object, ...]) -> list[object]:
        return [each.normalize() if isinstance(each, Decimal) else each for each in row]

    return [plain(row) for row in there] == [plain(row) for row in here] != []


def test_files_that_are_not_by_game_are_replaced() -> None:
    table = replace(a_table(replace(a_file("b", None), games=[])), kind="whole")
    assert plan_table(table, {"a": []}, ["game_id", "xg", "note"], False).way is Way.REPLACE
