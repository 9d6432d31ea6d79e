"""What is published of simulated leagues is what the simulator knows to be true, cell by cell."""

import psycopg

from benchsight.catalog.statistics import CATALOG, GAME_TABLES, read_catalog
from benchsight.db.settings import load_settings

from .conftest import Leagues
from .truth import expected_of


def test_the_leagues_are_built_and_every_identity_holds_on_them(leagues: Leagues) -> None:
    assert leagues.summary.status == "completed", leagues.summary.first_failure()
    assert leagues.summary.tests_passed > 0


def test_the_statistics_of_players_are_true(leagues: Leagues, kind: str) -> None:
    expected = expected_of(leagues.played[kind]).players
    assert leagues.differences(kind, "fact_player_game_stats", ("game_id", "player_id"), expected) == []


def test_the_statistics_of_goalies_are_true(leagues: Leagues, kind: str) -> None:
    expected = expected_of(leagues.played[kind]).goalies
    assert leagues.differences(kind, "fact_goalie_game_stats", ("game_id", "player_id"), expected) == []


def test_the_statistics_of_teams_are_true(leagues: Leagues, kind: str) -> None:
    expected = expected_of(leagues.played[kind]).teams
    assert leagues.differences(kind, "fact_team_game_stats", ("game_id", "team_id"), expected) == []


def test_who_met_whom_is_true(leagues: Leagues, kind: str) -> None:
    expected = expected_of(leagues.played[kind]).h2h
    assert leagues.differences(kind, "fact_h2h", ("game_id", "player_id", "opponent_id"), expected) == []


def test_who_played_with_whom_is_true(leagues: Leagues, kind: str) -> None:
    expected = expected_of(leagues.played[kind]).wowy
    assert leagues.differences(kind, "fact_wowy", ("game_id", "player_id", "partner_id"), expected) == []


def test_a_game_is_complete_and_reliable_if_all_of_it_was_tracked(leagues: Leagues, kind: str) -> None:
    games = [game for game in leagues.played[kind].games if game.events and game.stints]
    expected = {(game.game_id,): game.periods_tracked is None for game in games}
    published = leagues.published(kind, "qa_data_completeness", ("game_id",))
    assert {key: published[key]["is_complete"] for key in expected} == expected
    assert {key: published[key]["toi_reliable"] for key in expected} == expected


def test_published_columns_are_those_of_the_catalogue_in_its_order(leagues: Leagues) -> None:
    catalog = read_catalog(load_settings().project_root / CATALOG)
    with psycopg.connect(leagues.url) as connection:
        for table in GAME_TABLES:
            columns = connection.execute(
                """
                select column_name from information_schema.columns
                where table_schema = 'public' and table_name = %s order by ordinal_position
                """,
                (table,),
            ).fetchall()
            assert [name for (name,) in columns] == [row.column_name for row in catalog if row.table_name == table]
