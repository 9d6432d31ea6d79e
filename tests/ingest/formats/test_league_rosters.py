"""The league's list of dressed players."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ingest.contract.extract import Extract, Problem

ReadCsv = Callable[[Sequence[Sequence[Any] | str]], Extract]
Listed = Callable[..., Extract]
HEADER = (
    "index game_id player_game_id team_venue team_name opp_team_name player_game_number player_position games_played "
    "goals assist goals_against pim team_id opp_team_id player_full_name player_id sub skill_rating"
)


@pytest.fixture
def listed(read_csv: ReadCsv) -> Listed:
    """Return a reader of a roster of rows with these cells."""

    def read(*rows: dict[str, Any]) -> Extract:
        usual = {"game_id": 7, "team_venue": "home", "team_name": "Owls", "team_id": "T1", "player_game_number": 9}
        usual |= {"player_id": "P1", "player_position": "Forward", "games_played": 1, "goals": 0, "assist": 0, "pim": 0}
        return read_csv([HEADER, *([(usual | row).get(name, "") for name in HEADER.split()] for row in rows)])

    return read


def test_a_player_lands_in_the_roster_and_with_his_totals(listed: Listed) -> None:
    extract = listed({"goals": 2, "assist": 1, "pim": 3, "player_full_name": "Ann Bee", "skill_rating": 4})
    (roster,) = extract.table("staging_game_rosters").rows
    (official,) = extract.table("staging_official_player_games").rows
    assert (roster["roster_key"], roster["source_kind"], roster["player_number"]) == ("R7hleague:P1", "league", 9)
    assert (roster["team_id"], roster["player_name"], roster["games_played"]) == ("T1", "Ann Bee", 1)
    assert (official["official_key"], official["goals"], official["assists"]) == ("O7h:P1", "2", "1")
    assert (official["pim"], official["is_goalie"], official["goals_against"]) == ("3", False, None)


def test_a_row_without_any_total_is_no_official_result(listed: Listed) -> None:
    extract = listed({"goals": "", "assist": "", "pim": "", "games_played": ""})
    assert extract.table("staging_game_rosters").rows[0]["games_played"] is None
    assert "staging_official_player_games" not in extract.tables


@pytest.mark.parametrize(("written", "played"), [("1", 1), ("0", 0), ("I", None), ("11", None), ("", None)])
def test_games_played_is_one_or_none(written: str, played: int | None, listed: Listed) -> None:
    extract = listed({"games_played": written})
    assert extract.table("staging_game_rosters").rows[0]["games_played"] == played
    assert len(extract.problems) == (1 if written in ("I", "11") else 0)


def test_only_a_marked_substitute_is_known_to_be_one(listed: Listed) -> None:
    rows = listed({"sub": "True"}, {"sub": "", "player_id": "P2"}, {"sub": "?", "player_id": "P3"})
    assert [row["is_substitute"] for row in rows.table("staging_game_rosters").rows] == [True, None, None]


def test_a_player_listed_twice_is_one_row_with_the_greater_totals(listed: Listed) -> None:
    as_goalie = {"player_game_number": " ", "player_position": "Goalie", "goals_against": 4}
    extract = listed(as_goalie, {"goals": 1, "goals_against": 0})
    (roster,) = extract.table("staging_game_rosters").rows
    (official,) = extract.table("staging_official_player_games").rows
    assert roster["player_number"] == 9
    assert (official["goals"], official["goals_against"], official["is_goalie"]) == ("1", "4", True)
    assert any("listed twice" in str(problem) for problem in extract.problems)


def test_a_player_in_two_sweaters_has_a_row_for_each_and_the_sum_of_their_totals(listed: Listed) -> None:
    extract = listed({"goals": 1}, {"player_game_number": 71, "goals": 1}, {"player_game_number": 71, "goals": 0})
    rosters = extract.table("staging_game_rosters").rows
    (official,) = extract.table("staging_official_player_games").rows
    assert [(row["roster_key"], row["player_number"]) for row in rosters] == [
        ("R7hleague:P1", 9),
        ("R7hleague:P1#71", 71),
    ]
    assert (official["official_key"], official["goals"]) == ("O7h:P1", 2)


def test_two_players_of_one_number_without_ids_have_a_row_each(listed: Listed) -> None:
    extract = listed(
        {"player_id": "", "player_full_name": "Ann Bee"},
        {"player_id": "", "player_full_name": "Cé Dee"},
        {"player_id": "", "player_full_name": "Bee, Ann"},
    )
    keys = [row["roster_key"] for row in extract.table("staging_game_rosters").rows]
    assert keys == ["R7hleague:#9", "R7hleague:#9:cedee"]


def test_a_jersey_that_is_none_is_left_blank(listed: Listed) -> None:
    extract = listed({"player_game_number": "FA"})
    assert extract.table("staging_game_rosters").rows[0]["player_number"] is None
    assert len(extract.problems) == 1


def test_a_player_without_id_is_known_by_his_jersey_and_has_no_totals(listed: Listed) -> None:
    extract = listed({"player_id": "", "player_game_number": "9"})
    assert extract.table("staging_game_rosters").rows[0]["roster_key"] == "R7hleague:#9"
    assert "staging_official_player_games" not in extract.tables


def test_rows_without_game_side_or_player_are_rejected(
    listed: Listed, fatal_of: Callable[[Extract], list[Problem]]
) -> None:
    nobody = {"player_id": "", "player_game_number": ""}
    extract = listed({"game_id": "x"}, {"team_venue": ""}, nobody, {})
    assert [problem.column for problem in fatal_of(extract)] == ["game_id", "team_venue", "player_id"]
    assert len(extract.table("staging_game_rosters").rows) == 1


def test_a_team_on_both_sides_of_a_game_is_noted(listed: Listed) -> None:
    lynx = {"team_id": "T2", "team_name": "Lynx", "team_venue": "away", "player_id": "P2"}
    extract = listed({}, lynx, {"team_venue": "away", "player_id": "P3"})
    assert any("a game with a team on both sides" in str(problem) for problem in extract.problems)


def test_summaries_of_players_and_goalies_only_fill_gaps(read_csv: ReadCsv) -> None:
    header = "game_id team_venue team_name opp_team_name player_game_number player_id player_full_name player_position"
    skaters = read_csv([f"{header} games_played goals assists", [7, "home", "Owls", "", 9, "P1", "", "D", 1, 2, 1]])
    assert skaters.fills_gaps
    assert skaters.table("staging_official_player_games").rows[0]["assists"] == "1"
    goalies = read_csv([f"{header} goals_against shutouts", [7, "home", "Owls", "", 30, "P2", "", "Goalie", 3, 0]])
    assert goalies.fills_gaps
    (official,) = goalies.table("staging_official_player_games").rows
    assert (official["goals_against"], official["is_goalie"], official["goals"]) == ("3", True, None)
