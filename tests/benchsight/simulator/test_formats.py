"""The files have the keys and columns of the real formats."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from benchsight.simulator import League, SimulationConfig, simulate_league, write_league
from benchsight.simulator.export_json import export_json
from benchsight.simulator.export_workbook import export_workbook

CONFIG = SimulationConfig(seed=17, teams=4, games=2, xy=True, penalty_factor=3.0)
EXPORT_KEYS = """
    exportDate version gameId homeTeam awayTeam homeColor awayColor homeLogo awayLogo rosters events shifts evtIdx
    shiftIdx videos videoTiming periodLengths penaltyLengths homeAttacksRightP1 settings customChainPresets
    linePresets currentPeriod currentTeam slots savedAt
"""
EVENT_KEYS = """
    idx period type team zone success detail1 detail2 start_time end_time strength linkedEventIdx assistToGoalIdx
    players puckXY netXY isHighlight
"""
PLAYER_KEYS = "num name team role roleNum playD1 playD2 playSuccess pressure sideOfPuck xy"
SHIFT_KEYS = "period start_time end_time start_type stop_type strength duration stoppageTime home away"
LEAGUE_TABLES = {
    "dim_player": """
        index player_id player_first_name player_last_name player_full_name player_primary_position
        current_skill_rating player_rating_ly player_leadership player_norad player_norad_current_team
        player_norad_current_team_id
    """,
    "dim_team": """
        index team_name team_id norad_team csah_team league_id league long_team_name team_cd team_color1 team_color2
        team_color3 team_color4
    """,
    "dim_season": "index season_id season session norad csah league_id league start_date",
    "dim_schedule": """
        index game_id season season_id home_team_game_id away_team_game_id date game_time home_team_name
        away_team_name home_team_id away_team_id head_to_head_id game_type playoff_round last_period_type
        period_length ot_period_length shootout_rounds home_total_goals away_total_goals home_team_period1_goals
        home_team_period2_goals home_team_period3_goals home_team_periodOT_goals away_team_period1_goals
        away_team_period2_goals away_team_period3_goals away_team_periodOT_goals home_team_seeding
        away_team_seeding home_team_w home_team_l home_team_t home_team_pts away_team_w away_team_l away_team_t
        away_team_pts video_start_time video_end_time
    """,
    "fact_gameroster": """
        index game_id team_game_id opp_team_game_id player_game_id team_venue team_name opp_team_name
        player_game_number n_player_url player_position games_played goals assist goals_against pim shutouts team_id
        opp_team_id key player_full_name player_id date season sub current_team skill_rating
    """,
}
TYPED_COLUMNS = """
    event_start_min_ event_start_sec_ event_end_min_ event_end_sec_ player_game_number_ event_team_zone_ event_type_
    event_detail_ event_detail_2_ event_successful_ play_detail1_ play_detail2_ play_detail_successful_
    pressured_pressurer_ event_index_ linked_event_index_ team_ role_abrev_binary_
"""
FORMULA_COLUMNS = """
    event_start_min event_start_sec event_end_min event_end_sec player_game_number event_team_zone Type event_detail
    event_detail_2 event_successful play_detail1 play_detail_2 play_detail_successful pressured_pressurer event_index
    linked_event_index role_abrev period team_venue side_of_puck game_id home_team away_team shift_index player_role
    role_number player_id player_team
"""


@pytest.fixture(scope="module")
def league() -> League:
    """Two games with positions."""
    return simulate_league(CONFIG)


@pytest.fixture(scope="module")
def workbook(league: League) -> Workbook:
    """The workbook of the first game."""
    return load_workbook(io.BytesIO(export_workbook(CONFIG, league, league.games[0])))


def dialect(league: League, version: str) -> dict[str, Any]:
    """The JSON export of the first game in the dialect of a version."""
    config = SimulationConfig(seed=17, teams=4, games=2, xy=True, penalty_factor=3.0, tracker_version=version)
    export = json.loads(export_json(config, league.games[0]))
    assert isinstance(export, dict)
    return export


@pytest.mark.parametrize("version", ["25.0", "23.8"])
def test_an_export_has_the_keys_of_the_tracker(league: League, version: str) -> None:
    export = dialect(league, version)
    assert set(EXPORT_KEYS.split()) <= set(export)
    assert export["version"] == version
    assert [event["idx"] for event in export["events"]] == list(range(len(export["events"])))
    for event in export["events"]:
        assert set(EVENT_KEYS.split()) <= set(event)
        assert all(set(PLAYER_KEYS.split()) <= set(player) for player in event["players"])
    for stint in export["shifts"]:
        assert set(SHIFT_KEYS.split()) <= set(stint)
        assert set(stint["home"]) == set(stint["away"]) == {"F1", "F2", "F3", "D1", "D2", "G", "X"}
    assert export["periodLengths"] == {"1": 18, "2": 18, "3": 18, "OT": 5}
    assert export["penaltyLengths"] == {"minor": 3, "major": 6, "misconduct": 10}
    assert {len(export["rosters"][side]) for side in ("home", "away")} <= set(range(10, 17))


def test_version_25_writes_s_and_u_chains_and_text_jerseys(league: League) -> None:
    events = dialect(league, "25.0")["events"]
    assert {event["success"] for event in events} == {"s", "u", ""}
    assert any(event["linkedEventIdx"] is not None for event in events)
    assert all(isinstance(player["num"], str) for event in events for player in event["players"])
    assert {player["role"][:11] for event in events for player in event["players"]} == {"event_team_", "opp_team_pl"}


def test_version_23_writes_true_and_null_no_chains_and_goals_that_were_assisted(league: League) -> None:
    export = dialect(league, "23.8")
    events = export["events"]
    assert {event["success"] for event in events} == {True, None}
    assert all(event["linkedEventIdx"] is None for event in events)
    assisted = [event for event in events if event["assistToGoalIdx"] is not None]
    assert len(assisted) == sum(row.assists for row in league.games[0].truth.players)
    assert all(events[event["assistToGoalIdx"]]["type"] == "Goal" for event in assisted)
    assert all(isinstance(player["num"], int) for event in events for player in event["players"])
    between = [stint for stint in export["shifts"] if stint["start_type"] == "Intermission"]
    assert [stint["strength"] for stint in between] == ["0v0", "0v0"]


def test_positions_are_feet_on_the_rink(league: League) -> None:
    for event in dialect(league, "25.0")["events"]:
        for point in event["puckXY"] + [point for player in event["players"] for point in player["xy"]]:
            assert abs(point["x"]) <= 100
            assert abs(point["y"]) <= 42.5
        assert not event["players"] or event["puckXY"]


def test_without_xy_there_are_no_positions() -> None:
    config = SimulationConfig(seed=17, teams=4, games=1)
    events = json.loads(export_json(config, simulate_league(config).games[0]))["events"]
    assert all(event["puckXY"] == [] and event["netXY"] is None for event in events)
    assert all(player["xy"] == [] for event in events for player in event["players"])


def test_the_workbook_has_typed_and_formula_columns(workbook: Workbook) -> None:
    header = [cell.value for cell in workbook["events"][1]]
    assert len(header) == 72
    assert set(TYPED_COLUMNS.split()) | set(FORMULA_COLUMNS.split()) <= set(header)


def test_the_workbook_has_a_row_per_player_and_event(workbook: Workbook, league: League) -> None:
    rows = list(workbook["events"].iter_rows(min_row=2, values_only=True))
    game = league.games[0]
    assert len(rows) == sum(max(1, len(event.participants)) for event in game.events)
    header = [str(cell.value) for cell in workbook["events"][1]]
    first, last = dict(zip(header, rows[0], strict=False)), dict(zip(header, rows[-1], strict=False))
    assert (first["event_type_"], first["event_index"], first["role_abrev_binary_"]) == ("GameStart", 1000, "x")
    assert (last["event_type_"], last["role_abrev"]) == ("GameEnd", "o")


def test_the_shifts_sheet_has_a_row_per_stint_and_one_between_periods(workbook: Workbook, league: League) -> None:
    header, *rows = workbook["shifts"].iter_rows(values_only=True)
    assert len(header) == 55
    stints = [dict(zip(map(str, header), row, strict=True)) for row in rows]
    assert [stint["shift_index"] for stint in stints] == list(range(1, len(stints) + 1))
    between = [stint for stint in stints if stint["shift_start_type"] == "Intermission"]
    assert len(stints) - len(between) == len(league.games[0].stints)
    assert all(stint["home_forward_1"] is None and str(stint["strength"]).startswith("0v0") for stint in between)
    assert all(stint["home_goalie"] or stint["home_team_en"] for stint in stints)


def test_the_roster_sheet_has_its_header_in_row_2_and_a_row_per_player(workbook: Workbook, league: League) -> None:
    rows = list(workbook["game_rosters"].iter_rows(values_only=True))
    header = rows[1]
    assert header[:4] == (None, "index", "game_id", "team_game_id")
    assert len(rows) - 2 == len(league.games[0].dressed)
    seasons = [row[header.index("season")] for row in rows[2:]]
    assert seasons == list(range(seasons[0], seasons[0] + len(seasons)))  # type: ignore[arg-type, operator]  # cells


def test_a_written_league_has_its_tables_its_games_and_the_truth(tmp_path: Path) -> None:
    league, written = write_league(CONFIG, tmp_path, "both")
    for name, columns in LEAGUE_TABLES.items():
        with (tmp_path / "league" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == columns.split()
    for game in league.games:
        names = {path.name for path in (tmp_path / "games" / str(game.game_id)).iterdir()}
        assert names == {f"{game.game_id}_tracker_export.json", f"{game.game_id}_tracking_template.xlsx"}
    assert {path.stem for path in (tmp_path / "truth").iterdir()} == {
        "player_games", "goalie_games", "team_games", "pairs", "matchups"
    }  # fmt: skip
    assert written.events == sum(len(game.events) for game in league.games)
    assert written.files == len([path for path in tmp_path.rglob("*") if path.is_file()])


def test_the_written_truth_is_the_truth_in_memory(tmp_path: Path) -> None:
    league, _ = write_league(CONFIG, tmp_path)
    with (tmp_path / "truth" / "player_games.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["game_id"], row["player_id"]): row for row in csv.DictReader(file)}
    players = [player for game in league.games for player in game.truth.players]
    assert len(rows) == len(players)
    for player in players:
        row = rows[str(player.game_id), player.player_id]
        assert (row["goals"], row["assists"], row["toi_seconds"], row["gf"], row["cf_5v5"], row["plus_minus"]) == tuple(
            map(str, (player.goals, player.assists, player.toi_seconds, player.on_ice.gf, player.on_ice_5v5.cf,
                      player.plus_minus))
        )  # fmt: skip
        assert row["periods_tracked"] == ""


def test_the_league_tables_carry_the_official_result(tmp_path: Path) -> None:
    league, _ = write_league(CONFIG, tmp_path)
    with (tmp_path / "league" / "dim_schedule.csv").open(encoding="utf-8", newline="") as file:
        schedule = {row["game_id"]: row for row in csv.DictReader(file)}
    with (tmp_path / "league" / "fact_gameroster.csv").open(encoding="utf-8", newline="") as file:
        roster = list(csv.DictReader(file))
    for game in league.games:
        row = schedule[str(game.game_id)]
        assert (int(row["home_total_goals"]), int(row["away_total_goals"])) == (
            game.result.goals(0), game.result.goals(1)
        )  # fmt: skip
        assert int(row["home_team_period2_goals"]) == game.result.goals_by_period.get(2, [0, 0])[0]
        lines = [line for line in roster if line["game_id"] == row["game_id"]]
        assert len(lines) == len(game.dressed)
        for line in lines:
            sheet = game.official[line["player_id"]]
            assert (int(line["goals"]), int(line["assist"]), int(line["pim"]), int(line["goals_against"])) == (
                sheet.goals, sheet.assists, sheet.pim, sheet.goals_against
            )  # fmt: skip
