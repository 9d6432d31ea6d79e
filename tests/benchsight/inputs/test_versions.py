"""How versions are listed and named."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from benchsight.inputs import Counts, HistoryError, Subject, Version, compare_rows, read_row_versions, resolve
from benchsight.inputs.fold import fold
from tests.benchsight.inputs.conftest import INSERT, Versions

GAME = Subject.of_game(7)
NOON = datetime(2025, 1, 31, 12, tzinfo=UTC)


def version(number: int, minutes: int = 0, by: str = "anna", **changes: Any) -> Version:
    """A live edit so many minutes after noon."""
    tables = {"staging_events": Counts(updated=1)}
    edit = Version(number, number, NOON + timedelta(minutes=minutes), by, None, (), None, tables=tables)
    return replace(edit, **changes)


def test_a_transaction_is_one_version_with_all_that_it_did(connection: psycopg.Connection, versions: Versions) -> None:
    connection.execute(INSERT, (1, 3))
    connection.execute("update staging_events set event_type = 'Goal' where event_index = 1")
    connection.execute("insert into staging_schedule (game_id) values (7)")
    connection.commit()
    connection.execute("delete from staging_schedule")
    (first, second) = versions()
    assert (first.first, first.number, second.first, second.number) == (1, 3, 4, 4)
    assert first.tables == {"staging_events": Counts(3, 1, 0), "staging_schedule": Counts(1, 0, 0)}
    assert second.tables == {"staging_schedule": Counts(0, 0, 1)}


@pytest.mark.parametrize(
    ("point", "number"),
    [("now", 9), ("9", 9), ("8", 4), ("4", 4), ("3", 2), ("0", 0), ("2025-01-31T12:07+00:00", 4), ("2025-01-30", 0)],
)
def test_a_number_a_time_and_now_name_the_last_version_until_then(point: str, number: int) -> None:
    assert resolve([version(2), version(4, 5), version(9, 10)], point, GAME) == number


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ("10", "game 7 has no version 10 yet: the last is 9"),
        ("1", "the history of game 7 begins with version 2 (2025-01-31 12:00 UTC)"),
        ("2025-01-30", "the history of game 7 begins with version 2 (2025-01-31 12:00 UTC)"),
        ("yesterday", "yesterday is no version: expected a number, a time such as 2025-01-31T19:30, or now"),
    ],
)
def test_a_version_that_is_not_known_is_an_error(point: str, message: str) -> None:
    with pytest.raises(HistoryError) as error:
        resolve([version(2, is_begin=True), version(9, 10)], point, GAME)
    assert str(error.value) == message


def test_a_game_that_never_was_is_an_error(versions: Versions) -> None:
    with pytest.raises(HistoryError, match="nothing was ever staged of game 7"):
        versions()


def test_live_edits_of_one_writer_are_folded_until_a_pause() -> None:
    edits = [
        version(1),
        version(2, 4),
        version(3, 8),
        version(4, 14),
        version(5, 15, by="ben"),
        version(6, 15, source_files=("/a.csv",)),
        version(7, 15, reason="back to version 1"),
    ]
    folded = fold(edits)
    assert [[each.number for each in line.versions] for line in folded] == [[1, 2, 3], [4], [5], [6], [7]]
    assert folded[0].tables == {"staging_events": Counts(updated=3)}


def test_a_comparison_names_rows_added_removed_and_the_cells_that_changed() -> None:
    old = {"a": {"player_id": "a", "player_name": "A", "load_id": "1"}, "b": {"player_id": "b"}, "d": {"load_id": "1"}}
    new = {
        "a": {"player_id": "a", "player_name": "Ann", "load_id": "2"},
        "c": {"player_id": "c"},
        "d": {"load_id": "2"},
    }
    diff = compare_rows("staging_players", old, new)
    assert (list(diff.added), list(diff.removed)) == (["c"], ["b"])
    ((key, cells),) = [(row.key, row.cells) for row in diff.changed]
    assert (key, [(cell.column, cell.old, cell.new) for cell in cells]) == ("a", [("player_name", "A", "Ann")])
    assert diff
    assert not compare_rows("staging_players", old, old)


def test_the_life_of_a_row_is_told_change_by_change(connection: psycopg.Connection) -> None:
    for statement in (
        "insert into staging_schedule (game_id, season) values (7, '2024')",
        "update staging_schedule set season = '2025'",
        "insert into staging_shifts (shift_key, game_id, shift_index) values ('S700001', 7, 1)",
        "delete from staging_schedule",
        "insert into staging_schedule (game_id, season) values (7, '2026')",
    ):
        connection.execute(statement)
        connection.commit()
    life = read_row_versions(connection, GAME, "staging_schedule", "7")
    told = [(each.version, each.operation, [(cell.old, cell.new) for cell in each.cells]) for each in life]
    assert told == [(1, "added", []), (2, "changed", [("2024", "2025")]), (4, "deleted", []), (5, "added", [])]
    assert [each.row and each.row["season"] for each in life] == ["2024", "2025", None, "2026"]
    with pytest.raises(HistoryError, match="staging_schedule never had a row 8"):
        read_row_versions(connection, GAME, "staging_schedule", "8")
