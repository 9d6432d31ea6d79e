"""Pages of published tables: rows, order, filters, columns, formats, versions."""

import csv
import io
import json
from typing import Any

import httpx
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchsight.api.models import page_model
from benchsight.reads.published.contract import read_contracts
from benchsight.reads.published.datasets import DATASETS, Dataset, datasets
from benchsight.reads.published.other_tables import STAT_CATALOG
from tests.benchsight.builds.league import REPOSITORY, LeagueSite

CONTRACTS = read_contracts(REPOSITORY)
KNOWN = datasets(CONTRACTS)


def pages(client: httpx.Client, path: str, **query: Any) -> list[dict[str, Any]]:
    """Return the rows of all pages."""
    rows: list[dict[str, Any]] = []
    while True:
        answer = client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert page["count"] == len(page["data"])
        rows += page["data"]
        if page["next"] is None:
            return rows
        query["cursor"] = page["next"]


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_a_page_is_what_its_model_says(client: httpx.Client, dataset: Dataset) -> None:
    answer = client.get(f"/api/v2/{dataset.name}", params={"limit": 5})
    assert answer.status_code == 200, answer.text
    model = page_model(*KNOWN[dataset.name]).model_validate_json(answer.content)
    rows = json.loads(answer.content)["data"]
    assert rows, "the league has some of everything"
    expected = dataset.columns or tuple(column.name for column in KNOWN[dataset.name][1].columns)
    assert tuple(rows[0]) == expected
    assert model.model_dump()["payload_version"] == answer.headers["x-payload-version"]


def test_contracts_are_the_tables_as_they_were_built(site: LeagueSite) -> None:
    types = {
        "integer": "int4", "bigint": "int8", "text": "text", "boolean": "bool", "date": "date", "time": "time",
        "timestamp with time zone": "timestamptz", "jsonb": "jsonb", "text[]": "_text",
    }  # fmt: skip
    built = set(site.rows("select table_name, column_name, udt_name from information_schema.columns"
                          " where table_schema = 'public'"))  # fmt: skip
    tables = {table for table, _, _ in built}
    for contract in CONTRACTS.values():
        assert contract.table in tables
        for column in contract.columns:
            kind = "numeric" if column.data_type.startswith("numeric") else types[column.data_type]
            kinds = ("text", "varchar") if kind == "text" else (kind,)
            assert built & {(contract.table, column.name, each) for each in kinds}, (contract.table, column)


def test_every_table_can_be_read_by_its_name(client: httpx.Client) -> None:
    listed = client.get("/api/v2/tables").json()
    assert {table["table"] for table in listed} == CONTRACTS.keys()
    for table in listed:
        answer = client.get(f"/api/v2/tables/{table['table']}", params={"limit": 1})
        assert answer.status_code == 200, (table["table"], answer.text)


@pytest.mark.parametrize("sort", ["", "-period", "goalie_id", "-goalie_id,period", "xg", "-xg,-event_key", "built_at"])
@pytest.mark.parametrize("limit", [7, 50])
def test_pages_are_the_table_in_its_order_each_row_once(
    client: httpx.Client, site: LeagueSite, sort: str, limit: int
) -> None:
    order = [
        f"{name.removeprefix('-')} {'desc' if name.startswith('-') else 'asc'} nulls last"
        for name in (sort or "game_id,event_number").split(",")
    ]
    if "event_key" not in sort:
        order.append("event_key")
    expected = site.rows(f"select event_key from fact_shots where game_id = 900001 order by {', '.join(order)}")
    query = {"limit": limit, "columns": "event_key", "game_id": 900001} | ({"sort": sort} if sort else {})
    assert [(row["event_key"],) for row in pages(client, "/api/v2/shots", **query)] == expected
    assert len(expected) > limit


@pytest.mark.parametrize(
    ("filters", "condition"),
    [
        (["goals:ge:1"], "goals >= 1"),
        (["goals:gt:0", "assists:le:1"], "goals > 0 and assists <= 1"),
        (["venue:eq:home"], "venue = 'home'"),
        (["venue:ne:home"], "venue <> 'home'"),
        (["goals:in:1,2"], "goals in (1, 2)"),
        (["cf_pct:is:null"], "cf_pct is null"),
        (["cf_pct:is:not_null", "cf_pct:lt:50.5"], "cf_pct < 50.5"),
        (["player_name:eq:'; drop table fact_events; --"], "false"),
    ],
)
def test_filters_are_those_of_sql(client: httpx.Client, site: LeagueSite, filters: list[str], condition: str) -> None:
    rows = pages(client, "/api/v2/player-games", filter=filters, columns="player_game_key", sort="player_game_key")
    expected = site.rows(
        f"select player_game_key from fact_player_game_stats where {condition} order by player_game_key"
    )
    assert [(row["player_game_key"],) for row in rows] == expected


def test_a_column_may_be_named_by_itself(client: httpx.Client, site: LeagueSite) -> None:
    rows = pages(client, "/api/v2/play-by-play", game_id=900001, period=1, columns="event_key")
    assert len(rows) == site.rows("select count(*) from fact_events where game_id = 900001 and period = 1")[0][0]
    named = pages(client, "/api/v2/tables/fact_events", game_id=900001, event_type="Goal", columns="event_key")
    assert [(len(named),)] == site.rows(
        "select count(*) from fact_events where game_id = 900001 and event_type = 'Goal'"
    )


def test_values_are_those_of_the_table(client: httpx.Client, site: LeagueSite) -> None:
    columns = "game_id,player_id,goals,cf_pct,toi_seconds,game_score,is_goalie,built_at"
    rows = pages(client, "/api/v2/player-games", columns=columns, sort="player_game_key")
    with psycopg.connect(site.url) as connection:
        chosen = f"select {columns} from fact_player_game_stats order by player_game_key"
        expected = connection.execute(f"select row_to_json(t) from ({chosen}) as t".encode()).fetchall()
    assert [(row,) for row in rows] == expected


def test_formats_hold_the_same_rows(client: httpx.Client) -> None:
    columns = "event_key,period,is_goal,xg,goalie_id,built_at"
    query: dict[str, str | int] = {"columns": columns, "limit": 40}
    expected = client.get("/api/v2/shots", params=query).json()

    def get(format: str) -> httpx.Response:
        answer = client.get("/api/v2/shots", params={**query, "format": format})
        assert answer.headers["x-next-cursor"] == expected["next"]
        assert 'rel="next"' in answer.headers["link"]
        return answer

    written = list(csv.DictReader(io.StringIO(get("csv").text)))
    tables = [
        pq.read_table(pa.BufferReader(get("parquet").content)),
        pa.ipc.open_stream(get("arrow").content).read_all(),
    ]
    assert [row["event_key"] for row in written] == [row["event_key"] for row in expected["data"]]
    assert [row["goalie_id"] or None for row in written] == [row["goalie_id"] for row in expected["data"]]
    assert [row["is_goal"] == "true" for row in written] == [row["is_goal"] for row in expected["data"]]
    for table in tables:
        assert table.column_names == columns.split(",")
        rows = table.to_pylist()
        assert [row["xg"] and float(row["xg"]) for row in rows] == [row["xg"] for row in expected["data"]]
        assert table.schema.field("built_at").type == pa.timestamp("us", "UTC")


def test_a_format_may_be_asked_for_by_its_media_type(client: httpx.Client) -> None:
    answer = client.get("/api/v2/teams", headers={"Accept": "text/csv, application/json;q=0.5"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["vary"] == "Accept"


def test_what_is_known_is_not_read_again(client: httpx.Client, site: LeagueSite) -> None:
    query = {"game_id": 900001}
    first = client.get("/api/v2/shots", params=query)
    with psycopg.connect(site.url) as blocking:
        blocking.execute("lock table fact_shots in access exclusive mode")
        again = client.get("/api/v2/shots", params=query, headers={"If-None-Match": first.headers["etag"]}, timeout=30)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        blocking.rollback()
    other = client.get("/api/v2/shots", params={"game_id": 900002}, headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200
    as_csv = client.get("/api/v2/shots", params={**query, "format": "csv"})
    assert as_csv.headers["etag"] != first.headers["etag"]


def test_the_box_score_is_that_of_the_report(client: httpx.Client, site: LeagueSite) -> None:
    answer = client.get("/api/v2/games/900001/box-score")
    box = answer.json()
    assert [team["venue"] for team in box["teams"]] == ["away", "home"]
    goals = site.rows("select count(*) from fact_goals where game_id = 900001")
    assert [(len(box["goals"]),)] == goals
    assert isinstance(box["teams"][0]["xg"], float)
    again = client.get("/api/v2/games/900001/box-score", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    unknown = client.get("/api/v2/games/5/box-score")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not_built")


def test_history_is_the_audit_trail_latest_first(client: httpx.Client, site: LeagueSite) -> None:
    rows = pages(client, "/api/load/history", limit=3, columns="id,table_name")
    assert [(row["id"], row["table_name"]) for row in rows] == site.rows(
        "select id, table_name from load_history order by id desc"
    )
    events = pages(client, "/api/load/history", table_name="staging_events", game_id=900001, columns="id,initiated_by")
    assert [(row["id"], row["initiated_by"]) for row in events] == site.rows(
        "select id, initiated_by from load_history where table_name = 'staging_events' and game_id = 900001"
        " order by id desc"
    )


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/api/v2/shots?columns=periodd", 422, "did you mean period?"),
        ("/api/v2/shots?sort=-perod", 422, "did you mean period?"),
        ("/api/v2/shots?sort=period,-period", 422, "twice"),
        ("/api/v2/shots?filter=goals", 422, "COLUMN:OPERATOR:VALUE"),
        ("/api/v2/shots?filter=period:like:1", 422, "operator is one of eq"),
        ("/api/v2/shots?filter=period:is:nothing", 422, "null or not_null"),
        ("/api/v2/shots?filter=period:eq:first", 422, "invalid input syntax"),
        ("/api/v2/shots?game_id=99999999999999999999", 422, "out of range"),
        ("/api/v2/shots?filter=event_key:eq:%00", 422, "NUL"),
        ("/api/v2/shots?cursor=abc", 422, "cursor"),
        ("/api/v2/shots?cursor=W10", 422, "cursor"),
        ("/api/v2/shots?limit=0", 422, "query.limit"),
        ("/api/v2/shots?limit=2000", 422, "at most 1000"),
        ("/api/v2/shots?colums=period", 422, "query.colums"),
        ("/api/v2/tables/nothing", 404, "/api/v2/tables"),
        ("/api/v2/tables/staging_events", 404, "/api/v2/tables"),
        ("/api/v2/tables/fact_gameroster", 404, "/api/v2/tables"),
        ("/api/v2/nothing", 404, "Not Found"),
        ("/api/v2/tables/pg_class", 404, "no published table"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(client: httpx.Client, path: str, status: int, says: str) -> None:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert says in problem["detail"]
    assert (problem["status"], problem["instance"]) == (status, path.partition("?")[0])
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_cursor_fits_its_order_alone(client: httpx.Client) -> None:
    cursor = client.get("/api/v2/shots", params={"limit": 1}).json()["next"]
    assert client.get("/api/v2/shots", params={"limit": 1, "sort": "period", "cursor": cursor}).status_code == 422


def test_the_catalogue_has_every_column_of_its_seed() -> None:
    header = (REPOSITORY / "seeds/catalog/stat_catalog.csv").read_text(encoding="utf-8").partition("\n")[0]
    assert [column.name for column in STAT_CATALOG.columns] == header.split(",")
