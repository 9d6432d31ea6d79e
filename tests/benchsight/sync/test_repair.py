"""Differences of schema are found in every tier, mended and filled by two commands; status shows the tiers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from click.testing import CliRunner

from benchsight.backup.schema import published_schema
from benchsight.cli.commands.sync import command
from benchsight.db.settings import load_settings
from benchsight.sync import repair as repairing
from benchsight.sync import status as showing
from benchsight.sync.drift import filled_columns, read_catalogue
from benchsight.sync.errors import SyncError
from benchsight.sync.exchange import push
from benchsight.sync.repair import repair
from benchsight.sync.settings import CloudError, CloudSettings
from benchsight.sync.warehouse import Tier, WarehouseColumns
from tests.benchsight.builds.league import LeagueSite, copy_of
from tests.conftest import TEMPLATE

TABLE = "fact_player_game_stats"


@dataclass
class Tiers:
    """The built league, and a cloud with the same schema."""

    source: LeagueSite
    cloud: LeagueSite


@pytest.fixture
def tiers(source: LeagueSite, server_url: str, worker_id: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tiers]:
    """Yield two tiers with one schema; the cloud is empty, and configured."""
    url = copy_of(server_url, f"sync_repair_cloud_{worker_id}", TEMPLATE)
    with psycopg.connect(source.url, autocommit=True) as connection:
        text = published_schema(connection, load_settings().project_root)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(text.encode())
    monkeypatch.setenv("BENCHSIGHT_CLOUD_URL", url)
    yield Tiers(source, LeagueSite(url))


def run(*arguments: str) -> str:
    """Run a command of the group; it must fit 80 columns."""
    result = CliRunner().invoke(command, list(arguments), env={"COLUMNS": "80"})
    assert result.exit_code == 0, result.output
    if "--json" not in arguments:
        assert max(map(len, result.output.splitlines())) <= 80, result.output
    return result.output


def test_a_column_that_was_added_here_is_found_mended_and_filled_in_every_tier(
    tiers: Tiers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case of the document: there here, missing in the cloud, there and empty in the warehouse."""
    pushed: list[str] = []
    columns = [str(name) for (name,) in tiers.source.rows(
        f"select attname from pg_attribute where attrelid = '{TABLE}'::regclass and attnum > 0"
    )]  # fmt: skip
    monkeypatch.setattr(
        repairing,
        "warehouse_columns",
        lambda: WarehouseColumns({TABLE: columns}, {TABLE: ["goals"]} if not pushed else {}),
    )
    monkeypatch.setattr(repairing, "fill_warehouse", lambda: pushed.append("warehouse"))
    with psycopg.connect(tiers.source.url) as connection:
        filled = filled_columns(connection, read_catalogue(connection, [TABLE]), [TABLE])
    unknown = next(name for name in columns if name not in filled[TABLE])  # NULL in every row
    tiers.cloud.execute(
        f"alter table {TABLE} drop column goals cascade; alter table {TABLE} drop column {unknown} cascade"
    )
    tiers.cloud.execute("drop table fact_goals cascade")
    found = json.loads(run("repair", "--json"))
    kinds = {(drift["tier"], drift["table"], drift["column"], drift["kind"]) for drift in found["drifts"]}
    assert {
        ("cloud", TABLE, "goals", "column"), ("cloud", "fact_goals", None, "table"),
        ("warehouse", TABLE, "goals", "empty"),
    } <= kinds  # fmt: skip
    shown = run("repair")
    assert "alter table" in shown and "sync repair --apply" in shown and not found["applied"]
    mended = run("repair", "--apply")
    assert f"{TABLE}.goals" in mended and f"no values here either: {TABLE}.{unknown}" in " ".join(mended.split())
    assert pushed == ["warehouse"]
    query = "select game_id, player_id, goals from fact_player_game_stats order by 1, 2"
    assert tiers.cloud.rows(query) == tiers.source.rows(query) != []
    query = "select count(*) from fact_goals"
    assert tiers.cloud.rows(query) == tiers.source.rows(query) != [(0,)]
    assert repair().drifts == []


def test_a_cloud_without_the_schema_gets_it(
    tiers: Tiers, server_url: str, worker_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = copy_of(server_url, f"sync_bare_cloud_{worker_id}", "template0")
    with pytest.raises(CloudError, match="sync repair --apply"):
        push(settings=CloudSettings(url))
    done = repair(applies=True, settings=CloudSettings(url))
    assert {drift.kind for drift in done.drifts} == {"migration", "table"}
    bare = LeagueSite(url)
    for table in (TABLE, "staging_events", "league_standings"):
        query = f"select count(*) from {table}"
        assert bare.rows(query) == tiers.source.rows(query) != [(0,)]


def test_what_is_only_there_or_of_another_type_is_listed_and_left_alone(tiers: Tiers) -> None:
    tiers.cloud.execute(
        "alter table staging_players add column nickname text; alter table fact_goals alter column game_id type bigint"
    )
    kinds = {(drift.table, drift.column): drift for drift in repair().drifts}
    extra, other = kinds["staging_players", "nickname"], kinds["fact_goals", "game_id"]
    assert (extra.kind, extra.ddl, other.kind, other.ddl) == ("extra", None, "type", None)
    assert "cannot be pulled" in (extra.hint or "") and "bigint there" in (other.hint or "")


def test_a_rest_api_has_no_schema_to_repair() -> None:
    with pytest.raises(SyncError, match="BENCHSIGHT_CLOUD_URL"):
        repair(settings=CloudSettings(None, "https://x.supabase.co", "key"))


def test_status_shows_the_tiers_side_by_side(tiers: Tiers, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = Tier("warehouse", "w", "reached", rows=5, games=3, tables=2, columns=9, newest="1")
    monkeypatch.setattr(showing, "warehouse_tier", lambda: warehouse)
    before = json.loads(run("status", "--json"))
    assert [tier["name"] for tier in before["tiers"]] == ["local", "cloud", "warehouse"]
    assert "sync push" in run("status")
    run("push")
    after = showing.read_status()
    local, cloud, _ = after.tiers
    assert (local.rows, local.games, local.tables, local.columns) == (
        cloud.rows,
        cloud.games,
        cloud.tables,
        cloud.columns,
    )
    assert after.waiting == [] and after.to_pull == [] and after.last is not None and after.last.failures == 0
    assert "to push  nothing" in run("status")
    monkeypatch.setenv("BENCHSIGHT_CLOUD_URL", "postgresql://nobody:secret@127.0.0.1:1/away")
    shown = run("status")
    assert "offline" in shown and "secret" not in shown
    offline = showing.read_status(asks_cloud=False)
    assert offline.to_pull is None and {each.kind for each in offline.waiting} == {"input", "published"}
    monkeypatch.delenv("BENCHSIGHT_CLOUD_URL")
    assert "not configured" in run("status")
