"""What goes with a game, what stays, and that it goes at once or not at all."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from benchsight.builds.delete_game import DeleteOptions, UnknownGame, delete_game
from benchsight.builds.plan import Request
from benchsight.builds.rebuild import RebuildOptions, rebuild
from benchsight.errors import Busy
from ingest.database.session import lock_games
from tests.benchsight.builds.conftest import Site
from tests.benchsight.builds.rebuild.conftest import add_event, published

NOTED = "select table_name, game_id, rows_deleted, status from load_history where operation = 'delete' order by id"
WITH_INPUTS = DeleteOptions(with_inputs=True)


def test_facts_are_gone_and_what_is_kept_over_many_games_is_computed_without_the_game(site: Site) -> None:
    before = published(site)
    summary = delete_game(3)
    assert summary.tables == {
        "fact_events": 2,
        "fact_h2h": 1,
        "fact_player_game_stats": 2,
        "qa_data_completeness": 1,
    }
    assert (summary.total_rows_deleted, summary.inputs, summary.is_due) == (6, {}, True)
    assert summary.recomputed == ["dim_player", "dim_schedule", "metrics"]
    after = published(site)
    assert after["metrics"] == [("P4", 1, 2), ("P9", 1, 1)]
    assert after["dim_schedule"] == [(1, True), (2, True), (3, False), (8, False)]
    for table in summary.tables:
        place = 1 if table == "fact_events" else 0
        assert after[table] == [row for row in before[table] if row[place] != 3]
    assert site.rows(NOTED) == [
        ("*", 3, None, "completed"),
        *[(table, 3, rows, "completed") for table, rows in summary.tables.items()],
    ]


def test_a_game_that_is_still_staged_is_due_as_new_and_the_next_build_brings_it_back(site: Site) -> None:
    before = published(site)
    delete_game(3)
    assert site.due() == {3: "new"}
    assert site.rows("select count(*) from staging_events where processed and game_id = 3") == [(0,)]
    assert site.build().games_built == [3]
    assert published(site) == before


def test_with_its_inputs_it_is_as_if_the_game_had_never_been(site: Site) -> None:
    site.execute("insert into staging_shifts (shift_key, game_id, shift_index) values ('S300001', 3, 1)")
    site.execute(
        "insert into staging_game_rosters (roster_key, source_kind, game_id, team_venue, player_id)"
        " values ('R3hleague:P4', 'league', 3, 'home', 'P4')"
    )
    site.execute(
        "insert into staging_event_players (event_key, player_row, game_id, role_side)"
        " values ('E300001', 1, 3, 'event')"
    )
    summary = delete_game(3, WITH_INPUTS)
    assert summary.inputs == {
        "staging_shifts": 1,
        "staging_event_players": 1,
        "staging_events": 2,
        "staging_game_rosters": 1,
        "staging_schedule": 1,
    }
    assert (summary.is_due, site.due()) == (False, {})
    assert site.rows("select game_id from ops.game_builds order by 1") == [(1,), (2,)]
    deleted = published(site)
    site.build(Request(full_refresh=True))
    assert published(site) == deleted


def test_the_history_of_the_input_keeps_what_was_staged_and_who_deleted_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHSIGHT_USER", "coach")
    summary = delete_game(3, WITH_INPUTS)
    assert site.rows(
        "select key, load_id, changed_by, reason from ops.staging_history join ops.input_changes using (change_id)"
        " where table_name = 'staging_events' order by key"
    ) == [(key, summary.load_id, "coach", "game deleted") for key in ("E300001", "E300002")]


def test_what_waits_in_the_queue_for_the_game_is_called_off_with_its_inputs_and_its_rejects_go(site: Site) -> None:
    for game in (2, 3):
        site.execute(f"select load_table('fact_h2h', 'replace', {game})")
        site.execute(
            "insert into staging_rejects (load_id, table_name, game_id, source_file, expected, reason)"
            f" values (gen_random_uuid(), 'staging_events', {game}, 'a.json', 'a number', 'not a number')"
        )
    summary = delete_game(3, WITH_INPUTS)
    assert (summary.requests_closed, summary.inputs["staging_rejects"]) == (1, 1)
    assert site.rows("select game_id, status from etl_queue order by 1") == [(2, "pending"), (3, "cancelled")]
    assert site.rows("select game_id, status from load_history where operation = 'replace' order by 1") == [
        (2, "started"),
        (3, "skipped"),
    ]


def test_it_goes_at_once_or_not_at_all(site: Site) -> None:
    before, staged = published(site), site.rows("select * from staging_events order by event_key")
    site.execute("create function refuse() returns trigger language plpgsql as $$ begin raise 'disk full'; end $$")
    site.execute("create trigger refuse before insert on metrics for each row execute function refuse()")
    with pytest.raises(psycopg.errors.RaiseException, match="disk full"):
        delete_game(3, WITH_INPUTS)
    assert published(site) == before
    assert site.rows("select * from staging_events order by event_key") == staged
    assert site.due() == {}
    assert site.rows(NOTED) == [("*", 3, None, "failed")]


def test_readers_see_all_of_the_game_or_nothing_of_it(site: Site) -> None:
    with ThreadPoolExecutor(1) as pool, psycopg.connect(site.url) as gate:
        gate.execute("lock table metrics in exclusive mode")  # what is computed last has to wait
        future = pool.submit(delete_game, 3)
        site.wait_until_waiting("relation = 'metrics'::regclass")
        assert site.rows("select count(*) from fact_events where game_id = 3") == [(2,)]
        gate.rollback()
        assert future.result().tables["fact_events"] == 2


def test_inputs_are_deleted_after_a_load_of_the_game_has_ended(site: Site) -> None:
    with ThreadPoolExecutor(1) as pool, psycopg.connect(site.url) as loader:
        lock_games(loader.cursor(), [3])
        loader.execute("insert into staging_events (event_key, game_id, event_index) values ('E300009', 3, 9)")
        future = pool.submit(delete_game, 3, WITH_INPUTS)
        site.wait_until_waiting("locktype = 'advisory'")
        loader.commit()
        assert future.result().inputs["staging_events"] == 3


def test_while_a_build_runs_it_waits_or_ends(site: Site) -> None:
    add_event(site, 2, 2, "Shot", 4)
    with site.building() as (future, gate):
        with pytest.raises(Busy):
            delete_game(3, DeleteOptions(wait=False))
        gate.commit()
        future.result()
    assert delete_game(3).tables["fact_events"] == 2


def test_after_a_change_of_the_models_the_next_build_computes_the_rest(site: Site) -> None:
    site.execute("update ops.build_runs set code_version = 'older'")
    site.execute("delete from staging_events where game_id = 3")
    summary = delete_game(3)
    assert (summary.tables["fact_events"], summary.recomputed) == (2, None)
    assert site.due() == {3: "removed from staging"}


def test_a_game_deleted_twice_has_nothing_left_to_delete_and_an_unknown_one_is_an_error(site: Site) -> None:
    delete_game(3)
    assert delete_game(3).total_rows_deleted == 0
    with pytest.raises(UnknownGame, match="nothing is staged or built of game 77"):
        delete_game(77)


def test_the_request_of_the_queue_that_it_serves_is_noted_as_done(site: Site) -> None:
    with psycopg.connect(site.url) as build:
        build.execute("select pg_advisory_lock(20261120)")
        [(result,)] = site.rows("select delete_game(3)")
    assert isinstance(result, dict)
    delete_game(3, DeleteOptions(queue_id=result["queue_id"]))
    assert site.rows("select distinct queue_id, status from load_history where operation = 'delete'") == [
        (result["queue_id"], "completed")
    ]
    assert site.rows("select count(*) from load_history where table_name = '*'") == [(1,)]


@pytest.mark.parametrize("is_staged", [True, False])
def test_what_the_function_leaves_to_the_queue_makes_the_league_as_if_the_game_had_never_been(
    site: Site, is_staged: bool
) -> None:
    if not is_staged:
        site.execute("delete from staging_events where game_id = 3")
    site.execute("select delete_game(3)")
    assert site.rows("select goals from metrics where entity_id = 'P4'") == [(2,)]
    for queue_id, game, tables, operation in site.rows(
        "select id, game_id, tables, load_operation from etl_queue where operation = 'rebuild' order by id"
    ):
        assert isinstance(tables, list)
        assert isinstance(queue_id, int)
        games = [game] if isinstance(game, int) else []
        summary = rebuild(tables, games, str(operation), RebuildOptions(tests=False, queue_id=queue_id))
        assert summary.status == "completed"
    by_function = published(site)
    assert by_function["metrics"] == [("P4", 1, 2), ("P9", 1, 1)]
    assert (3, False) in by_function["dim_schedule"]
    delete_game(3)
    assert published(site) == by_function
    assert site.due() == ({3: "new"} if is_staged else {})
