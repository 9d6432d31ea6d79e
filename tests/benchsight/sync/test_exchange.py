"""Push, pull and resolve over both ways: input merged, published tables sent, outbox, offline, other writers."""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from benchsight.backup.schema import published_schema
from benchsight.db.settings import load_settings
from benchsight.sync.errors import SyncError
from benchsight.sync.exchange import Selection, SyncSummary, pull, push, resolve
from benchsight.sync.settings import CloudError, CloudSettings
from tests.benchsight.builds.league import LeagueSite, copy_of
from tests.benchsight.sync.sides import Tiers
from tests.conftest import TEMPLATE
from tests.live.keys import key_of
from tests.live.postgrest_stand_in import PostgrestStandIn

WAYS = ["postgres", "rest"]
OUTBOX = "select kind, subject from ops.sync_outbox((select peer from ops.sync_peers)) order by 1, 2"
STAGED = ("staging_events", "staging_shifts", "staging_players", "staging_event_players", "staging_game_rosters")
PUBLISHED = (
    "dim_player", "fact_events", "fact_goals", "fact_player_game_stats", "fact_player_season_stats", "league_standings",
)  # fmt: skip


@dataclass
class Ends:
    """The local database and the cloud, with the ways to it."""

    tiers: Tiers
    stand_in: PostgrestStandIn
    way: str

    @property
    def settings(self) -> CloudSettings:
        """Settings of the way."""
        if self.way == "postgres":
            return CloudSettings(self.stand_in.database_url)
        return CloudSettings(None, self.stand_in.url, key_of("service_role"))

    def push(self, selection: Selection | None = None, full: bool = False) -> SyncSummary:
        """Push to the cloud."""
        return push(selection, full, settings=self.settings, first_wait=0.01)

    def pull(self, selection: Selection | None = None) -> SyncSummary:
        """Pull from the cloud."""
        return pull(selection, settings=self.settings, first_wait=0.01)


@pytest.fixture(params=WAYS)
def ends(
    request: pytest.FixtureRequest,
    server_url: str,
    worker_id: str,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Ends]:
    """Yield two databases without rows, of which the first is configured."""
    cloud_url = copy_of(server_url, f"sync_cloud_{worker_id}", TEMPLATE)
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    with (
        PostgrestStandIn(cloud_url).running() as stand_in,
        psycopg.connect(database_url, autocommit=True) as local,
        psycopg.connect(cloud_url, autocommit=True) as cloud,
    ):
        yield Ends(Tiers(local, cloud), stand_in, request.param)


def test_a_game_travels_and_comes_back_changed(ends: Ends) -> None:
    tiers = ends.tiers
    for index in range(3):
        tiers.put("local", index, "Shot", players=2)
    tiers.local.execute("insert into staging_players (player_id, player_name) values ('p1', 'Ann')")
    done = ends.push()
    assert sorted(done.input.sent + done.input.merged)[:1] == ["7"] and not done.conflicts
    assert tiers.rows("local") == tiers.rows("cloud") != []
    assert tiers.rows("local", "staging_players") == tiers.rows("cloud", "staging_players") != []
    # a tracker goes on in the cloud
    tiers.put("cloud", 1, "Goal")
    tiers.delete("cloud", 2)
    tiers.put("cloud", 3, "Pass", players=1)
    assert not ends.push().input.sent
    ends.pull()
    assert tiers.events("local") == {0: "Shot", 1: "Goal", 3: "Pass"}
    assert tiers.rows("local") == tiers.rows("cloud")
    # history of input has both
    log = tiers.local.execute("select distinct changed_by, reason from ops.input_changes where game_id = 7").fetchall()
    assert any(by.startswith("sync: ") and why == "sync" for by, why in log)


def test_a_cloud_that_was_written_meanwhile_is_merged(ends: Ends) -> None:
    tiers = ends.tiers
    for index in range(4):
        tiers.put("local", index, "Shot")
    ends.push()
    tiers.put("local", 0, "Goal")
    tiers.delete("local", 1)
    tiers.put("cloud", 2, "Pass")
    tiers.put("cloud", 8, "Hit")
    assert ends.push().input.merged == ["7"]
    assert tiers.events("cloud") == {0: "Goal", 2: "Pass", 3: "Shot", 8: "Hit"}
    assert tiers.events("local") == {0: "Goal", 2: "Shot", 3: "Shot"}  # a push writes nothing here
    ends.pull()
    assert tiers.rows("local") == tiers.rows("cloud")


@pytest.mark.parametrize("take", ["local", "remote"])
def test_a_conflict_is_listed_with_both_versions_and_decided_by_a_person(ends: Ends, take: str) -> None:
    tiers = ends.tiers
    for index in range(3):
        tiers.put("local", index, "Shot")
    ends.push()
    tiers.put("local", 0, "Goal")
    tiers.put("local", 2, "Hit")
    tiers.put("cloud", 0, "Save")
    for done in (ends.push(), ends.pull(), ends.push(full=True)):
        assert done.input.conflicts == ["7"]
        (conflict,) = done.conflicts
        assert (conflict.subject, conflict.table, conflict.key) == ("7", "staging_events", "E700000")
        cells = {cell.column: (cell.base, cell.local, cell.remote) for cell in conflict.cells}
        assert cells["event_type"] == ("Shot", "Goal", "Save")
        assert conflict.local_changed_by and conflict.remote_changed_by
        assert conflict.local_changed_at < conflict.remote_changed_at
    assert tiers.events("cloud")[2] == "Shot"  # the game waits as a whole
    resolve("7", take, settings=ends.settings, first_wait=0.01)  # type: ignore[arg-type]
    wanted = "Goal" if take == "local" else "Save"
    assert tiers.events("local") == tiers.events("cloud") == {0: wanted, 1: "Shot", 2: "Hit"}
    assert not ends.push().conflicts
    with pytest.raises(SyncError, match="no conflict"):
        resolve("7", "local", settings=ends.settings)
    # the other version can be brought back on the side that had it
    old = tiers.local.execute("select content ->> 'event_type' from ops.staging_history where key = 'E700000'")
    assert ("Shot",) in old.fetchall()


def test_a_row_of_an_event_that_was_deleted_there_is_a_conflict(ends: Ends) -> None:
    tiers = ends.tiers
    tiers.put("local", 0, "Shot")
    tiers.put("local", 1, "Shot", players=1)
    ends.push()
    tiers.delete("cloud", 1)
    tiers.put("local", 1, "Shot", players=2)
    done = ends.push()
    assert {(conflict.table, conflict.key) for conflict in done.conflicts} >= {
        ("staging_events", "E700001"),
        ("staging_event_players", "E700001/2"),
    }
    resolve("7", "local", settings=ends.settings, first_wait=0.01)
    assert tiers.rows("local") == tiers.rows("cloud")
    assert tiers.events("cloud") == {0: "Shot", 1: "Shot"}


def test_lost_answers_and_a_server_that_refuses_leave_nothing_doubled(ends: Ends) -> None:
    tiers = ends.tiers
    tiers.put("local", 0, "Shot", players=2)
    ends.push()
    tiers.put("local", 0, "Goal", players=2)
    ends.stand_in.lose_answers, ends.stand_in.refuse = 1, 1
    tiers.local.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'benchsight sync'"
        " and datname = current_database()"
    )
    ends.push()
    assert tiers.rows("local") == tiers.rows("cloud")
    assert not ends.push().input.merged


def test_what_is_to_be_pushed_waits_in_the_outbox_while_offline(ends: Ends) -> None:
    tiers = ends.tiers
    tiers.put("local", 0, "Shot")
    ends.push()
    assert tiers.local.execute(OUTBOX).fetchall() == []
    tiers.put("local", 0, "Goal")
    assert tiers.local.execute(OUTBOX).fetchall() == [("input", "7")]
    away = CloudSettings("postgresql://nobody:secret@127.0.0.1:1/away")
    with pytest.raises(CloudError) as caught:
        push(settings=away, first_wait=0.001)
    assert "secret" not in str(caught.value)
    failed = tiers.local.execute("select failures, error_message from ops.sync_peers where place like '%away'")
    failures, message = failed.fetchall()[0]
    assert failures == 1 and "secret" not in message
    ends.push()
    assert tiers.events("cloud") == {0: "Goal"}


def test_a_cloud_that_was_restored_to_an_earlier_state_is_noticed(ends: Ends) -> None:
    tiers = ends.tiers
    tiers.put("local", 0, "Shot")
    tiers.put("local", 1, "Shot")
    ends.push()
    # as a restore of a backup, then other writes up to the same version
    tiers.cloud.execute("delete from staging_events where game_id = 7")
    tiers.cloud.execute(
        "delete from ops.input_changes where game_id = 7; delete from ops.game_inputs where game_id = 7"
    )
    tiers.put("cloud", 0, "Save")
    ends.push()
    ends.pull()
    assert tiers.rows("local") == tiers.rows("cloud") or ends.push().conflicts


def test_columns_that_the_other_side_lacks_stop_the_copy_before_anything_is_written(ends: Ends) -> None:
    ends.tiers.put("local", 0, "Shot")
    ends.tiers.local.execute("alter table staging_events add column mood text")
    with pytest.raises(SyncError, match=r"the cloud lacks staging_events\.mood.*sync repair"):
        ends.push()
    assert ends.tiers.events("cloud") == {}


def test_selections_name_what_there_is(ends: Ends) -> None:
    tiers = ends.tiers
    tiers.put("local", 0, "Shot")
    tiers.local.execute(
        "insert into staging_schedule (game_id, season_id) values (8, 's1');"
        "insert into staging_players (player_id) values ('p')"
    )
    ends.push(Selection(seasons=("s1",)))
    assert tiers.events("cloud") == {} and tiers.rows("cloud", "8") == tiers.rows("local", "8")
    ends.push(Selection(games=(7,)))
    assert tiers.events("cloud") == {0: "Shot"}
    for tables, problem in ((("staging_events",), "game by game"), (("staging_nothing",), "no staging table")):
        with pytest.raises(SyncError, match=problem):
            ends.push(Selection(tables=tables))
    with pytest.raises(SyncError, match="no game of the schedule"):
        ends.push(Selection(seasons=("s9",)))
    with pytest.raises(SyncError, match="computed from input"):
        ends.pull(Selection(tables=("fact_events",)))


@pytest.fixture(scope="module")
def built_cloud(source: LeagueSite, server_url: str, worker_id: str) -> str:
    """Return the URL of a cloud with the schema of staging and of what is published, without rows."""
    url = copy_of(server_url, f"sync_built_cloud_{worker_id}", TEMPLATE)
    with psycopg.connect(source.url, autocommit=True) as connection:
        text = published_schema(connection, load_settings().project_root)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(text.encode())
    return url


def test_what_was_built_is_sent_once_and_again_after_it_changed(source: LeagueSite, built_cloud: str) -> None:
    settings = CloudSettings(built_cloud)
    first = push(settings=settings)
    assert first.published is not None and len(first.published.games) == 3
    with psycopg.connect(built_cloud, autocommit=True) as cloud:

        def rows(query: str) -> list[tuple[object, ...]]:
            return cloud.execute(query.encode()).fetchall()

        for table in PUBLISHED:
            query = f"select t::text from {table} as t order by 1"
            assert rows(query) == source.rows(query) != [], table
        for table in STAGED:
            query = f"select count(*) from {table}"
            assert rows(query) == source.rows(query), table
        again = push(settings=settings)
        assert again.published is not None
        assert not again.published.games and not again.published.tables and not again.input.sent
        game = source.rows("select min(game_id) from ops.game_builds")[0][0]
        cloud.execute("update fact_player_game_stats set goals = 77")
        source.execute(f"update ops.game_builds set built_at = now(), code_version = 'x' where game_id = {game}")
        third = push(settings=settings)
        assert third.published is not None and third.published.games == [game]
        wrong = rows("select distinct game_id from fact_player_game_stats where goals = 77")
        assert (game,) not in wrong and len(wrong) == 2  # no version tells of a change of others
        push(Selection(tables=("fact_player_game_stats",)), settings=settings)
        assert rows("select 1 from fact_player_game_stats where goals = 77") == []
        cloud.execute("delete from fact_goals; update dim_player set player_name = 'x'; delete from league_standings")
        push(full=True, settings=settings)
        for table in PUBLISHED:
            query = f"select t::text from {table} as t order by 1"
            assert rows(query) == source.rows(query), table
        source.execute(f"update ops.game_builds set input_version = 0 where game_id = {game}")
        assert push(settings=settings).published.games_deleted == []  # type: ignore[union-attr]
