"""Queries of the warehouse: what they show, and what they must not do."""

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest

from benchsight.cli.main import run
from benchsight.warehouse.errors import WarehouseError
from benchsight.warehouse.query import QueryError, run_query
from benchsight.warehouse.store import Store
from tests.benchsight.builds.league import LeagueSite

STANDINGS = "select team_name, gp from league_standings order by team_name"


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_text('/etc/hostname')",
        "select * from read_csv('{root}/manifest.json')",
        "select * from glob('/etc/*')",
        "select * from '{root}/warehouse.duckdb'",
        "copy (select 1 as one) to '{root}/one.csv'",
        "copy (select 1 as one) to '{file}'",
        "attach '{root}/warehouse.duckdb'",
        "create table t as select 1",
        "set enable_external_access = true",
        "install httpfs",
        "pragma database_list",
        "select 1; select 2",
        "select * from nowhere",
        "selec 1",
        "",
    ],
)
def test_a_query_reads_the_tables_and_no_other_file_and_writes_nothing(store: Store, query: str) -> None:
    root = Path(store.root)
    file = next((root / "data" / "league_standings").rglob("*.parquet"))
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    with pytest.raises(QueryError):
        run_query(store, query.format(root=root, file=file))
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before


def test_variables_of_the_process_are_no_tables(store: Store) -> None:
    import pyarrow as pa

    secrets = pa.table({"key": ["secret"]})
    assert secrets.num_rows == 1
    with pytest.raises(QueryError, match="secrets"):
        run_query(store, "select * from secrets")


def test_the_duckdb_file_needs_nothing_but_itself(store: Store, source: LeagueSite) -> None:
    with duckdb.connect(f"{store.root}/warehouse.duckdb", read_only=True) as connection:
        assert connection.execute(STANDINGS).fetchall() == source.rows(STANDINGS)
        comments = connection.execute("select comment from duckdb_views() where view_name = 'league_standings'")
        assert comments.fetchall()[0][0]


def test_the_command_prints_tables_csv_and_json(
    store: Store, source: LeagueSite, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = source.rows(STANDINGS)
    monkeypatch.setenv("BENCHSIGHT_WAREHOUSE", store.url)
    assert run(["warehouse", "query", STANDINGS, "--format", "csv"]) == 0
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [
        ["team_name", "gp"],
        *([str(value) for value in row] for row in rows),
    ]
    assert run(["warehouse", "query", STANDINGS, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [dict(zip(("team_name", "gp"), row, strict=True)) for row in rows]
    assert run(["warehouse", "query", STANDINGS]) == 0
    printed = capsys.readouterr().out
    assert all(str(name) in printed for name, _ in rows)
    assert run(["warehouse", "query", "drop view league_standings"]) == 1
    assert "is one SELECT" in capsys.readouterr().err


def test_the_commands_push_and_check(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["warehouse", "push", "--at", store.url, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changed"] is False
    assert run(["warehouse", "push", "--at", store.url]) == 0
    assert "Nothing had changed." in capsys.readouterr().out
    assert run(["warehouse", "check", "--at", store.url]) == 0
    assert "have their checksums" in capsys.readouterr().out


def test_where_no_warehouse_is_the_command_that_fills_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="benchsight warehouse push"):
        run_query(Store(str(tmp_path)), "select 1")
    with pytest.raises(WarehouseError, match=r"cannot be reached|protocol"):
        Store("nosuch://place")
