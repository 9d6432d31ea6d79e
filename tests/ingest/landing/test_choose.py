"""Which of several exports of a game lands, and in which order files land."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from ingest.selection.choose import landing_order
from ingest.selection.exports import LeftAside, choose_exports
from ingest.selection.facts import FileFacts

TEMPLATE, REEXPORT, SAVE = "tracking template", "tracking re-export", "tracker JSON"


def export(name: str, file_format: str = SAVE, **facts: Any) -> FileFacts:
    """Return an export of game 7 that covers three periods."""
    known: dict[str, Any] = {"exported_at": None, "periods": 3, "events": 1000, "lists_roster": True}
    return FileFacts(
        Path(name),
        file_format,
        snapshot_game=7,
        fills_gaps=False,
        tables=frozenset({"staging_events"}),
        **(known | facts),
    )


def left_aside(files: Iterable[FileFacts]) -> list[LeftAside]:
    """Return the exports that do not land."""
    return [left for chosen in choose_exports(files) for left in chosen.left]


def table(name: str, *tables: str, file_format: str = "CSV", fills_gaps: bool = False) -> FileFacts:
    """Return a row-wise file."""
    return FileFacts(Path(name), file_format, None, None, fills_gaps, frozenset(tables), 0, 0, False)


EARLY, LATE = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("better", "worse", "reason"),
    [
        (export("a", periods=3), export("b", periods=1, exported_at=LATE), "covers fewer periods"),
        (export("a", REEXPORT, periods=3), export("b", TEMPLATE, periods=1), "covers fewer periods"),
        (export("a", TEMPLATE), export("b", REEXPORT, exported_at=LATE), "is a re-export"),
        (export("a", SAVE, exported_at=EARLY), export("b", REEXPORT, exported_at=LATE, events=2000), "is a re-export"),
        (export("a", SAVE, exported_at=LATE), export("b", TEMPLATE, exported_at=EARLY), "was exported earlier"),
        (export("a", TEMPLATE), export("b", SAVE, exported_at=LATE, events=2000), "holds less information"),
        (export("a", exported_at=EARLY, events=9), export("b", exported_at=EARLY, events=8), "has fewer events"),
        (export("a"), export("b"), "is equal"),
    ],
)
def test_the_better_export_is_taken_in_either_order(better: FileFacts, worse: FileFacts, reason: str) -> None:
    for files in ([better, worse], [worse, better]):
        (left,) = left_aside(files)
        assert (left.export, left.better, left.reason) == (worse, better, reason)


def test_of_many_exports_one_is_taken_whatever_their_order() -> None:
    files = [
        export("a", TEMPLATE),
        export("b", SAVE, exported_at=LATE),
        export("c", TEMPLATE, exported_at=EARLY, events=2000),
        export("d", REEXPORT, exported_at=LATE),
    ]
    taken = {left.better.path.name for order in permutations(files) for left in left_aside(order)}
    assert taken == {"c"}
    assert len(left_aside(files)) == 3


def test_exports_of_different_games_are_all_taken() -> None:
    other = FileFacts(Path("b"), SAVE, 8, None, False, frozenset(), 1, 1, False)
    assert left_aside([export("a"), other]) == []


def test_files_land_in_one_order_whatever_order_they_are_named_in() -> None:
    expected = [
        table("z.xlsx", "staging_schedule", file_format="workbook of league tables"),
        table("y.csv", "staging_schedule"),
        table("a.csv", "staging_players"),
        table("b.csv", "staging_game_rosters"),
        table("a_events.csv", "staging_events"),
        table("a_results.csv", "staging_schedule", fills_gaps=True),
        export("a.json"),
        export("b.json"),
    ]
    for order in (expected, expected[::-1], expected[3:] + expected[:3]):
        assert landing_order(order) == expected
