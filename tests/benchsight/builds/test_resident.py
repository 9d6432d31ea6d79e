"""Resident builds: the same rows as dbt's, all at once, whatever happens meanwhile."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest

from benchsight.builds import BuildSummary
from benchsight.builds.errors import BuildError, SessionLost
from benchsight.builds.plan import Request
from benchsight.builds.resident import ResidentBuilder

from .conftest import Site, facts
from .league import LeagueSite
from .test_league import hashes

TABLES = """
    select format('%I.%I', schemaname, tablename) from pg_tables
    where schemaname = 'transform' or (schemaname = 'public' and tablename ~ '^(dim|fact|qa)_|^metrics$')
"""
HELD_UP = "relation = 'qa_data_completeness'::regclass"


@pytest.fixture
def resident(site: Site) -> Iterator[ResidentBuilder]:
    """A resident builder of the small project."""
    with ResidentBuilder() as builder:
        yield builder


@contextmanager
def building(site: Site, resident: ResidentBuilder) -> Iterator[tuple["Future[BuildSummary]", psycopg.Connection]]:
    """A build of what is due, held up before its last table until the connection rolls back."""
    resident.warm_up()  # to prepare a statement waits for the table, too
    with ThreadPoolExecutor(1) as pool, psycopg.connect(site.url) as gate:
        gate.execute("lock table qa_data_completeness in share mode")
        future = pool.submit(resident.build, Request())
        site.wait_until_waiting(HELD_UP)
        yield future, gate


def test_it_yields_the_rows_that_dbt_yields_in_every_table(league: LeagueSite, request: pytest.FixtureRequest) -> None:
    built = hashes(league, TABLES)
    gone, cut, kept = league.change_input()
    with ResidentBuilder() as builder:
        summary = builder.build(Request())
        assert (summary.status, summary.games_removed) == ("completed", [gone])
        assert cut in summary.games_built
        assert builder.build(Request(games=[kept])).games_built == [kept]
        of_resident = hashes(league, TABLES)
    assert len(of_resident) > 60
    assert sum(of_resident[table] != built[table] for table in built) > 40
    request.getfixturevalue("by_dbt")
    league.build(Request(all_games=True))
    of_dbt = hashes(league, TABLES)
    assert [table for table in of_dbt if of_dbt[table] != of_resident[table]] == []


def test_what_is_due_is_built_and_nothing_is_due_afterwards(site: Site, resident: ResidentBuilder) -> None:
    site.add_event(2, 2, "Goal")
    site.add_event(3, 1, "Shot")
    summary = resident.build(Request())
    assert (summary.status, summary.games_built, summary.reasons) == ("completed", [2, 3], {"changed": 1, "new": 1})
    assert facts(site)[-3:] == [("E200001", "Shot"), ("E200002", "Goal"), ("E300001", "Shot")]
    assert site.due() == {}
    assert site.rows("select event_key from staging_events where not processed") == []
    assert site.rows("select status, models_built, selection from ops.build_runs where build_id = 2") == [
        ("completed", True, "tables")
    ]
    assert resident.build(Request()).status == "nothing"


def test_a_change_of_the_league_alone_writes_the_dimensions(site: Site, resident: ResidentBuilder) -> None:
    site.execute("update staging_players set player_name = 'Berta'")
    assert resident.build(Request()).part == "whole tables"
    assert site.rows("select player_name from dim_player") == [("Berta",)]


def test_others_see_all_tables_of_a_game_or_none(site: Site, resident: ResidentBuilder) -> None:
    site.add_event(2, 2, "Goal")
    with building(site, resident) as (future, gate):
        assert facts(site)[-1:] == [("E200001", "Shot")]
        gate.rollback()
        assert future.result().games_built == [2]
    assert facts(site)[-1:] == [("E200002", "Goal")]


def test_rows_written_during_a_build_are_in_none_of_its_tables_and_due(site: Site, resident: ResidentBuilder) -> None:
    site.add_event(2, 2, "Goal")
    with building(site, resident) as (future, gate):
        site.add_event(2, 3, "Shot")
        site.execute("update staging_events set event_type = 'Shot' where event_key = 'E200002'")
        gate.rollback()
        assert future.result().games_built == [2]
    assert facts(site)[-1:] == [("E200002", "Goal")]
    assert site.rows("select event_key from staging_events where not processed order by 1") == [
        ("E200002",),
        ("E200003",),
    ]
    assert site.due() == {2: "changed"}
    resident.build(Request())
    assert facts(site)[-2:] == [("E200002", "Shot"), ("E200003", "Shot")]
    assert site.due() == {}


def test_a_game_that_a_model_fails_on_is_set_aside_and_nothing_of_it_is_written(
    site: Site, resident: ResidentBuilder
) -> None:
    site.add_event(2, 2, "Goal")
    site.execute("alter table qa_data_completeness add constraint never check (not is_complete) not valid")
    summary = resident.build(Request())
    assert (summary.status, summary.models_failed[0].name) == ("failed", "qa_data_completeness")
    assert "never" in summary.first_failure()
    assert facts(site)[-1:] == [("E200001", "Shot")]
    assert site.due() == {}
    site.execute("alter table qa_data_completeness drop constraint never")
    assert resident.build(Request()).status == "nothing"
    assert resident.build(Request(games=[2])).status == "completed"
    assert facts(site)[-1:] == [("E200002", "Goal")]


def test_a_lost_session_is_replaced_by_the_next_build(site: Site, resident: ResidentBuilder) -> None:
    site.add_event(2, 2, "Goal")
    with building(site, resident) as (future, _):
        site.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'benchsight build'"
            " and datname = current_database()"
        )
        with pytest.raises(SessionLost):
            future.result()
    assert facts(site)[-1:] == [("E200001", "Shot")]
    assert resident.build(Request()).reasons == {"not completed": 1}
    assert site.rows("select status from ops.build_runs order by build_id") == [
        ("completed",),
        ("failed",),
        ("completed",),
    ]


def test_changed_models_are_built_by_dbt_and_then_kept_again(site: Site, resident: ResidentBuilder) -> None:
    model = site.root / "models" / "fact_events.sql"
    text = model.read_text("utf-8")
    resident.warm_up()
    try:
        model.write_text(text.replace("    event_type\n", "    upper(event_type) as event_type\n"), "utf-8")
        assert resident.build(Request()).part == "everything"
        assert facts(site)[-1:] == [("E200001", "SHOT")]
        site.add_event(2, 2, "Goal")
        assert resident.build(Request()).part == "tables"
        assert facts(site)[-1:] == [("E200002", "GOAL")]
    finally:
        model.write_text(text, "utf-8")


def test_plans_are_made_for_a_game_or_so_whatever_was_built_before(site: Site, resident: ResidentBuilder) -> None:
    site.execute("insert into ops.build_scope (game_id) select generate_series(101, 1100)")
    site.execute("analyze ops.build_scope")
    site.execute("delete from ops.build_scope")
    site.add_event(2, 2, "Goal")
    assert resident.build(Request()).games_built == [2]
    assert site.rows("select reltuples from pg_class where oid = 'ops.build_scope'::regclass") == [(1.0,)]


def test_warming_up_writes_nothing(site: Site, resident: ResidentBuilder) -> None:
    site.add_event(2, 2, "Goal")
    resident.warm_up()
    assert facts(site)[-1:] == [("E200001", "Shot")]
    assert site.due() == {2: "changed"}
    assert resident.build(Request()).games_built == [2]


def test_a_game_that_nothing_is_known_of_is_an_error(site: Site, resident: ResidentBuilder) -> None:
    with pytest.raises(BuildError, match="no tracked events or shifts are staged for game 9"):
        resident.build(Request(games=[9]))
    site.add_event(2, 2, "Goal")
    assert resident.build(Request()).games_built == [2]


def test_dimensions_may_follow_the_facts_and_stay_due_until_they_do(site: Site) -> None:
    site.execute("update staging_players set player_name = 'Berta'")
    site.add_event(2, 2, "Goal")
    with ResidentBuilder(facts_first=True) as builder:
        assert builder.build(Request(games=[2])).games_built == [2]
        assert facts(site)[-1:] == [("E200002", "Goal")]
        assert site.rows("select player_name from dim_player") == [("Alma",)]
    # that worker was killed: any other build finds the dimensions due
    assert site.due() == {2: "totals not written"}
    with ResidentBuilder() as other:
        assert other.build(Request()).part == "tables"
        assert site.rows("select player_name from dim_player") == [("Berta",)]
        assert other.build(Request()).status == "nothing"


def test_facts_come_first_and_totals_when_settled(league: LeagueSite) -> None:
    game = league.league.games[0].game_id
    league.execute(f"delete from staging_events where game_id = {game} and event_type = 'Goal'")
    built = hashes(league, TABLES)
    with ResidentBuilder(facts_first=True) as builder:
        builder.build(Request(games=[game]))
        facts_only = hashes(league, TABLES)
        assert league.rows("select game_id from ops.game_builds where totals_due") == [(game,)]
        assert facts_only["public.fact_player_game_stats"] != built["public.fact_player_game_stats"]
        assert facts_only["public.fact_player_season_stats"] == built["public.fact_player_season_stats"]
        assert facts_only["public.metrics"] == built["public.metrics"]
        builder.settle()
    settled = hashes(league, TABLES)
    assert league.rows("select game_id from ops.game_builds where totals_due") == []
    league.build(Request(all_games=True))
    of_dbt = hashes(league, TABLES)
    assert [table for table in of_dbt if of_dbt[table] != settled[table]] == []


def test_totals_of_a_game_that_is_gone_are_written_with_its_facts(league: LeagueSite) -> None:
    game = league.league.games[1].game_id
    with ResidentBuilder(facts_first=True) as builder:
        builder.build(Request(games=[game]))
        league.execute(f"delete from staging_events where game_id = {game}")
        league.execute(f"delete from staging_shifts where game_id = {game}")
        assert builder.build(Request(games=[game])).games_removed == [game]
    resident = hashes(league, TABLES)
    league.build(Request(all_games=True))
    of_dbt = hashes(league, TABLES)
    assert [table for table in of_dbt if of_dbt[table] != resident[table]] == []


def test_statements_stay_planned_when_a_build_rolls_back(site: Site, resident: ResidentBuilder) -> None:
    resident.warm_up()
    session = resident._session()
    prepared = "select name, prepare_time from pg_prepared_statements where name like 'benchsight%' order by name"
    before = session.execute(prepared).fetchall()
    assert len(before) > 4
    site.execute("alter table qa_data_completeness add constraint never check (not is_complete) not valid")
    site.add_event(2, 2, "Goal")
    assert resident.build(Request()).status == "failed"
    assert session.execute(prepared).fetchall() == before


def test_warming_up_again_plans_what_new_statistics_invalidate_and_else_does_nothing(
    site: Site, resident: ResidentBuilder
) -> None:
    ran = "select sum(generic_plans) from pg_prepared_statements where name like 'benchsight%'"
    resident.warm_up()
    session = resident._session()
    once = session.execute(ran).fetchone()
    resident.warm_up()
    assert session.execute(ran).fetchone() == once
    site.execute("analyze fact_events")
    resident.warm_up()
    assert session.execute(ran).fetchone() != once


def test_warming_up_does_not_wait_for_a_lock(site: Site, resident: ResidentBuilder) -> None:
    resident.warm_up()
    site.execute("analyze fact_events")
    with psycopg.connect(site.url) as gate:
        gate.execute("lock table qa_data_completeness in share mode")
        resident.warm_up()  # returns although the lock is held
    site.add_event(2, 2, "Goal")
    assert resident.build(Request()).games_built == [2]


def test_what_was_left_is_written_once(site: Site) -> None:
    with ResidentBuilder(facts_first=True) as builder:
        assert builder.settle() is None
        site.add_event(2, 2, "Goal")
        builder.build(Request(games=[2]))
        summary = builder.settle()
        assert summary is not None
        assert (summary.part, summary.status) == ("whole tables", "completed")
        assert builder.settle() is None


def test_a_key_that_no_dimension_has_yet_has_the_dimensions_written_first(site: Site) -> None:
    site.execute("alter table dim_player add primary key (player_id)")
    site.execute("alter table fact_events add foreign key (event_type) references dim_player (player_id) not valid")
    site.execute("insert into staging_players (player_id, player_name) values ('Goal', 'Gabi'), ('Shot', 'Sina')")
    site.add_event(2, 2, "Goal")
    with ResidentBuilder(facts_first=True) as builder:
        summary = builder.build(Request(games=[2]))
    assert (summary.status, summary.games_built) == ("completed", [2])
    assert facts(site)[-1:] == [("E200002", "Goal")]
    assert site.rows("select player_id from dim_player order by player_id") == [("Goal",), ("P1",), ("Shot",)]
