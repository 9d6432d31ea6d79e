"""What a rebuild computes again, what it leaves, and what it notes."""

import pytest

from benchsight.builds.errors import BuildError
from benchsight.builds.rebuild import RebuildOptions, RebuildSummary, rebuild
from benchsight.builds.rebuild.request import CannotRebuild
from tests.benchsight.builds.conftest import Site
from tests.benchsight.builds.rebuild.conftest import add_event, published

NO_TESTS = RebuildOptions(tests=False)
NOTED = "select table_name, operation, scope, game_id, rows_inserted, status from load_history order by id"


def written(summary: RebuildSummary) -> dict[tuple[str, int | None], int | None]:
    """Rows by table and game."""
    return {(table.table, table.game_id): table.rows for table in summary.tables}


def spoil(site: Site) -> None:
    """Make every per-game table say something that staging does not."""
    for table in ("fact_events", "fact_player_game_stats"):
        site.execute(f"update {table} set player_id = 'wrong'")
    site.execute("update fact_h2h set opponent_id = 'wrong'")


def test_a_table_is_replaced_in_one_game_and_nothing_else_is_touched(site: Site) -> None:
    before = published(site)
    spoil(site)
    spoiled = published(site)
    summary = rebuild(["fact_h2h"], [1], "replace")
    assert (summary.status, written(summary), summary.also) == ("completed", {("fact_h2h", 1): 1}, [])
    assert summary.build is not None
    assert summary.build.tests_passed == 1
    after = published(site)
    assert after["fact_h2h"] == [row for row in before["fact_h2h"] if row[0] == 1] + [
        row for row in spoiled["fact_h2h"] if row[0] != 1
    ]
    assert {table: rows for table, rows in after.items() if table != "fact_h2h"} == {
        table: rows for table, rows in spoiled.items() if table != "fact_h2h"
    }
    assert site.rows(NOTED) == [("fact_h2h", "replace", "game", 1, 1, "completed")]


def test_without_a_game_a_table_is_replaced_in_every_game(site: Site) -> None:
    before = published(site)
    site.execute("update fact_h2h set opponent_id = 'wrong'")
    summary = rebuild(["fact_h2h"], operation="replace", options=NO_TESTS)
    assert written(summary) == {("fact_h2h", None): 2}
    assert published(site) == before


def test_a_rebuilt_table_is_right_although_what_it_is_made_of_was_not_built_yet_and_the_game_stays_due(
    site: Site,
) -> None:
    add_event(site, 1, 3, "Shot", 12)
    rebuild(["fact_h2h"], [1], "replace", NO_TESTS)
    assert len(site.rows("select from fact_h2h where game_id = 1")) == 3
    assert len(site.rows("select from fact_events where game_id = 1")) == 2
    assert site.due() == {1: "changed"}


def test_upsert_takes_only_games_that_changed_or_nothing(site: Site) -> None:
    spoil(site)
    add_event(site, 2, 2, "Goal", 9)
    summary = rebuild(["fact_h2h"], options=NO_TESTS)
    assert summary.build is not None
    assert (summary.build.games_built, written(summary)) == ([2], {("fact_h2h", None): 1})
    nothing = rebuild(["fact_h2h"], [1, 3], "upsert", NO_TESTS)
    assert (nothing.status, written(nothing)) == ("nothing", {("fact_h2h", 1): 0, ("fact_h2h", 3): 0})
    assert site.rows("select count(*) from fact_h2h where opponent_id = 'wrong'") == [(2,)]
    assert site.rows(NOTED)[1:] == [
        ("fact_h2h", "upsert", "game", 1, 0, "skipped"),
        ("fact_h2h", "upsert", "game", 3, 0, "skipped"),
    ]


def test_append_takes_only_games_without_rows_and_refuses_a_named_one_that_has_some(site: Site) -> None:
    spoil(site)
    add_event(site, 4, 1, "Shot", 4)
    add_event(site, 4, 2, "Goal", 9)
    summary = rebuild(["fact_player_game_stats"], operation="append", options=NO_TESTS)
    assert summary.build is not None
    assert (summary.build.games_built, written(summary)) == ([4], {("fact_player_game_stats", None): 2})
    assert site.rows("select count(*) from fact_player_game_stats where player_id = 'wrong'") == [(5,)]
    with pytest.raises(BuildError, match="game 4 has rows already: append only adds games that have none"):
        rebuild(["fact_player_game_stats"], [4], "append", NO_TESTS)
    assert site.rows(NOTED)[-1] == ("fact_player_game_stats", "append", "game", 4, None, "failed")


def test_all_facts_of_a_new_game_make_it_built_with_the_dimensions_it_needs(site: Site) -> None:
    add_event(site, 4, 1, "Goal", 12)
    summary = rebuild(["all_facts"], [4], "append")
    assert summary.status == "completed"
    assert summary.also == ["dim_player", "dim_schedule"]
    assert site.due() == {}
    assert site.rows("select goals from metrics where entity_id = 'P12'") == [(1,)]


def test_all_replaced_without_a_game_recreates_every_table(site: Site) -> None:
    before = published(site)
    spoil(site)
    site.execute("alter table fact_h2h add column of_older_models text")
    summary = rebuild(["all"], operation="replace")
    assert summary.build is not None
    assert (summary.build.full_refresh, summary.also) == (True, [])
    assert published(site) == before
    assert {row[2] for row in site.rows(NOTED)} == {"all"}


def test_all_facts_replaced_without_a_game_takes_every_game_and_keeps_the_tables(site: Site) -> None:
    before = published(site)
    spoil(site)
    summary = rebuild(["all_facts"], operation="replace", options=NO_TESTS)
    assert summary.build is not None
    assert (summary.build.full_refresh, summary.build.games_built) == (False, [1, 2, 3])
    assert published(site) == before


def test_all_by_upsert_is_a_build_of_what_is_due(site: Site) -> None:
    assert rebuild(["all"]).status == "nothing"
    add_event(site, 2, 2, "Goal", 9)
    summary = rebuild(["all"], [1, 2], "upsert", NO_TESTS)
    assert summary.build is not None
    assert (summary.build.games_built, site.due()) == ([2], {})


def test_a_table_of_players_over_many_games_is_made_of_the_games_as_they_are_built(site: Site) -> None:
    before = published(site)
    site.execute("update metrics set goals = 99")
    add_event(site, 1, 3, "Goal", 4)
    assert written(rebuild(["metrics"], [2], "replace", NO_TESTS)) == {("metrics", 2): 1}
    assert site.rows("select entity_id, goals from metrics order by 1") == [("P4", 2), ("P9", 99)]
    rebuild(["metrics"], operation="replace", options=NO_TESTS)
    assert published(site) == before


def test_a_dimension_is_made_whole_and_by_upsert_only_if_the_league_changed(site: Site) -> None:
    assert rebuild(["dim_player"]).status == "nothing"
    site.execute("update staging_players set player_name = 'Berta'")
    before = published(site)
    summary = rebuild(["dim_player"])
    assert (summary.status, written(summary), summary.also) == ("completed", {("dim_player", None): 2}, [])
    assert site.rows("select player_name from dim_player where player_id = 'P4'") == [("Berta",)]
    assert {table: rows for table, rows in published(site).items() if table != "dim_player"} == {
        table: rows for table, rows in before.items() if table != "dim_player"
    }


def test_the_category_of_dimensions_makes_them_current(site: Site) -> None:
    site.execute("insert into staging_schedule (game_id) values (9)")
    summary = rebuild(["dims"])
    assert written(summary) == {("dim_player", None): 2, ("dim_schedule", None): 5}
    assert rebuild(["dims"]).status == "nothing"
    assert site.build().status == "nothing"


def test_a_category_leaves_the_tables_of_others(site: Site) -> None:
    spoil(site)
    summary = rebuild(["stats_facts"], [1], "replace", NO_TESTS)
    assert (written(summary), summary.also) == ({("fact_player_game_stats", 1): 2}, [])
    assert site.rows("select count(*) from fact_h2h where opponent_id = 'wrong'") == [(2,)]


def test_a_view_stores_nothing_and_what_it_shows_is_made_again(site: Site) -> None:
    spoil(site)
    summary = rebuild(["fact_shots"], [1], "replace", NO_TESTS)
    assert (written(summary), summary.also) == ({("fact_shots", 1): None}, ["fact_events"])
    assert site.rows("select count(*) from fact_shots where game_id = 1 and player_id = 'wrong'") == [(0,)]
    fitted = rebuild(["fact_player_rapm"], operation="replace", options=NO_TESTS)
    assert (fitted.status, written(fitted), fitted.also) == ("completed", {("fact_player_rapm", None): None}, [])


def test_a_game_that_is_no_longer_staged_loses_its_rows_of_the_table(site: Site) -> None:
    site.execute("delete from staging_events where game_id = 1")
    rebuild(["fact_h2h"], [1], "replace", NO_TESTS)
    assert site.rows("select count(*) from fact_h2h where game_id = 1") == [(0,)]
    assert site.due() == {1: "removed from staging"}


def test_a_model_that_fails_is_told_and_noted(site: Site) -> None:
    site.execute("alter table fact_h2h add constraint never check (game_id <> 1) not valid")
    summary = rebuild(["fact_h2h"], [1], "replace", NO_TESTS)
    assert summary.status == "failed"
    [(status, message)] = site.rows("select status, error_message from load_history")
    assert status == "failed"
    assert "never" in str(message)


def test_a_request_of_the_queue_is_completed_by_whoever_serves_it_at_last(site: Site) -> None:
    [(result,)] = site.rows("select load_category('analytics_facts', 'replace', 1)")
    assert isinstance(result, dict)
    options = RebuildOptions(tests=False, queue_id=result["queue_id"])
    asked = site.rows("select id, table_name, initiated_by from load_history order by id")
    site.execute("alter table fact_h2h add constraint never check (game_id <> 1) not valid")
    assert rebuild(["analytics_facts"], [1], "replace", options).status == "failed"
    assert site.rows("select distinct status from load_history") == [("failed",)]
    site.execute("alter table fact_h2h drop constraint never")
    assert rebuild(["analytics_facts"], [1], "replace", options).status == "completed"
    assert site.rows("select id, table_name, initiated_by from load_history order by id") == asked
    assert site.rows("select distinct status from load_history") == [("completed",)]
    # the functions list the tables of the real project
    assert site.rows(
        "select table_name, rows_inserted from load_history where rows_inserted is not null order by id"
    ) == [("fact_h2h", 1), ("metrics", 2), ("qa_data_completeness", 1)]


def test_tables_of_other_models_are_not_rebuilt_one_by_one(site: Site) -> None:
    site.execute("update ops.build_runs set code_version = 'older'")
    with pytest.raises(BuildError, match="not made by the models that are here: `benchsight build` makes all of them"):
        rebuild(["fact_h2h"], [1], "replace")
    assert rebuild(["all"], [1], "replace", NO_TESTS).status == "completed"


@pytest.mark.parametrize(
    ("names", "games", "operation", "message"),
    [
        (["dim_player"], [1], "replace", "dim_player: not kept per game, so leave --game out"),
        (["dims"], [], "append", "dim_player, dim_schedule, dim_shot_type: not stored per game"),
        (["fact_shots"], [], "append", "fact_shots: not stored per game, so there is nothing to append to"),
        (["fact_h2h"], [1], "merge", "merge is for inputs"),
        (["fact_h2h"], [1], "truncate", "operation is one of replace, upsert, append, not 'truncate'"),
    ],
)
def test_what_makes_no_sense_is_refused(
    site: Site, names: list[str], games: list[int], operation: str, message: str
) -> None:
    with pytest.raises(CannotRebuild, match=message):
        rebuild(names, games, operation)
    assert site.rows(NOTED) == []
