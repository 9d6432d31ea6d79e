"""CSV files in the shape of a staging table."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ingest.contract.check import check_rows
from ingest.contract.extract import Extract, Problem, UnreadableFile
from ingest.formats import read_file

ReadCsv = Callable[[Sequence[Sequence[Any] | str]], Extract]
FatalOf = Callable[[Extract], list[Problem]]
EVENTS = ["event_key", "game_id", "event_index", "period", "event_type", "event_successful", "event_team"]


def test_rows_land_as_they_are_in_the_spelling_of_the_table(read_csv: ReadCsv) -> None:
    extract = read_csv([EVENTS, ["E700001", 7, 1, 1, "Shot_x", "1", "Home"], ["E700002", 7, 2, 1, "", "FALSE", ""]])
    first, second = extract.table("staging_events").rows
    assert (first["event_type"], first["event_successful"], first["event_team"]) == ("Shot_x", "s", "home")
    assert (second["event_type"], second["event_successful"], second["event_team"]) == (None, "u", None)
    assert "event_order" not in first
    assert first["raw"]["event_successful"] == "1"
    assert extract.table("staging_events").origins[1].row == 3
    assert extract.snapshot_game is None and not extract.fills_gaps


def test_overtime_and_shootout_are_periods_by_their_names(read_csv: ReadCsv) -> None:
    names = ("3", "P2", "OT", "OT2", "SO", "Shootout", "shoot-out")
    rows = [[f"E70000{n}", 7, n, name, "Shot", "s", "home"] for n, name in enumerate(names, 1)]
    found = read_csv([EVENTS, *rows]).table("staging_events").rows
    assert [row["period"] for row in found] == ["3", 2, 4, 5, 5, 5, 5]
    assert found[4]["raw"]["period"] == "SO"


def test_spaces_around_a_cell_are_no_part_of_it(read_csv: ReadCsv) -> None:
    padded = [" E700001 ", " 7", "1 ", " 1 ", " Shot_x ", " s ", "\xa0home "]
    extract = read_csv([EVENTS, padded, ["E700002", 7, 2, 1, "Save", "", "away"]])
    row = extract.table("staging_events").rows[0]
    assert (row["event_key"], row["event_type"], row["event_successful"], row["event_team"]) == (
        "E700001", "Shot_x", "s", "home",
    )  # fmt: skip
    assert not check_rows(extract.tables["staging_events"], "table.csv").problems


def test_a_column_without_a_name_is_noted_if_it_has_cells(read_csv: ReadCsv) -> None:
    row = ["E700001", 7, 1, 1, "Shot", "s", "home"]
    assert read_csv([[*EVENTS, ""], [*row, ""]]).problems == []
    (note,) = read_csv([[*EVENTS, ""], [*row, "really?"]]).problems
    assert note.reason == "cells of a column without a name, not read"


def test_what_the_table_will_not_take_is_left_to_the_contract(read_csv: ReadCsv) -> None:
    (row,) = read_csv([EVENTS, ["E700001", 7, 1, "one", "Shot", "maybe", "nobody"]]).table("staging_events").rows
    assert (row["period"], row["event_successful"], row["event_team"]) == ("one", "maybe", "nobody")


def test_a_key_that_the_file_leaves_out_is_made_of_game_and_index(read_csv: ReadCsv) -> None:
    shifts = read_csv([["game_id", "shift_index", "period", "home_1"], [7, 12, 1, 9]]).table("staging_shifts").rows
    assert shifts[0]["shift_key"] == "S700012"


def test_a_gzip_file_is_read_like_a_plain_one(pack: Callable[[str, str], Path]) -> None:
    path = pack("events.bin", "event_key,game_id,event_index,period\nE700001,7,1,1\n")
    assert read_file(path).table("staging_events").rows[0]["event_key"] == "E700001"


def test_bookkeeping_columns_are_ignored_and_unknown_ones_noted(read_csv: ReadCsv) -> None:
    extract = read_csv([[*EVENTS, "content_hash", "mood"], ["E700001", 7, 1, 1, "Shot", "s", "home", "x", "fine"]])
    (row,) = extract.table("staging_events").rows
    assert "content_hash" not in row and "mood" not in row
    assert row["raw"]["mood"] == "fine"
    assert [problem.column for problem in extract.problems] == ["mood"]


def test_a_missing_column_is_named(read_csv: ReadCsv) -> None:
    with pytest.raises(UnreadableFile, match=r"table\.csv: column event_index missing"):
        read_csv([[name for name in EVENTS if name != "event_index"], ["E700001", 7, 1, "Shot", "s", "home"]])


def test_a_damaged_header_does_not_make_it_another_table(pack: Callable[[str, str], Path]) -> None:
    path = pack("staging_player_positions.csv", "event_key,plaXer_row,position_number,game_id,x,y\nE700001,1,1,7,3,4\n")
    with pytest.raises(UnreadableFile, match="are those of staging_puck_positions, expected those of staging_player"):
        read_file(path)


def test_a_row_with_more_or_fewer_cells_is_rejected_alone(read_csv: ReadCsv, fatal_of: FatalOf) -> None:
    whole = ["E700001", 7, 1, 1, "Shot", "s", "home"]
    extract = read_csv([EVENTS, whole, ["E700002", 7, 2], [*whole, "extra"]])
    assert len(extract.table("staging_events").rows) == 1
    assert [(problem.origin.row, problem.reason) for problem in fatal_of(extract)] == [
        (3, "3 cells in the row"),
        (4, "8 cells in the row"),
    ]


def test_a_file_of_torn_rows_is_none_of_ours(read_csv: ReadCsv) -> None:
    with pytest.raises(UnreadableFile, match="1 cells as in most rows, expected 7 cells"):
        read_csv([EVENTS, *(["nonsense"] for _ in range(200))])


def test_lists_of_columns_become_lists(read_csv: ReadCsv) -> None:
    header = ["official_key", "game_id", "player_id", "team_venue", "goals", "trusted_columns"]
    extract = read_csv([header, ["O7h:P9", 7, "P9", "home", 1, "{goals,pim}"]])
    assert extract.table("staging_official_player_games").rows[0]["trusted_columns"] == ["goals", "pim"]


def test_a_table_without_rows_is_read(read_csv: ReadCsv) -> None:
    assert read_csv([EVENTS]).problems == []


def test_a_game_of_which_no_event_has_a_team_is_said(read_csv: Callable[..., Extract]) -> None:
    header = ["game_id", "event_index", "period", "event_type", "event_team"]
    rows = [[7, number, 1, "Shot", ""] for number in range(1, 7)] + [[8, 1, 1, "Shot", "home"], [8, 2, 1, "Shot", ""]]
    extract = read_csv([header, *rows])
    assert [problem.reason.partition(";")[0] for problem in extract.problems] == [
        "game 7: event_team is blank in all 6 events"
    ]
    wrong = [[9, number, 1, "Shot", "Owls"] for number in range(1, 7)]  # the contract says so
    assert read_csv([header, *wrong]).problems == []
