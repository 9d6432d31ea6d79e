"""The league's tables of players, teams and seasons, and those that are not used."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from ingest.contract.extract import Extract, UnknownFormat

Cells = Sequence[Sequence[Any] | str]
ReadCsv = Callable[[Cells], Extract]
ReadWorkbook = Callable[[dict[str, Cells]], Extract]
PLAYERS = (
    "index player_id player_first_name player_last_name player_full_name player_primary_position current_skill_rating "
    "player_norad_current_team player_norad_current_team_id"
)
TEAMS = "index team_name team_id league_id league long_team_name team_cd team_color1 team_color2"
SEASONS = "index season_id season session league_id league start_date"
LEAGUES: Cells = [["index", "league_id", "league"], [0, "T", "Town"]]


def test_players_land(read_csv: ReadCsv) -> None:
    (row,) = (
        read_csv([PLAYERS, [0, "P1", "Ann", "Bee", "Ann Bee", "Goalie", "5", "Owls", "T1"]])
        .table("staging_players")
        .rows
    )
    assert (row["player_id"], row["player_name"], row["primary_position"]) == ("P1", "Ann Bee", "Goalie")
    assert (row["skill_rating"], row["current_team_id"]) == ("5", "T1")


def test_teams_with_each_others_code_get_their_own(read_csv: ReadCsv) -> None:
    rows = [
        [0, "Owls", "T1", "T", "Town", "Old Owls", "LYNX", "#ffffff", ""],
        [1, "Lynx", "T2", "T", "", "", "OWLS"] + [""] * 2,
    ]
    extract = read_csv([TEAMS, *rows, [2, "Bear", "T3", "T", "Town", "", "BR", "", ""]])
    teams = extract.table("staging_teams").rows
    assert [team["team_code"] for team in teams] == ["OWLS", "LYNX", "BR"]
    assert (teams[0]["color_1"], teams[0]["color_2"], teams[0]["long_team_name"]) == ("#ffffff", None, "Old Owls")
    assert len(extract.problems) == 1


def test_seasons_land_with_the_day_they_start(read_workbook: ReadWorkbook) -> None:
    extract = read_workbook({"dim_season": [SEASONS, [0, "T2025F", 20252026, "F", "T", "Town", date(2025, 8, 1)]]})
    (row,) = extract.table("staging_seasons").rows
    assert (row["season"], row["start_date"]) == ("20252026", date(2025, 8, 1))


def test_a_workbook_of_several_tables_lands_them_all_and_names_what_is_unused(read_workbook: ReadWorkbook) -> None:
    sheets: dict[str, Cells] = {
        "people": [PLAYERS, [0, "P1", "Ann", "Bee"]],
        "teams": [TEAMS, [0, "Owls", "T1"]],
        "dim_league": LEAGUES,
        "doodles": [["circle", "square", "line"], [1, 2, 3]],
    }
    extract = read_workbook(sheets)
    assert {name: len(table.rows) for name, table in extract.tables.items()} == {
        "staging_players": 1,
        "staging_teams": 1,
    }
    messages = [str(problem) for problem in extract.problems]
    assert "sheet dim_league: a table of leagues, known and not used" in messages[0]
    assert "sheet doodles: unknown, not used" in messages[1]


def test_a_table_of_no_use_is_known_as_a_csv_too(read_csv: ReadCsv) -> None:
    extract = read_csv(LEAGUES)
    assert extract.tables == {}
    assert "a table of leagues, known and not used" in str(extract.problems[0])


def test_a_workbook_of_unknown_sheets_is_of_no_known_format(read_workbook: ReadWorkbook) -> None:
    with pytest.raises(UnknownFormat, match="a workbook of no known format"):
        read_workbook({"budget": [["item", "price", "paid"], ["ice", 100, "yes"]]})
