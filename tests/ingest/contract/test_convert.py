"""The quick check of a column agrees with pandera, and caches nothing wrong."""

from typing import Any

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

from ingest.contract.check import check_rows
from ingest.contract.columns import Column, boolean, day, integer, numeric, one_of, small_integer, text
from ingest.contract.convert import Converter
from ingest.contract.extract import Origin, TableRows
from ingest.contract.schema import pandera_column, series

COLUMNS = [integer(1, 12), integer(), small_integer(1), numeric(6, 2), numeric(4, 2, 0, 10), text(3), one_of("s", "u")]
CELLS = st.one_of(
    st.none(),
    st.integers(-(2**33), 2**33),
    st.integers(-2, 14),
    st.floats(allow_nan=True),
    st.booleans(),
    st.text(max_size=5),
    st.sampled_from(["s", "u", " 9 ", "12.0", "10.01", "", "1e3", "-0", "N/A", " null ", "-", "#9"]),
)


def pandera_agrees(column: Column, values: list[Any]) -> bool:
    """Return whether pandera accepts these converted values."""
    schema = pa.DataFrameSchema({"a": pandera_column(column, nullable=True)})
    try:
        schema.validate(pd.DataFrame({"a": series(column, values)}), lazy=True)
    except SchemaErrors:
        return False
    return True


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: str(column.expected))
@given(cells=st.lists(CELLS, max_size=6))
def test_the_quick_look_and_pandera_agree(column: Column, cells: list[Any]) -> None:
    converted = Converter(column).convert(cells)
    assert converted.in_bounds == (not converted.unfit and pandera_agrees(column, converted.values))


@given(first=st.lists(CELLS, max_size=6), second=st.lists(CELLS, max_size=6))
def test_what_was_seen_before_changes_nothing(first: list[Any], second: list[Any]) -> None:
    converter = Converter(COLUMNS[0])
    converter.convert(first)
    assert converter.convert(second) == Converter(COLUMNS[0]).convert(second)


@pytest.mark.parametrize("word", ["N/A", "n/a", "NULL", "None", "nan", " - ", "--", "\u2013", "\\N"])
def test_words_for_no_value_are_none_where_they_cannot_be_a_value(word: str) -> None:
    for column in (integer(), numeric(6, 2), one_of("home", "away"), boolean(), day()):
        assert Converter(column).convert([word]) == ([None], [], True)
    assert Converter(text()).convert([word]).values == [word]  # a person may be called Null
    assert Converter(one_of("none", "all")).convert(["none"]).values == ["none"]


def test_rows_that_were_checked_are_still_known_by_place_and_raw_row() -> None:
    rows = [{"event_key": "E700001", "game_id": 7, "event_index": 1, "raw": {"a": 1}}]
    checked = check_rows(TableRows("staging_events", rows, [Origin("events", 2)]), "a.csv")
    checked.reject([True], "event_key", "another", "because")
    (problem,) = checked.problems
    assert (problem.origin, problem.raw) == (Origin("events", 2), {"a": 1})


def test_rows_without_a_raw_row_are_known_by_their_cells() -> None:
    row = {"event_key": "E700001", "position_number": "1", "game_id": 7, "x": "1.5", "y": 2}
    checked = check_rows(TableRows("staging_puck_positions", [row], [Origin(None, 2)]), "a.csv")
    checked.reject([True], "event_key", "another", "because")
    assert checked.problems[0].raw == row
