"""The real project, built and built again."""

import shutil
from pathlib import Path

import pytest

from benchsight.builds import BuildOptions, build
from benchsight.builds.plan import Request
from benchsight.builds.resident import ResidentBuilder

from .league import LeagueSite
from .test_keys import KEYS, declared_keys

PUBLISHED = """
    select table_name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name ~ '^(dim|fact|qa)_'
"""
# dim_schedule lists games that are not tracked too
PER_GAME = f"""
    select table_name from information_schema.columns
    where table_schema = 'public' and column_name = 'game_id' and table_name in ({PUBLISHED})
    and table_name not in ('dim_schedule', 'qa_player_identity')
"""


def hashes(league: LeagueSite, tables: str, condition: str = "true") -> dict[object, object]:
    """A hash of the rows that meet a condition, for each table that a query names; of when they were built nothing."""
    query = (
        "select md5(string_agg(row, '' order by row)) from"
        " (select cast(to_jsonb(whole) - array['built_at', 'payload_version'] as text) as row"
        " from {} as whole where {}) as listed"
    )
    return {table: league.rows(query.format(table, condition))[0][0] for (table,) in league.rows(tables)}


def test_building_again_and_recreating_every_table_leave_every_row_and_key_as_it_is(league: LeagueSite) -> None:
    before = hashes(league, PUBLISHED)
    assert len(before) > 20
    league.build(Request(all_games=True))
    assert hashes(league, PUBLISHED) == before
    league.build(Request(full_refresh=True))
    assert hashes(league, PUBLISHED) == before
    assert set(league.rows(KEYS)) == declared_keys()


def test_what_depended_on_deleted_events_is_gone_and_the_other_games_are_untouched(league: LeagueSite) -> None:
    gone, cut, kept = (game.game_id for game in league.league.games)
    of_gone, of_kept = (hashes(league, PER_GAME, f"game_id = {game_id}") for game_id in (gone, kept))
    goals = (
        f"select coalesce(sum(goals), 0), coalesce(sum(assists), 0) from fact_player_game_stats where game_id = {cut}"
    )
    assert [table for table, value in of_gone.items() if value is None] == []
    assert league.rows(goals) != [(0, 0)]

    league.execute(f"delete from staging_events where game_id = {gone}")
    league.execute(f"delete from staging_shifts where game_id = {gone}")
    league.execute(f"delete from staging_events where game_id = {cut} and event_type = 'Goal'")
    summary = league.build()

    assert (summary.games_built, summary.games_removed) == ([cut], [gone])
    assert set(hashes(league, PER_GAME, f"game_id = {gone}").values()) == {None}
    assert hashes(league, PER_GAME, f"game_id = {kept}") == of_kept
    assert league.rows(goals) == [(0, 0)]


ALL_TABLES = """
    select format('%I.%I', schemaname, tablename) from pg_tables
    where schemaname = 'transform' or (schemaname = 'public' and tablename ~ '^(dim|fact|qa)_|^metrics$')
"""
OF_GAMES = """
    select format('%I.%I', table_schema, table_name) from information_schema.columns
    where column_name = 'game_id' and (table_schema = 'transform' or table_name ~ '^(fact|qa)_')
    and format('%I.%I', table_schema, table_name) in (select format('%I.%I', schemaname, tablename) from pg_tables)
"""


@pytest.mark.parametrize("resident", [False, True])
def test_a_game_set_aside_stays_as_it_was_in_every_table_and_the_others_are_as_if_built_alone(
    league: LeagueSite, resident: bool
) -> None:
    bad, good, _ = (game.game_id for game in league.league.games)
    before = hashes(league, OF_GAMES, f"game_id = {bad}")
    ((version,),) = league.rows(f"select input_version from ops.game_inputs where game_id = {bad}")
    allowed = f"game_id <> {bad} or payload_version <= {version}"
    league.execute(f"alter table fact_team_game_stats add constraint never check ({allowed})")
    league.execute(f"delete from staging_events where game_id in ({bad}, {good}) and event_type = 'Goal'")
    if resident:
        with ResidentBuilder() as builder:
            summary = builder.build(Request())
    else:
        summary = build(BuildOptions(tests=False))
    assert (summary.games_built, [failed.game_id for failed in summary.games_failed]) == ([good], [bad])
    assert hashes(league, OF_GAMES, f"game_id = {bad}") == before
    assert league.rows(f"select sum(goals) from fact_team_game_stats where game_id = {good}") == [(0,)]
    after = hashes(league, ALL_TABLES)
    league.build(Request(games=[good]))
    assert [table for table, value in hashes(league, ALL_TABLES).items() if value != after[table]] == []


def test_tables_recreated_by_the_whole_project_hold_all_games_but_the_bad_one(
    league: LeagueSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, *good = (game.game_id for game in league.league.games)
    of_good = [hashes(league, OF_GAMES, f"game_id = {game}") for game in good]
    monkeypatch.chdir(shutil.copytree(Path.cwd(), tmp_path / "project"))
    model = next(Path("models").rglob("int_skater_totals.sql"))
    text = model.read_text("utf-8")
    # offset 0: of the model's own rows alone, whatever the planner would do first
    broken = f"select * from (select * from final offset 0) as own where 1 / (game_id - {bad}) is not null"
    model.write_text(text.replace("select * from final", broken))
    assert model.read_text("utf-8") != text
    summary = build(BuildOptions(tests=False))
    assert (summary.full_refresh, summary.games_built) == (True, sorted(good))
    ((failed, name),) = ((failure.game_id, failure.name) for failure in summary.games_failed)
    assert (failed, name) == (bad, "int_skater_totals")
    assert [hashes(league, OF_GAMES, f"game_id = {game}") for game in good] == of_good
    left = {table for table, value in hashes(league, OF_GAMES, f"game_id = {bad}").items() if value is not None}
    assert left <= {"transform.int_metric_entities"}
    assert build(BuildOptions(tests=False)).status == "nothing"
