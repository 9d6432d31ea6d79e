"""Which known table a header belongs to."""

import pytest

from ingest.contract.extract import UnreadableFile
from ingest.formats.recognise import check_required, known_table, recognise

LEAGUES = known_table("leagues", "index league_id league", "")
TEAMS = known_table("teams", "index team_id team_name league_id league color city", "team_id")
TABLES = (TEAMS, LEAGUES)


def test_of_two_tables_with_all_the_columns_the_smaller_is_meant() -> None:
    assert recognise(("index", "league_id", "league"), TABLES) is LEAGUES


def test_a_few_columns_of_its_own_do_not_hide_a_table() -> None:
    assert recognise(("team_id", "team_name", "league", "color", "stadium"), TABLES) is TEAMS


def test_most_columns_must_belong_to_the_table() -> None:
    assert recognise(("index", "league", "league_id", "date", "hour"), TABLES) is None


def test_two_columns_are_too_few_to_tell() -> None:
    assert recognise(("index", "league"), TABLES) is None


def test_a_missing_column_is_named() -> None:
    with pytest.raises(UnreadableFile, match=r"a\.csv: column team_id missing, expected in a table of teams"):
        check_required(TEAMS, ("team_name", "color", "city"), "a.csv")
