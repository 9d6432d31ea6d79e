"""Builds of a few games: by statements in one transaction, without dbt, with the rows that dbt yields."""

from collections.abc import Sequence

import pytest

from benchsight.builds.dbt.process import DbtProject, Listener, run_dbt
from benchsight.builds.plan import Request

from .conftest import Site, facts
from .league import LeagueSite
from .test_league import hashes
from .test_resident import TABLES


def test_a_few_games_are_written_without_dbt_and_tested_by_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []

    def noting(project: DbtProject, steps: Sequence[Sequence[str]], listener: Listener) -> None:
        called.extend(command for command, *_ in steps)
        run_dbt(project, steps, listener)

    monkeypatch.setattr("benchsight.builds.run.run_dbt", noting)
    site.add_event(2, 2, "Goal")
    summary = site.build(tests=True)
    assert (summary.status, summary.games_built, called) == ("completed", [2], ["test"])
    assert {table.name: (table.written, table.total) for table in summary.tables}["fact_events"] == (2, 4)
    assert summary.tests_passed > 0
    assert site.due() == {}
    site.execute("update staging_players set player_name = 'Berta'")
    assert site.build(Request(dimensions=True)).status == "completed"
    for table in site.build(Request(all_games=True)).tables:
        assert site.rows(f"select count(*) from {table.name}") == [(table.total,)], table
    assert called == ["test"]
    site.build(Request(full_refresh=True))
    assert called == ["test", "build"]


def test_it_leaves_the_rows_that_dbt_leaves_in_every_table(league: LeagueSite, request: pytest.FixtureRequest) -> None:
    built = hashes(league, TABLES)
    gone, _, kept = league.change_input()
    assert league.build().games_removed == [gone]
    assert league.build(Request(games=[kept])).games_built == [kept]
    by_statements = hashes(league, TABLES)
    assert sum(by_statements[table] != built[table] for table in built) > 40
    request.getfixturevalue("by_dbt")
    league.build(Request(all_games=True))
    of_dbt = hashes(league, TABLES)
    assert [table for table in of_dbt if of_dbt[table] != by_statements[table]] == []


def test_a_game_that_breaks_a_table_is_set_aside_and_the_others_are_published(site: Site) -> None:
    site.add_event(2, 2, "Goal")
    site.add_event(3, 1, "Shot")
    site.execute("alter table fact_events add constraint never check (event_key <> 'E200002') not valid")
    summary = site.build()
    assert (summary.status, [game.game_id for game in summary.games_failed or summary.set_aside]) == ("failed", [2])
    assert [event for event, _ in facts(site)] == ["E100001", "E100002", "E200001", "E300001"]
    assert site.due() == {}
