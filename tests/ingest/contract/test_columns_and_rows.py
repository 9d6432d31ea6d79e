"""Columns are converted and checked as single values and rows are, on input that is damaged at random."""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.contract.check import check_rows
from ingest.contract.checked import CheckedRows
from ingest.contract.columns import Column, boolean, integer, numeric, one_of, person_name, small_integer, text
from ingest.contract.convert import UNFIT, Converter, convert_one
from ingest.contract.extract import Extract, TableRows

COLUMNS = [
    integer(1, 12), integer(), small_integer(1), numeric(6, 2), text(3), text(), person_name(), boolean(),
    one_of("home", "away"),
]  # fmt: skip
CELLS = [
    st.integers(-(2**70), 2**70), st.integers(-2, 14), st.floats(), st.booleans(), st.text(max_size=4),
    st.text("ab\t \x00\x1f\x85é#'=", max_size=4), st.sampled_from(["home", "away", "9", " 9", "1.5"]),
]  # fmt: skip
OF_ONE_KIND = st.one_of(*(st.lists(st.one_of(st.none(), cells), max_size=5) for cells in CELLS))
ODD: tuple[Any, ...] = (
    None, "", " ", 0, -1, 99, 2**40, 1.5, float("nan"), True, "x", "17:05", "OT", "x" * 200, "\x00", "é", "e\u0301",
    [], {}, [1], {"x": 1}, {"x": 500, "y": 3}, "home", "s", "900003",
)  # fmt: skip
PLAYERS = [
    {"num": 9, "role": "event_player_1", "team": "home", "playD1": "Deke", "xy": [{"x": 40, "y": 3}]},
    {"num": 12, "role": "opp_player_1", "team": "away", "name": "Ann Bee", "pressure": "9", "xy": []},
]


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: str(column.expected))
@given(cells=OF_ONE_KIND)
def test_a_column_is_converted_as_its_values_are_one_by_one(column: Column, cells: list[Any]) -> None:
    alone = [convert_one(cell, column) for cell in cells]
    converted = Converter(column).convert(cells)
    landed = [column.convert(value) if isinstance(value, float) else value for value in converted.values]
    assert list(map(repr, landed)) == [repr(None if value is UNFIT else value) for value in alone]
    assert converted.in_bounds == all(value is None or (value is not UNFIT and column.fits(value)) for value in alone)


def spoiled(node: Any, rng: Random, share: float) -> Any:
    """Return a part of an export in which a share of the values is odd, missing or twice there."""
    if rng.random() < share:
        return rng.choice(ODD)
    if isinstance(node, dict):
        return {name: spoiled(value, rng, share) for name, value in node.items() if rng.random() > share / 4}
    if isinstance(node, list):
        return [spoiled(value, rng, share) for value in node for _ in range(1 + (rng.random() < share / 4))]
    return node


def outcome(checked: CheckedRows) -> tuple[Any, ...]:
    """Return everything that landing takes from checked rows, and the problems of those that are rejected later."""
    good = {name: list(map(repr, values)) for name, values in checked.columns.items()}
    found = good, checked.positions, set(checked.rejected), {*map(repr, checked.lost_keys)}
    checked.reject([True] * len(checked.positions), checked.table.key[-1], "a new key", "this key exists already")
    return *found, [repr(problem) for problem in checked.problems], checked.read


@pytest.mark.parametrize("seed", range(12))
def test_rows_of_a_damaged_export_are_checked_by_columns_as_row_by_row(
    seed: int, read_export: Callable[..., Extract], event: Callable[..., dict[str, Any]]
) -> None:
    rng = Random(seed)
    slots = {"F1": 9, "F2": {"num": 10}, "D1": 0, "G": "30"}
    events = [event(number, players=PLAYERS, puckXY=[{"x": 50, "y": -3}]) for number in range(1, 30)]
    shifts = [{"idx": n, "period": 1, "start_time": f"{18 - n}:00", "end_time": f"{17 - n}:00", "home": slots,
               "away": slots, "stoppageTime": 3} for n in range(1, 15)]  # fmt: skip
    extract = read_export(spoiled(events, rng, 0.01), spoiled(shifts, rng, 0.01))
    assert {"staging_events", "staging_event_players", "staging_shifts"} <= extract.tables.keys()
    for name, by_columns in extract.tables.items():
        row_by_row = TableRows(name, list(by_columns.rows), list(by_columns.origins))
        assert outcome(check_rows(by_columns, "a.json")) == outcome(check_rows(row_by_row, "a.json"))
