"""Reads: every dataset, exact types, filters, pages."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import httpx
import pandas as pd
import polars as pl
import psycopg
import pytest

from benchsight.client import Client, ClientError, Rows
from benchsight.reads.published.contract import read_contracts
from benchsight.reads.published.datasets import DATASETS, Dataset, datasets
from tests.benchsight.builds.league import REPOSITORY, LeagueSite

GAME = 900001
KNOWN = datasets(read_contracts(REPOSITORY))
SERVER_SIDE = ("fastapi", "starlette", "uvicorn", "dbt", "psycopg", "psycopg_pool", "benchsight.api", "ingest")


def rows_of(client: Client, dataset: Dataset) -> Rows:
    """Return the query of a dataset's method."""
    method = getattr(client, dataset.name.replace("-", "_"))
    assert method.__doc__ == dataset.summary
    rows = method()
    assert isinstance(rows, Rows)
    return rows


def test_the_client_imports_nothing_of_the_server() -> None:
    program = f"import sys, benchsight.client; print([name for name in {SERVER_SIDE} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_every_dataset_is_a_method_with_the_rows_of_its_table(
    client: Client, site: LeagueSite, dataset: Dataset
) -> None:
    rows = rows_of(client, dataset).to_arrow()
    contract = KNOWN[dataset.name][1]
    columns = ", ".join(dataset.columns) or "*"
    with psycopg.connect(site.url) as connection:
        cursor = connection.execute(f"select {columns} from {contract.full_name}".encode())
        expected = cursor.fetchall()
        assert [each.name for each in cursor.description or ()] == rows.column_names
    simple = [name for name in rows.column_names if contract.by_name[name].data_type not in ("jsonb", "text[]")]
    places = [rows.column_names.index(name) for name in simple]
    assert rows.num_rows == len(expected) > 0
    assert {tuple(row[name] for name in simple) for row in rows.to_pylist()} == {
        tuple(row[place] for place in places) for row in expected
    }


def test_frames_have_the_types_of_the_table_and_null_stays_null(client: Client, site: LeagueSite) -> None:
    rows = client.player_games().select("player_game_key", "goals", "fo_pct", "is_goalie", "game_date", "built_at")
    unknown = site.rows("select count(*) from fact_player_game_stats where fo_pct is null")[0][0]
    assert unknown
    frame = rows.to_pandas()
    assert [str(kind) for kind in frame.dtypes[1:]] == [
        "int32[pyarrow]", "decimal128(6, 2)[pyarrow]", "bool[pyarrow]", "date32[day][pyarrow]",
        "timestamp[us, tz=UTC][pyarrow]",
    ]  # fmt: skip
    assert frame["fo_pct"].isna().sum() == unknown
    typed = rows.to_polars()
    assert typed.dtypes[1:] == [pl.Int32, pl.Decimal(6, 2), pl.Boolean, pl.Date, pl.Datetime("us", "UTC")]
    assert typed["fo_pct"].null_count() == unknown
    floats = rows.to_pandas(floats=True)["fo_pct"]
    assert str(floats.dtype) == "double[pyarrow]" and floats.isna().sum() == unknown
    assert rows.to_polars(floats=True)["fo_pct"].dtype == pl.Float64


def test_a_frame_without_rows_has_its_columns_and_types(client: Client) -> None:
    frame = client.shots(game_id=5).select("event_key", "period", "xg").to_pandas()
    assert (len(frame), list(frame.columns), str(frame["period"].dtype)) == (
        0, ["event_key", "period", "xg"], "int32[pyarrow]",
    )  # fmt: skip
    assert client.shots(game_id=5).first() is None


@pytest.mark.parametrize("most", [None, 1, 20, 25])
def test_rows_of_all_pages_come_once_and_in_order(client: Client, site: LeagueSite, most: int | None) -> None:
    query = replace(client.shots(game_id=GAME).select("event_key").sort("-xg"), page_rows=20)
    if most is not None:
        query = query.limit(most)
    expected = site.rows(
        f"select event_key from fact_shots where game_id = {GAME} order by xg desc nulls last, event_key"
    )[:most]
    assert [(row["event_key"],) for row in query] == expected
    assert query.to_arrow()["event_key"].to_pylist() == [key for (key,) in expected]
    assert most is not None or len(expected) > 40
    assert len(list(query.pages())) == -(-len(expected) // 20)


@pytest.mark.parametrize(
    ("refine", "condition"),
    [
        (lambda rows: rows.where("goals", "ge", 1).where("venue", "eq", "home"), "goals >= 1 and venue = 'home'"),
        (lambda rows: rows.where("goals", "in", [1, 2]), "goals in (1, 2)"),
        (lambda rows: rows.where("fo_pct", "lt", Decimal("50.5")), "fo_pct < 50.5"),
        (lambda rows: rows.where("fo_pct", "lt", 50.5), "fo_pct < 50.5"),
        (lambda rows: rows.equal(fo_pct=None), "fo_pct is null"),
        (lambda rows: rows.where_not_null("fo_pct"), "fo_pct is not null"),
        (lambda rows: rows.equal(is_goalie=True), "is_goalie"),
        (lambda rows: rows.where("built_at", "gt", datetime(2020, 1, 1, tzinfo=UTC)), "true"),
        (lambda rows: rows.where("game_date", "le", date(2020, 1, 1)), "game_date <= '2020-01-01'"),
        (lambda rows: rows.where("player_name", "eq", "a:b&c, 'd"), "false"),
    ],
)
def test_filters_are_those_of_sql(client: Client, site: LeagueSite, refine: object, condition: str) -> None:
    assert callable(refine)
    rows = refine(client.player_games().select("player_game_key").sort("player_game_key"))
    expected = f"select player_game_key from fact_player_game_stats where {condition} order by player_game_key"
    assert [(row["player_game_key"],) for row in rows] == site.rows(expected)


@pytest.mark.parametrize(
    ("refine", "says"),
    [
        (lambda rows: rows.where("goals", "eq", [1, 2]), "only `in` takes several"),
        (lambda rows: rows.where("goals", "in", 1), "takes a sequence"),
        (lambda rows: rows.where("player_name", "in", ["Doe, J"]), "contains a comma"),
        (lambda rows: rows.limit(0), "at least 1"),
    ],
)
def test_a_query_that_cannot_be_sent_is_refused_at_once(client: Client, refine: object, says: str) -> None:
    assert callable(refine)
    with pytest.raises(ClientError, match=says) as caught:
        refine(client.player_games())
    assert (caught.value.code, caught.value.status) == ("invalid", None)


def test_what_the_server_refuses_has_its_code_and_what_to_do(client: Client) -> None:
    with pytest.raises(ClientError, match=r"did you mean goals\?") as caught:
        client.player_games(goalz=1).to_pandas()
    assert (caught.value.code, caught.value.status) == ("cannot_read", 422)
    with pytest.raises(ClientError) as caught:
        client.box_score(5)
    assert (caught.value.code, caught.value.status) == ("not_built", 404)
    with pytest.raises(ClientError) as caught:
        client.box_score(-1)
    assert caught.value.errors[0]["where"] == "path.game_id"


def test_other_reads_are_those_of_the_api(client: Client, server: httpx.Client, site: LeagueSite) -> None:
    assert client.health()["ready"] and client.status()["migrations_pending"] == []
    assert {each["name"] for each in client.datasets()} == {dataset.name for dataset in DATASETS}
    assert client.table_counts()["fact_events"] == site.rows("select count(*) from fact_events")[0][0]
    assert client.box_score(GAME) == server.get(f"/api/v2/games/{GAME}/box-score").json()
    assert {each["table"] for each in client.tables()} >= {"fact_goals", "dim_team"}
    goals = client.table("fact_goals", game_id=GAME).to_pandas()
    assert len(goals) == site.rows(f"select count(*) from fact_goals where game_id = {GAME}")[0][0]
    assert isinstance(goals, pd.DataFrame)
    assert len(client.load_history().to_pandas()) == site.rows("select count(*) from load_history")[0][0]
    assert list(client.jobs()) == []
    assert client.queue(everything=True) == []
