"""Schedule, rosters and box scores as neutral CSV files."""

from collections.abc import Callable, Sequence
from typing import Any

from ingest.contract.extract import Extract, Problem

ReadCsv = Callable[[Sequence[Sequence[Any] | str]], Extract]
SCHEDULE = (
    "game_id season game_date game_type home_team away_team home_team_name away_team_name home_score away_score "
    "decided_in period_length_seconds ot_length_seconds shifts_clean shift_fault"
)
ROSTER = "game_id team_venue team_name team_abbrev player_number player_id player_name position"
BOX = (
    "game_id season team_venue team_abbrev player_id player_number player_name position goals shifts faceoff_pct trust"
)


def test_a_schedule_brings_its_teams_and_seasons(read_csv: ReadCsv) -> None:
    played = [7, 20242025, "2024-10-13", "R", "OWL", "LYX", "Old Owls", "Lone Lynx", 2, 1, "SO", 1200, 300, 1, ""]
    extract = read_csv([SCHEDULE, played, [8, *played[1:4], "LYX", "OWL", *played[6:]]])
    game = extract.table("staging_schedule").rows[0]
    assert (game["home_team_id"], game["home_goals"], game["decided_in"]) == ("OWL", "2", "SO")
    assert (game["overtime_length_seconds"], game["season_id"]) == ("300", "20242025")
    teams = extract.table("staging_teams").rows
    assert [(team["team_id"], team["team_name"]) for team in teams] == [("OWL", "Old Owls"), ("LYX", "Lone Lynx")]
    assert extract.table("staging_seasons").rows == [{"season_id": "20242025", "season": "20242025"}]


def test_a_schedule_says_periods_forfeits_and_what_was_called_off(read_csv: ReadCsv) -> None:
    game = [20242025, "2024-10-13", "2", "OWL", "LYX", "Old Owls", "Lone Lynx"]
    header = f"{SCHEDULE} regulation_periods status"
    halves, forfeit, postponed = [
        [7, *game, 2, 1, "REG", 1500, 0, 1, "", 2, "played"],
        [8, *game, 1, 0, "Forfeit", 1200, 300, 1, "", "", ""],
        [9, *game, "", "", "", 1200, 300, 1, "", "", "PPD"],
    ]
    rows = read_csv([header, halves, forfeit, postponed]).table("staging_schedule").rows
    columns = ("regulation_periods", "decided_in", "schedule_status")
    assert [tuple(row[name] for name in columns) for row in rows] == [
        ("2", "REG", None),
        (None, "FORFEIT", None),
        (None, None, "POSTPONED"),
    ]


def test_a_roster_brings_its_persons_once(read_csv: ReadCsv) -> None:
    extract = read_csv(
        [ROSTER, [7, "away", "Lone Lynx", "LYX", 9, 801, "Ann Bee", "C"], [8, "home", "", "LYX", 9, 801, "", ""]]
    )
    first, second = extract.table("staging_game_rosters").rows
    assert (first["roster_key"], first["source_kind"], first["team_id"]) == ("R7aleague:801", "league", "LYX")
    assert (first["player_id"], second["game_id"], second["player_position"]) == ("801", 8, None)
    assert [row["player_name"] for row in extract.table("staging_players").rows] == ["Ann Bee"]


def test_box_scores_keep_what_may_be_compared(read_csv: ReadCsv) -> None:
    skater = [7, 20242025, "home", "OWL", 802, 11, "Cy Dent", "D", 0, 21, "", "goals|shifts"]
    goalie = [7, 20242025, "home", "OWL", 803, 30, "Eve Fox", "G", "", "", "", ""]
    extract = read_csv([BOX, skater, goalie])
    first, second = extract.table("staging_official_player_games").rows
    assert (first["official_key"], first["shift_count"], first["is_goalie"]) == ("O7h:802", "21", False)
    assert (first["goals"], first["faceoff_pct"], first["trusted_columns"]) == ("0", None, ["goals", "shift_count"])
    assert (second["goals"], second["is_goalie"], second["trusted_columns"]) == (None, True, None)


def test_rows_without_game_side_or_player_are_rejected(
    read_csv: ReadCsv, fatal_of: Callable[[Extract], list[Problem]]
) -> None:
    rows = [["x", "home", "", "", 9, 1, "", ""], [7, "left", "", "", 9, 1, "", ""], [7, "home", "", "", 9, "", "", ""]]
    extract = read_csv([ROSTER, *rows])
    assert [problem.column for problem in fatal_of(extract)] == ["game_id", "team_venue", "player_id"]
    assert "staging_game_rosters" not in extract.tables
