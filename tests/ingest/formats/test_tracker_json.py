"""The tracker's JSON export."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ingest.contract.extract import Extract, Problem, Row, UnreadableFile
from ingest.formats import read_file

ReadExport = Callable[..., Extract]
Event = Callable[..., dict[str, Any]]
FatalOf = Callable[[Extract], list[Problem]]


def events_of(extract: Extract) -> Sequence[Row]:
    """Rows of events."""
    return extract.table("staging_events").rows


def players_of(extract: Extract) -> Sequence[Row]:
    """Rows of the events' players."""
    return extract.table("staging_event_players").rows


def person(num: Any, role: str = "event_player_1", team: str = "home", **fields: Any) -> dict[str, Any]:
    """A player of an event as exports write it."""
    return {"num": num, "role": role, "team": team} | fields


def test_the_header_lands_in_seconds_and_as_a_snapshot(read_export: ReadExport) -> None:
    extract = read_export(
        version="23.8",
        periodLengths={"1": 18, "2": "20", "3": None, "OT": 5},
        penaltyLengths={"minor": 3, "major": "6"},
        homeAttacksRightP1=False,
        savedAt="2026-01-16T18:35:24.284Z",
    )
    (game,) = extract.table("staging_games").rows
    assert extract.snapshot_game == game["game_id"] == 7
    assert (game["period_1_seconds"], game["period_2_seconds"], game["period_3_seconds"]) == (1080, 1200, None)
    assert (game["overtime_seconds"], game["minor_penalty_minutes"], game["major_penalty_minutes"]) == (300, 3, 6)
    assert (game["home_attacks_right_period_1"], game["tracker_version"]) == (False, "23.8")
    assert extract.exported_at is not None and extract.exported_at.isoformat() == "2026-01-16T18:35:24.284000+00:00"


def test_keys_of_services_are_not_kept(read_export: ReadExport) -> None:
    extract = read_export(
        settings={"sbUrl": "x", "sbKey": "hush", "otLength": "5"}, apiToken="hush", slots=[{"secret": 1}]
    )
    raw = extract.table("staging_games").rows[0]["raw"]
    assert raw["settings"] == {"otLength": "5"}
    assert "hush" not in str(raw)
    assert "events" not in raw


def test_an_event_lands_with_its_players(read_export: ReadExport, event: Event) -> None:
    players = [
        person("9", playD1="Deke", playSuccess="s", pressure=27, sideOfPuck="Offensive", id="P9", name="Ann Bee"),
        person(8, "event_player_2", playD1="SecondTouch"),
        person("27", "opp_player_1", "away", name="#27"),
    ]
    extract = read_export(
        [event(3, type="Pass", detail1="Pass_Completed", detail2="Pass_Drop", zone=" d", success="u", players=players)]
    )
    (row,) = events_of(extract)
    assert (row["event_key"], row["event_index"], row["event_order"]) == ("E700003", 3, 1)
    assert (row["event_detail"], row["event_detail_2"], row["event_team_zone"]) == ("Pass_Completed", "Pass_Drop", "d")
    assert (row["event_successful"], row["event_team"], row["play_detail1"]) == ("u", "home", "Deke")
    assert (row["event_team_player_1"], row["event_team_player_2"], row["opp_team_player_1"]) == (9, 8, 27)
    first, _, opponent = players_of(extract)
    assert (first["player_id"], first["player_name"], first["pressured_pressurer"]) == ("P9", "Ann Bee", 27)
    assert (first["play_detail_successful"], first["side_of_puck"], first["role_number"]) == ("s", "Offensive", 1)
    assert (opponent["role_side"], opponent["team_venue"], opponent["player_name"]) == ("opp", "away", None)
    assert "players" not in row["raw"] and opponent["raw"]["num"] == "27"


@pytest.mark.parametrize(
    ("written", "expected"), [(True, "s"), (None, None), ("", None), ("s", "s"), ("u", "u"), (False, "u")]
)
def test_success_is_read_in_both_dialects(
    written: Any, expected: str | None, read_export: ReadExport, event: Event
) -> None:
    assert events_of(read_export([event(1, success=written)]))[0]["event_successful"] == expected


def test_a_team_may_be_named(read_export: ReadExport, event: Event) -> None:
    teams = ["Owls", "LYNX ", "Home", None, "Bears"]
    extract = read_export([event(number, type="Timeout", team=team) for number, team in enumerate(teams)])
    assert [row["event_team"] for row in events_of(extract)] == ["home", "away", "home", None, None]
    assert [(problem.column, problem.value) for problem in extract.problems] == [("event_team", "Bears")]


def test_a_name_that_both_teams_have_says_nothing(read_export: ReadExport, event: Event) -> None:
    extract = read_export([event(1, team="Owls")], homeTeam="Owls", awayTeam="owls")
    assert [row["event_team"] for row in events_of(extract)] == [None]


def test_the_team_of_a_player_may_be_named(read_export: ReadExport, event: Event) -> None:
    extract = read_export([event(1, players=[person(9), person(8, "", "Lynx")])])
    assert [row["role_side"] for row in players_of(extract)] == ["event", "opp"]


def test_a_flag_that_is_neither_success_nor_failure_is_blank_and_noted(read_export: ReadExport, event: Event) -> None:
    extract = read_export([event(1, success="perhaps", players=[person(9, playSuccess="?")])])
    assert events_of(extract)[0]["event_successful"] is None
    noted = [(problem.column, problem.value) for problem in extract.problems if "success" in problem.reason]
    assert noted == [("event_successful", "perhaps"), ("play_detail_successful", "?")]


def test_roles_of_both_dialects_may_mix_in_one_event(read_export: ReadExport, event: Event) -> None:
    players = [person(9, "event_team_player_1"), person(8, "opp_player_1", "away"), person(7, "opp_player_1", "away")]
    (row,) = events_of(read_export([event(1, players=players)]))
    assert (row["event_team_player_1"], row["opp_team_player_1"], row["opp_team_player_2"]) == (9, 8, 7)


def test_a_player_listed_twice_lands_twice(read_export: ReadExport, event: Event) -> None:
    extract = read_export([event(1, players=[person(9), person(9, "event_player_2")])])
    assert [row["player_number"] for row in players_of(extract)] == [9, 9]


def test_the_role_of_a_player_without_one_follows_from_his_team(read_export: ReadExport, event: Event) -> None:
    extract = read_export([event(1, players=[person(9), person(8, "", "away")])])
    assert [row["role_side"] for row in players_of(extract)] == ["event", "opp"]


def test_a_player_who_can_have_no_role_is_rejected(read_export: ReadExport, event: Event, fatal_of: FatalOf) -> None:
    extract = read_export([event(1, players=[person(9, "mascot", "")])])
    assert [problem.column for problem in fatal_of(extract)] == ["player_role"]
    assert len(events_of(extract)) == 1


def test_an_empty_role_is_left_out(read_export: ReadExport, event: Event) -> None:
    extract = read_export([event(1, players=[person(""), None])])
    assert players_of(extract) == []
    assert len(extract.problems) == 1


def test_a_clock_cut_off_ends_the_event_at_its_start(read_export: ReadExport, event: Event) -> None:
    (row,) = events_of(read_export([event(1, start_time="18:23", end_time="18:")]))
    assert (row["event_start_seconds"], row["event_end_seconds"]) == (1103, 1103)


def test_an_event_of_a_wrong_clock_is_rejected_with_its_players(
    read_export: ReadExport, event: Event, fatal_of: FatalOf
) -> None:
    extract = read_export([event(1, start_time="soon", players=[person(9)]), event(2)])
    (problem,) = fatal_of(extract)
    assert (problem.table, problem.column, problem.value) == ("staging_events", "event_start_seconds", "soon")
    assert problem.raw is not None and problem.raw["players"][0]["num"] == 9
    assert [row["event_index"] for row in events_of(extract)] == [2]
    assert players_of(extract) == []


def test_an_event_outside_the_stated_period_is_rejected(
    read_export: ReadExport, event: Event, fatal_of: FatalOf
) -> None:
    extract = read_export([event(1, start_time="25:00")], periodLengths={"1": 18})
    assert "outside its period" in str(fatal_of(extract)[0])


def test_an_event_of_another_game_is_rejected(read_export: ReadExport, event: Event, fatal_of: FatalOf) -> None:
    extract = read_export([event(1, game_id=8), event(2, game_id=7)])
    assert [problem.column for problem in fatal_of(extract)] == ["game_id"]


def test_an_entry_that_is_no_event_is_rejected(read_export: ReadExport, fatal_of: FatalOf) -> None:
    extract = read_export(["nonsense", None])
    assert len(fatal_of(extract)) == 2


def test_two_events_under_one_number_both_land(read_export: ReadExport, event: Event) -> None:
    extract = read_export([event(5, type="Shot"), event(5, type="Goal"), event(6, assistToGoalIdx=5)])
    rows = events_of(extract)
    assert [(row["event_index"], row["event_key"]) for row in rows[:2]] == [(5, "E700005"), (50005, "E750005")]
    assert rows[2]["assist_to_goal_index"] == 50005
    assert [row["event_order"] for row in rows] == [1, 2, 3]


def test_periods_of_overtime_and_shootout_are_numbers(read_export: ReadExport, event: Event) -> None:
    extract = read_export([event(1, period="OT", start_time="4:00"), event(2, period="SO", start_time="0:00")])
    assert [row["period"] for row in events_of(extract)] == [4, 5]


def test_codes_land_as_they_are(read_export: ReadExport, event: Event) -> None:
    (row,) = events_of(read_export([event(1, type="Zone_Entry_Exit", detail1="ZoneExit_Clear/Dump", detail2=" ")]))
    assert (row["event_detail"], row["event_detail_2"]) == ("ZoneExit_Clear/Dump", None)


def test_a_code_field_fills_in_for_a_blank_type(read_export: ReadExport, event: Event) -> None:
    (row,) = events_of(read_export([event(1, type="", typeCode="Shot", detail1=None, detail1Code="Shot_Missed")]))
    assert (row["event_type"], row["event_detail"]) == ("Shot", "Shot_Missed")


def test_paths_land_point_by_point_and_broken_points_are_skipped(read_export: ReadExport, event: Event) -> None:
    puck = [None, {"x": 10, "y": 5, "seq": 1}, {"x": "12.5", "y": 6}, {"x": None, "y": 1}]
    player = person(9, xy=[{"x": 8, "y": 4}])
    extract = read_export([event(1, puckXY=puck, players=[player])], homeAttacksRightP1=True)
    (row,) = events_of(extract)
    assert (row["puck_x"], row["puck_y"]) == (10, 5)
    assert [(p["position_number"], p["x"]) for p in extract.table("staging_puck_positions").rows] == [
        (1, 10),
        (2, 12.5),
    ]
    (position,) = extract.table("staging_player_positions").rows
    assert (position["player_row"], position["x"], players_of(extract)[0]["x"]) == (1, 8, 8)


def test_rosters_land_once_per_player(read_export: ReadExport) -> None:
    home = [{"id": "P9", "num": "9", "name": "Ann Bee", "pos": "F"}, {"num": "9", "id": "P9"}, {"name": "C"}]
    rosters: dict[str, list[dict[str, Any]]] = {"home": home, "away": [{"num": 9, "name": "Dan", "rating": 4}]}
    extract = read_export(rosters=rosters)
    rows = extract.table("staging_game_rosters").rows
    assert [row["roster_key"] for row in rows] == ["R7htracker:P9", "R7atracker:#9"]
    assert (rows[0]["team_name"], rows[0]["player_position"], rows[1]["skill_rating"]) == ("Owls", "F", 4)
    assert "a roster entry left out (2 times)" in str(extract.problems[0])


def test_videos_land_with_the_offsets_of_the_periods(read_export: ReadExport) -> None:
    timing = {"periodOffsets": {"1": 0, "2": 1151, "OT": None}}
    extract = read_export(videos=[{"id": "a1", "url": "https://v.example/1", "type": "Broadcast"}], videoTiming=timing)
    (row,) = extract.table("staging_video_times").rows
    assert (row["video_key"], row["video_type"], row["period_2_offset_seconds"]) == ("V7:a1", "Broadcast", 1151)
    assert row["overtime_offset_seconds"] is None


def test_offsets_without_a_video_are_kept(read_export: ReadExport) -> None:
    extract = read_export(videoTiming={"periodOffsets": {"1": 12}})
    assert extract.table("staging_video_times").rows[0]["period_1_offset_seconds"] == 12


@pytest.mark.parametrize("game_id", [None, "", "x", 0, -3])
def test_an_export_without_its_game_cannot_be_read(game_id: Any, read_export: ReadExport) -> None:
    with pytest.raises(UnreadableFile, match="gameId is"):
        read_export(gameId=game_id)


def test_events_that_are_no_list_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text('{"gameId": 7, "events": {}, "shifts": []}')
    with pytest.raises(UnreadableFile, match="events is dict, expected a list"):
        read_file(path)
    path.write_text('{"gameId": 7, "shifts": []}')
    with pytest.raises(UnreadableFile, match="events is NoneType, expected a list"):
        read_file(path)


def test_a_message_names_the_place_in_the_file(read_export: ReadExport, event: Event, fatal_of: FatalOf) -> None:
    extract = read_export([event(1), event(2, start_time="soon")])
    assert str(fatal_of(extract)[0]).startswith("export.json, events[1], column event_start_seconds: no clock")
