"""The tracking workbook: one row per player per event, typed columns beside formula columns, two layouts."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ingest.contract.extract import Extract, Problem, Row, UnreadableFile

Cells = Sequence[Sequence[Any] | str]
ReadWorkbook = Callable[[dict[str, Cells]], Extract]
FatalOf = Callable[[Extract], list[Problem]]
Template = Callable[..., Extract]

EVENTS = (
    "event_start_min_ event_start_sec_ event_end_min_ event_end_sec_ player_game_number_ event_team_zone_ event_type_ "
    "event_detail_ event_detail_2_ event_successful_ play_detail1_ play_detail2_ play_detail_successful_ "
    "pressured_pressurer_ event_index_ linked_event_index_ team_ player_game_number period event_index "
    "linked_event_index event_start_min event_start_sec event_end_min event_end_sec role_abrev event_team_zone "
    "team_venue_ team_venue side_of_puck play_detail1 play_detail_2 play_detail_successful pressured_pressurer game_id "
    "home_team away_team Type event_detail event_detail_2 event_successful shift_index time_start_total_seconds "
    "time_end_total_seconds player_role player_id player_team"
)
SHIFTS = (
    "shift_index Period shift_start_min shift_start_sec shift_end_min shift_end_sec shift_start_type shift_stop_type "
    "home_forward_1 home_forward_2 home_forward_3 home_defense_1 home_defense_2 home_xtra home_goalie away_forward_1 "
    "away_forward_2 away_forward_3 away_defense_1 away_defense_2 away_xtra away_goalie stoppage_time game_id home_team "
    "away_team shift_duration situation strength home_goals away_goals"
)
ROSTER = (
    "index game_id player_game_id team_venue team_name player_game_number player_position "
    "player_full_name player_id sub"
)


def row_of(header: str, cells: dict[str, Any]) -> list[Any]:
    """Cells in the order of a header; raises AssertionError for a name that is not in it."""
    unknown = set(cells) - set(header.split())
    assert not unknown, unknown
    return [cells.get(name) for name in header.split()]


@pytest.fixture
def template(read_workbook: ReadWorkbook) -> Template:
    """Return a reader of a template workbook of rows with these cells; common cells are filled in."""

    def read(*rows: dict[str, Any], shifts: Sequence[dict[str, Any]] = (), roster: Sequence[Any] = ()) -> Extract:
        usual = {"period": 1, "game_id": 7, "home_team": "Owls", "away_team": "Lynx", "event_start_min": "10"}
        usual |= {"event_start_sec": "00", "player_role": "event_team_player_1", "team_venue": "Home"}
        sheets: dict[str, Cells] = {
            "Lists": ["EventType EventTypeDetail", ["Shot", "Shot-Wrist"]],
            "events": [EVENTS, *(row_of(EVENTS, usual | row) for row in rows)],
            "shifts": [SHIFTS, *(row_of(SHIFTS, {"game_id": 7, "Period": 1} | shift) for shift in shifts)],
        }
        if roster:
            sheets["game_rosters"] = [["In cell B3", "=FILTER(...)"], ["", *ROSTER.split()], *roster]
        return read_workbook(sheets)

    return read


def events_of(extract: Extract) -> Sequence[Row]:
    """Rows of events."""
    return extract.table("staging_events").rows


def players_of(extract: Extract) -> Sequence[Row]:
    """Rows of the events' players."""
    return extract.table("staging_event_players").rows


def test_what_is_typed_on_the_first_row_holds_for_the_event(template: Template) -> None:
    typed = {"event_type_": "Pass", "event_detail_": "Pass_Missed", "event_team_zone_": " d", "event_successful_": "u"}
    second = {"player_role": "opp_team_player_1", "player_game_number": 8, "player_team": "Lynx"}
    extract = template(
        {"event_index": 1001, "player_game_number_": 9, "player_team": "Owls", **typed},
        {"event_index": 1001, "Type": "Pass", "event_detail": "Pass_Missed", **second},
    )
    (row,) = events_of(extract)
    assert (row["event_type"], row["event_detail"], row["event_team_zone"]) == ("Pass", "Pass_Missed", "d")
    assert (row["event_successful"], row["event_team"], row["event_key"]) == ("u", "home", "E701001")
    assert (row["event_team_player_1"], row["opp_team_player_1"]) == (9, 8)
    assert [player["team_venue"] for player in players_of(extract)] == ["home", "away"]


def test_typed_cells_count_and_formula_cells_fill_the_gaps(template: Template) -> None:
    cells = {"event_type_": "Shot", "Type": "Pass", "event_detail": "Shot_Missed", "play_detail1_": "Deke"}
    cells |= {
        "play_detail1": "Chip",
        "play_detail_2": "Delay",
        "play_detail_successful": "1",
        "pressured_pressurer": "2",
    }
    extract = template({"event_index": 1001, "player_game_number": 9, **cells})
    (event,), (player,) = events_of(extract), players_of(extract)
    assert (event["event_type"], event["event_detail"], event["play_detail1"]) == ("Shot", "Shot_Missed", "Deke")
    assert (player["play_detail1"], player["play_detail2"], player["play_detail_successful"]) == ("Deke", "Delay", "s")
    assert player["pressured_pressurer"] == 2


def test_success_and_play_details_belong_to_the_player_row(template: Template) -> None:
    extract = template(
        {"event_index": 1001, "event_type_": "Pass", "player_game_number": 9, "event_successful_": "s"},
        {"event_index": 1001, "Type": "Pass", "player_game_number": 8, "player_role": "opp_team_player_1"}
        | {"play_detail1_": "StickCheck", "play_detail_successful_": "u"},
    )
    first, second = players_of(extract)
    assert (first["play_detail1"], first["play_detail_successful"]) == (None, None)
    assert (second["play_detail1"], second["play_detail_successful"]) == ("StickCheck", "u")


def test_error_cells_and_junk_say_nothing(template: Template) -> None:
    cells = {"event_type_": "Pass", "event_detail_": "#VALUE!", "player_team": False, "pressured_pressurer_": ","}
    extract = template({"event_index": 1001, "player_game_number": 9, **cells})
    assert events_of(extract)[0]["event_detail"] is None
    assert (players_of(extract)[0]["team_venue"], players_of(extract)[0]["pressured_pressurer"]) == (None, None)


def test_a_new_type_under_one_index_is_a_second_event(template: Template) -> None:
    extract = template(
        {"event_index": 1026, "event_type_": "Possession", "Type": "Possession", "player_game_number": 87},
        {"event_index": 1026, "event_type_": "Pass", "event_detail_": "Pass_Drop", "player_game_number": 87}
        | {
            "Type": "Possession",
            "player_role": "event_team_player_2",
            "event_start_sec_": "47",
            "event_start_min_": "9",
        },
        {"event_index": 1026, "player_game_number": 75, "Type": "Possession", "player_role": "event_team_player_3"},
    )
    first, second = events_of(extract)
    assert [row["event_index"] for row in (first, second)] == [1026, 51026]
    assert (second["event_type"], second["event_detail"], second["event_start_seconds"]) == ("Pass", "Pass_Drop", 587)
    assert (second["event_team_player_1"], second["event_team_player_2"]) == (87, 75)


def test_a_second_event_does_not_take_the_first_ones_copies(template: Template) -> None:
    copies = {"Type": "Zone_Entry_Exit", "event_detail": "Zone_Keepin", "event_detail_2": "Zone-KeepIn"}
    extract = template(
        {"event_index": 1547, "event_type_": "Zone_Entry_Exit", "event_detail_": "Zone_Keepin", **copies},
        {"event_index": 1547, "event_type_": "Possession", "player_game_number": 9, **copies, "event_successful": "s"},
    )
    second = events_of(extract)[1]
    assert [second[name] for name in ("event_detail", "event_detail_2", "event_successful")] == [None, None, None]


def test_a_new_detail_under_one_index_is_a_second_event(template: Template) -> None:
    copies = {"event_index": 1590, "Type": "Zone_Entry_Exit", "player_game_number": 9}
    extract = template(
        {**copies, "event_type_": "Zone_Entry_Exit", "event_detail_": "Zone_Exit", "event_detail": "Zone_Exit"},
        {**copies, "event_type_": "Zone_Entry_Exit", "event_detail_": "Zone_Entry", "event_detail": "Zone_Entry"},
        {**copies, "event_detail": "Zone_Entry", "player_role": "opp_team_player_1"},
    )
    assert [row["event_detail"] for row in events_of(extract)] == ["Zone_Exit", "Zone_Entry"]
    assert events_of(extract)[1]["opp_team_player_1"] == 9


def test_copies_alone_tell_two_events_apart(template: Template) -> None:
    extract = template(
        {"event_index": 1368, "Type": "Shot", "event_detail": "Shot_Goal", "player_game_number": 9},
        {"event_index": 1368, "Type": "Goal", "event_detail": "Goal_Scored", "player_game_number": 9}
        | {"player_role": "event_team_player_2"},
    )
    assert [(row["event_type"], row["event_team_player_1"]) for row in events_of(extract)] == [("Shot", 9), ("Goal", 9)]


def test_copies_of_another_spelling_tell_nothing_new(template: Template) -> None:
    extract = template(
        {"event_index": 1001, "event_type_": "Pass", "event_detail_": "Pass_Missed", "player_game_number": 9},
        {"event_index": 1001, "Type": "Pass", "event_detail": "Pass-Missed", "player_game_number": 8},
    )
    assert len(events_of(extract)) == 1


def test_rows_of_an_event_need_not_stand_together(template: Template) -> None:
    opponent = {"player_role": "opp_team_player_1", "player_game_number": 8}
    extract = template(
        {"event_index": 1574, "event_type_": "Possession", "player_game_number": 9},
        {"event_index": 1575, "event_type_": "Possession", "player_game_number": 9},
        {"event_index": 1574, "event_type_": "Possession", **opponent},
    )
    assert [(row["event_index"], row["opp_team_player_1"]) for row in events_of(extract)] == [(1574, 8), (1575, None)]


def test_rows_that_somebody_sorted_are_read_by_their_numbers(
    template: Template, notes_of: Callable[[Extract], list[str]]
) -> None:
    def stint(number: int, minute: int) -> dict[str, Any]:
        return SHIFT | {"shift_index": number, "shift_start_min": minute, "shift_end_min": minute - 2}

    numbers = (3, 1, 5, 2, 6, 4)
    extract = template(
        *({"event_index": number, "Type": "Pass", "event_start_min": 19 - 2 * number} for number in numbers),
        shifts=[stint(number, 20 - 2 * number) for number in numbers],
    )
    assert [row["event_start_seconds"] for row in events_of(extract)] == [1020, 900, 780, 660, 540, 420]
    assert [row["shift_index"] for row in extract.table("staging_shifts").rows] == [1, 2, 3, 4, 5, 6]
    assert extract.table("staging_games").rows[0]["period_1_seconds"] == 1080  # as the first stint has it
    assert sum("sorted otherwise" in note for note in notes_of(extract)) == 2


def test_rows_of_an_event_that_were_pasted_twice_count_once(
    template: Template, notes_of: Callable[[Extract], list[str]]
) -> None:
    shooter = {"event_index": 1001, "event_type_": "Shot", "player_game_number": 9}
    goalie = {"event_index": 1001, "player_role": "opp_team_player_1", "player_game_number": 30}
    extract = template(shooter, goalie, shooter, goalie)
    assert [(row["player_number"], row["role_number"]) for row in players_of(extract)] == [(9, 1), (30, 1)]
    assert any("the same row again; left out (2 times)" in note for note in notes_of(extract))
    one_again = template(shooter, shooter, goalie)
    assert [(row["player_number"], row["role_number"]) for row in players_of(one_again)] == [(9, 1), (9, 2), (30, 1)]


BLANK_CLOCK = {"event_start_min": None, "event_start_sec": None}


def test_the_clock_is_carried_down_where_it_is_not_typed(template: Template) -> None:
    def row(index: int, **typed: Any) -> dict[str, Any]:
        return {"event_index": index, "event_type_": "Pass", **BLANK_CLOCK, **typed}

    extract = template(
        row(1001, event_start_min_="17", event_start_sec_="09"),
        row(1002, event_start_sec_="05"),
        row(1003),
        row(1004, event_start_min_=16, event_start_sec_=59.0),
    )
    assert [event["event_start_seconds"] for event in events_of(extract)] == [1029, 1025, 1025, 1019]


def test_dead_ice_runs_on_the_game_clock_and_has_it_carried_down(template: Template) -> None:
    extract = template(
        {"event_index": 1001, "event_type_": "Stoppage", **BLANK_CLOCK, "event_start_min_": 9, "event_start_sec_": 30},
        {"event_index": 1002, "event_type_": "DeadIce", **BLANK_CLOCK},
        {"event_index": 1003, "event_type_": "Timeout", **BLANK_CLOCK},
    )
    assert [event.get("event_start_seconds") for event in events_of(extract)] == [570, 570, None]


def test_a_total_of_seconds_stands_in_for_a_blank_clock(template: Template) -> None:
    extract = template({"event_index": 1001, "event_type_": "Pass", **BLANK_CLOCK, "time_start_total_seconds": 512})
    assert events_of(extract)[0]["event_start_seconds"] == 512


@pytest.mark.parametrize(
    ("start_second", "typed", "end"),
    [
        ("30", {}, 630),
        ("30", {"event_end_min_": "9", "event_end_sec_": "58"}, 598),
        ("30", {"event_end_sec_": "20"}, 620),
        ("02", {"event_end_sec_": "58"}, 598),
        ("30", {"event_end_min": 10, "event_end_sec": 0.0}, 600),
    ],
)
def test_a_blank_end_is_an_instant_and_seconds_alone_follow_the_start(
    start_second: str, typed: dict[str, Any], end: int, template: Template
) -> None:
    extract = template({"event_index": 1001, "event_type_": "Pass", "event_start_sec": start_second, **typed})
    assert events_of(extract)[0]["event_end_seconds"] == end


def test_a_corrected_jersey_counts_where_it_leads_to_a_player(template: Template) -> None:
    jerseys = {"player_game_number_": 48, "player_game_number": 84}
    known, unknown = {"event_index": 1001, "player_id": "P84"}, {"event_index": 1002}
    extract = template({**known, **jerseys, "event_type_": "Pass"}, {**unknown, **jerseys, "event_type_": "Pass"})
    assert [row["event_team_player_1"] for row in events_of(extract)] == [84, 48]


def test_the_team_is_the_venue_of_the_first_event_player(template: Template) -> None:
    extract = template(
        {"event_index": 1001, "event_type_": "Pass", "team_venue": "Home", "player_role": "opp_team_player_1"},
        {"event_index": 1001, "event_type_": "Pass", "team_venue": "Away"},
        {"event_index": 1002, "event_type_": "Pass", "team_venue": 0.0, "team_": "h"},
        {"event_index": 1003, "event_type_": "Pass", "team_venue": None, "team_venue_": "Away", "team_": "a"},
    )
    assert [row["event_team"] for row in events_of(extract)] == ["away", "home", "away"]


def test_a_venue_may_be_a_word_for_it_or_the_name_of_a_team_and_anything_else_is_said(
    template: Template, notes_of: Callable[[Extract], list[str]]
) -> None:
    venues = ("Visitor", "Lynx", "Owls", "Left")
    extract = template(
        *(
            {"event_index": number, "event_type_": "Shot", "team_venue": venue}
            for number, venue in enumerate(venues, 1001)
        )
    )
    assert [row["event_team"] for row in events_of(extract)] == ["away", "away", "home", None]
    (said,) = [note for note in notes_of(extract) if "no team; left blank" in note]
    assert "'Left'" in said


def test_a_team_column_of_one_value_says_nothing(template: Template) -> None:
    extract = template({"event_index": 1001, "event_type_": "Stoppage", "team_venue": None, "team_": "h"})
    assert events_of(extract)[0]["event_team"] is None


def test_the_roster_settles_the_team_and_lands_as_the_trackers(template: Template) -> None:
    listed = ["", 1, 7, "", "away", "Lynx", 27, "Forward", "Cy Dent", "P27", True]
    other_table = ["", "", "Home", "", "", "", 12]
    row = {"event_index": 1001, "event_type_": "Pass", "team_venue": "Home", "player_game_number": 27}
    extract = template({**row, "player_team": "Lynx", "player_id": "P27"}, roster=[listed, other_table])
    (roster,) = extract.table("staging_game_rosters").rows
    assert (roster["roster_key"], roster["source_kind"], roster["is_substitute"]) == ("R7atracker:P27", "tracker", True)
    assert events_of(extract)[0]["event_team"] == "away"
    assert "staging_official_player_games" not in extract.tables


def test_a_chain_keeps_the_number_that_the_formula_made(template: Template) -> None:
    pass_row = {"event_type_": "Pass", "player_game_number": 9}
    extract = template(
        {**pass_row, "event_index": 1001, "linked_event_index_": 1, "linked_event_index": 9001},
        {**pass_row, "event_index": 1002, "linked_event_index_": 2},
        {**pass_row, "event_index": 1003},
    )
    assert [row["linked_event_index"] for row in events_of(extract)] == [9001, 9002, None]


def test_a_counter_stands_in_for_a_missing_index(template: Template) -> None:
    pass_row = {"event_type_": "Pass", "player_game_number": 9}
    extract = template({**pass_row, "event_index": 1001, "event_index_": 1}, {**pass_row, "event_index_": 2})
    assert [row["event_index"] for row in events_of(extract)] == [1001, 1002]


@pytest.mark.parametrize("index", ["first", -4])
def test_an_index_that_is_no_number_rejects_the_row(index: Any, template: Template, fatal_of: FatalOf) -> None:
    extract = template({"event_index": 1001, "event_type_": "Pass"}, {"event_index": index, "event_type_": "Pass"})
    assert [(problem.column, problem.value) for problem in fatal_of(extract)] == [("event_index", index)]


def test_filler_rows_are_left_out_in_one_note(template: Template, notes_of: Callable[[Extract], list[str]]) -> None:
    filler = {"role_abrev": "o", "player_role": None, "side_of_puck": "Defensive"}
    extract = template(
        {"event_index": 1001, "event_type_": "Pass"}, filler, filler, {"event_index": 1002, "player_role": None}
    )
    assert [row["event_index"] for row in events_of(extract)] == [1001]
    notes = [note for note in notes_of(extract) if "not used: sheet Lists" not in note]
    assert len(notes) == 2
    assert "filler rows left out (2 times)" in notes[0]
    assert "numbered rows without content left out" in notes[1]


def test_a_game_start_without_clock_and_player_lands(template: Template) -> None:
    marker = {"event_index": 1000, "event_type_": "GameStart", "player_role": None, "team_venue": None, **BLANK_CLOCK}
    extract = template(marker, {"event_index": 1001, "event_type_": "Faceoff"})
    first = events_of(extract)[0]
    assert (first["event_type"], first["event_start_seconds"], first["event_order"]) == ("GameStart", None, 1)
    assert players_of(extract) == []


def test_a_zero_for_a_jersey_stays(template: Template) -> None:
    extract = template({"event_index": 1001, "event_type_": "Pass", "player_game_number": 0})
    assert events_of(extract)[0]["event_team_player_1"] == 0


def test_a_clock_that_is_none_rejects_the_event(template: Template, fatal_of: FatalOf) -> None:
    extract = template({"event_index": 1001, "event_type_": "Pass", "event_start_sec_": "late"})
    (problem,) = fatal_of(extract)
    assert str(problem).startswith("book.xlsx, sheet events, row 2, column event_start_seconds: no clock")


SHIFT = {
    "shift_start_min": 18,
    "shift_start_sec": "00",
    "shift_end_min": 17,
    "shift_end_sec": "20",
    "home_forward_1": 9,
}


def test_shifts_land_with_their_slots(template: Template) -> None:
    slots = {"home_defense_2": 5, "home_xtra": 6, "home_goalie": None, "away_forward_3": 0, "away_goalie": 30}
    more = {
        "shift_index": 1,
        "strength": "6v5 Home EN",
        "situation": "Full Strength",
        "stoppage_time": 21.0,
        "home_goals": 2,
    }
    extract = template({"event_index": 1001, "event_type_": "Pass"}, shifts=[SHIFT | slots | more])
    (row,) = extract.table("staging_shifts").rows
    assert [row[f"home_{number}"] for number in range(1, 7)] == [9, None, None, None, 5, 6]
    assert (row["away_3"], row["away_goalie"], row["strength"], row["stoppage_seconds"]) == (0, 30, "6v5", 21)
    assert (row["shift_start_seconds"], row["shift_duration"], row["home_goals"]) == (1080, 40, 2)
    assert extract.table("staging_games").rows[0]["period_1_seconds"] == 1080


def test_shift_rows_without_players_stay_where_they_say_something(template: Template) -> None:
    pause, filler = {"shift_index": 2, "shift_start_type": "Intermission"}, {"shift_index": 3, "stoppage_time": 0}
    extract = template(
        {"event_index": 1001, "event_type_": "Pass"},
        shifts=[SHIFT | {"shift_index": 1}, pause, filler, {"strength": "0v0"}],
    )
    assert [row["shift_index"] for row in extract.table("staging_shifts").rows] == [1, 2]
    assert any("filler rows left out (2 times)" in str(problem) for problem in extract.problems)


def test_hundredths_at_the_end_of_a_period_are_zero(template: Template) -> None:
    shift = SHIFT | {"shift_index": 1, "shift_end_min": 0, "shift_end_sec": "0.01"}
    extract = template({"event_index": 1001, "event_type_": "Pass"}, shifts=[shift])
    assert extract.table("staging_shifts").rows[0]["shift_end_seconds"] == 0


def test_a_shift_of_a_wrong_clock_is_rejected(template: Template, fatal_of: FatalOf) -> None:
    shift = SHIFT | {"shift_index": 1, "shift_start_sec": "x"}
    extract = template({"event_index": 1001, "event_type_": "Pass"}, shifts=[shift])
    assert [problem.table for problem in fatal_of(extract)] == ["staging_shifts"]


def test_a_workbook_of_two_games_cannot_be_read(template: Template) -> None:
    with pytest.raises(UnreadableFile, match=r"sheet events, row 3, column game_id: found '8', expected 7 as above"):
        template(
            {"event_index": 1001, "event_type_": "Pass"}, {"event_index": 1002, "event_type_": "Pass", "game_id": 8}
        )


def test_shifts_are_of_the_game_that_the_events_name(read_workbook: ReadWorkbook) -> None:
    events = ["event_index period game_id player_role Type", [1, 1, 7, "event_player_1", "Pass"]]
    extract = read_workbook(
        {
            "events": events,
            "shifts": [
                "shift_index Period shift_start_min shift_start_sec shift_end_min shift_end_sec home_forward_1",
                [1, 1, 20, 0, 19, 0, 9],
            ],
        }
    )
    assert [(row["game_id"], row["home_1"]) for row in extract.table("staging_shifts").rows] == [(7, 9)]


def test_a_workbook_of_no_game_cannot_be_read(template: Template) -> None:
    with pytest.raises(UnreadableFile, match="no row names its game"):
        template({"event_index": 1001, "event_type_": "Pass", "game_id": None})


def test_a_missing_column_of_the_events_is_named(read_workbook: ReadWorkbook) -> None:
    with pytest.raises(UnreadableFile, match=r"sheet events: column event_index, player_role missing"):
        read_workbook({"events": ["period game_id Type event_detail", [1, 7, "Pass", ""]]})
    with pytest.raises(UnreadableFile, match="column Type missing"):
        read_workbook({"events": ["event_index period game_id player_role", [1, 1, 7, "event_player_1"]]})


def test_shifts_without_events_are_no_game(read_workbook: ReadWorkbook) -> None:
    with pytest.raises(UnreadableFile, match="a sheet of shifts, but none of events"):
        read_workbook({"shifts": [SHIFTS, row_of(SHIFTS, SHIFT | {"shift_index": 1, "game_id": 7, "Period": 1})]})


def test_a_message_about_the_template_names_its_format(template: Template) -> None:
    extract = template({"event_index": 1001, "event_type_": "Pass"})
    assert (extract.file_format, extract.snapshot_game) == ("tracking template", 7)


REEXPORT = (
    "event_start_min_ event_start_sec_ event_end_min_ event_end_sec_ event_team_zone_ event_type_ event_detail_ "
    "event_successful_ team_ period event_index game_id home_team away_team strength event_team_zone is_highlight Type "
    "player_game_number_ role_abrev role_abrev_binary_ player_role player_name side_of_puck_"
)


@pytest.fixture
def reexport(read_workbook: ReadWorkbook) -> Template:
    """Return a reader of a re-exported workbook of rows with these cells."""

    def read(*rows: dict[str, Any]) -> Extract:
        usual = {"period": 1, "game_id": 7, "home_team": "Owls", "away_team": "Lynx", "event_type_": "Pass"}
        usual |= {
            "event_start_min_": "10",
            "event_start_sec_": "00",
            "team_": "h",
            "is_highlight": 0,
            "strength": "5v5",
        }
        return read_workbook({"events": [REEXPORT, *(row_of(REEXPORT, usual | row) for row in rows)]})

    return read


def test_the_reexport_names_roles_and_players_its_own_way(reexport: Template) -> None:
    first = {"event_index": 1001, "player_role": "event_player_1", "role_abrev": "e1", "player_name": "Ann Bee"}
    second = {"event_index": 1001, "player_role": "opp_player_1", "role_abrev": "o1", "player_name": "#8"}
    extract = reexport(
        {**first, "player_game_number_": 9, "side_of_puck_": "Offensive", "event_successful_": True},
        {**second, "player_game_number_": 8},
        {"event_index": 1002, "team_": "a"},
    )
    event, without_players = events_of(extract)
    assert extract.file_format == "tracking re-export"
    assert (event["event_successful"], event["event_team"], event["is_highlight"]) == ("s", "home", False)
    assert (event["event_team_player_1"], event["opp_team_player_1"]) == (9, 8)
    assert [(player["player_name"], player["team_venue"]) for player in players_of(extract)] == [
        ("Ann Bee", None),
        (None, None),
    ]
    assert (without_players["event_team"], without_players["event_successful"]) == ("away", None)


def test_the_default_zone_of_the_reexport_is_no_zone(
    reexport: Template, notes_of: Callable[[Extract], list[str]]
) -> None:
    extract = reexport(
        {"event_index": 1001, "event_team_zone_": "n", "event_team_zone": "Neutral"},
        {"event_index": 1002, "event_team_zone": "Neutral"},
        {"event_index": 1003, "event_team_zone_": "o", "event_team_zone": "Offensive"},
    )
    assert [row["event_team_zone"] for row in events_of(extract)] == [None, None, "o"]
    assert "default zone left blank (2 times)" in notes_of(extract)[0]
