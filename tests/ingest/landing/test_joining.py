"""Recordings of parts of a game: exports of different periods become one game, in any order."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from benchsight.simulator import SimulationConfig, write_league
from ingest.journal.summary import Status

from .conftest import SHIFT, Files

LATER: dict[str, Any] = {"savedAt": "2025-02-02T00:00:00Z"}


def shift(number: int, period: int) -> dict[str, Any]:
    """Return a shift of a period."""
    return SHIFT | {"idx": number, "period": period}


@pytest.fixture
def parts(files: Files) -> tuple[Path, Path]:
    """Return period 1 in one export, periods 2 and 3 in another; both number events and shifts from 1."""
    first = [files.shot(1), files.shot(2), files.shot(3, type="Goal", detail1="Goal_Scored", linkedEventIdx=2)]
    rest = [
        files.shot(1, period=2, shiftIdx=1),
        files.shot(2, period=2, linkedEventIdx=1),
        files.shot(3, period=3),
        files.shot(4, period=3),
    ]
    return (
        files.export("z_first.json", *first, shifts=[shift(1, 1), shift(2, 1)], periodLengths={"1": 18, "2": 18}),
        files.export(
            "a_rest.json", *rest, shifts=[shift(1, 2), shift(2, 3)], periodLengths={"1": 15, "2": 20, "3": 20},
            rosters={"home": [{"num": 9, "name": "Nine", "id": "P9"}], "away": [{"num": 31, "name": "Other"}]}, **LATER
        ),
    )  # fmt: skip


def test_exports_of_different_periods_become_one_game_numbered_through(load: Any, parts: Any, query: Any) -> None:
    for order in permutations(parts):
        summary = load(*order)
        assert summary.ok, summary.files
        assert query("select event_index, period, event_order from staging_events order by 1") == [
            (1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 4), (5, 2, 5), (6, 3, 6), (7, 3, 7),
        ]  # fmt: skip
        assert query("select shift_key, period from staging_shifts order by 1") == [
            ("S700001", 1), ("S700002", 1), ("S700003", 2), ("S700004", 3),
        ]  # fmt: skip
        query("delete from staging_events")
        query("delete from staging_shifts")


def test_what_belongs_to_an_event_follows_it_under_its_new_number(load: Any, parts: Any, query: Any) -> None:
    assert load(*parts).ok
    own = "select distinct {} from staging_events where period = 2 order by 1"
    assert query(own.format("shift_index")) == [(3,), (None,)]
    assert query(own.format("linked_event_index")) == [(4,)]
    for table, rows in {
        "staging_event_players": 14, "staging_puck_positions": 14, "staging_player_positions": 14,
    }.items():  # fmt: skip
        of_parent = f"select count(*), count(distinct event_key) from {table} join staging_events using (event_key)"
        assert query(of_parent) == [(rows, 7)]


def test_rosters_are_united_and_the_length_of_a_period_is_that_of_its_part(load: Any, parts: Any, query: Any) -> None:
    assert load(*parts).ok
    assert query("select player_number, player_id, player_name from staging_game_rosters order by 1") == [
        (9, "P9", "Nine"), (30, None, "Thirty"), (31, None, "Other"),
    ]  # fmt: skip
    lengths = "period_1_seconds, period_2_seconds, period_3_seconds"
    assert query(f"select {lengths}, exported_at::date::text from staging_games") == [(1080, 1200, 1200, "2025-02-02")]
    assert query("select raw -> 'joined_exports' -> 1 -> 'periods' from staging_games") == [([2, 3],)]


def test_the_history_names_both_files_and_loading_them_again_changes_nothing(
    load: Any, parts: Any, query: Any, state: Any
) -> None:
    summary = load(*parts)
    assert [(file.path.name, file.status, file.reason) for file in summary.files] == [
        ("z_first.json", Status.COMPLETED, None),
        ("a_rest.json", Status.COMPLETED, "period 2 and period 3 of game 7, joined with z_first.json"),
    ]
    named = query("select distinct status, substring(source_file from '[^/]*$') from load_history order by 2")
    assert named == [("completed", "a_rest.json"), ("completed", "z_first.json")]
    before = state()
    again = load(*reversed(parts))
    assert again.ok
    assert sum(table.inserted + table.updated + table.deleted for file in again.files for table in file.tables) == 0
    assert state() == before


def test_rejected_rows_stand_under_the_file_that_has_them(load: Any, files: Files, parts: Any, query: Any) -> None:
    rest = files.export("a_rest.json", files.shot(1, period=2), files.shot(2, period=3, type="x" * 60), shifts=[])
    summary = load(parts[0], rest)
    assert (summary.files[0].path.name, len(summary.files[0].rejects)) == ("z_first.json", 1 + 2 + 2 + 2)
    assert ("a_rest.json", "staging_events") in query(
        "select substring(source_file from '[^/]*$'), table_name from staging_rejects"
    )
    assert query("select count(*) from staging_event_players") == [(8,)]


def test_one_of_the_files_alone_takes_no_period_away(load: Any, files: Files, query: Any, state: Any) -> None:
    first = files.export("first.json", *[files.shot(n) for n in range(1, 7)], shifts=[])
    later = [files.shot(n, period=period, detail1="Shot_Missed") for period in (2, 3) for n in range(1, 7)]
    rest = files.export("rest.json", *later, shifts=[])
    assert load(first).ok
    (refused,) = load(rest).files
    assert refused.reason == (
        f"{rest}: period 1 (6 events from first.json) of game 7 is not in it; exports of different periods are joined "
        "if they are loaded together; nothing of it was loaded, --force loads it anyway"
    )
    assert load(rest, first).ok
    before = state()
    for path, reason in (
        (first, "period 2 (6 events from rest.json) and period 3 (6 events from rest.json) of game 7 are not in it"),
        (rest, "period 1 (6 events from first.json) of game 7 is not in it"),
    ):
        (refused,) = load(path, dry_run=True).files
        assert reason in refused.reason or "it would take away most" in refused.reason
    assert state() == before
    assert load(rest, force=True).ok
    assert query("select distinct period from staging_events order by 1") == [(2,), (3,)]


def test_periods_that_begin_alike_are_two_periods(load: Any, files: Files, state: Any) -> None:
    load(
        files.export(
            "first.json", *[files.shot(n) for n in range(1, 11)], *[files.shot(n, type="Pass") for n in (11, 12)]
        )
    )
    before = state()
    rest = [files.shot(n, period=2) for n in range(1, 11)] + [files.shot(n, period=3) for n in range(11, 20)]
    summary = load(files.export("rest.json", *rest))
    assert "period 1 (12 events from first.json) of game 7 is not in it" in (summary.files[0].reason or "")
    assert state() == before


def test_a_period_that_was_only_misnamed_may_go(load: Any, files: Files, query: Any) -> None:
    first = [files.shot(n) for n in range(1, 7)]
    wrong = [files.shot(n, period=3, type="Pass") for n in range(7, 13)]
    right = [event | {"period": 2} for event in wrong]
    assert load(files.export("7.json", *first, *wrong)).ok
    assert load(files.export("7.json", *first, *right)).ok
    assert query("select distinct period from staging_events order by 1") == [(1,), (2,)]


def test_exports_that_overlap_are_not_joined(load: Any, files: Files, parts: Any) -> None:
    other = files.export("other.json", files.shot(1), files.shot(2, period="OT", start_time="2:00"), shifts=[], **LATER)
    left = {file.path.name: file.reason for file in load(*parts, other).files if file.status is Status.SKIPPED}
    assert left == {
        "z_first.json": "game 7 is loaded from other.json: this export covers fewer periods",
    }


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"homeTeam": "Herons"}, "it is of Reds - Blues, the other one of Herons - Blues"),
        ({"homeTeam": "Blues", "awayTeam": "Reds"}, "it is of Reds - Blues, the other one of Blues - Reds"),
        ({"gameDate": "2025-02-01"}, "it is of 2025-01-31, the other one of 2025-02-01"),
    ],
)
def test_exports_of_other_teams_or_days_are_two_games(load: Any, files: Files, changes: Any, why: str) -> None:
    first = files.export("first.json", gameDate="2025-01-31")
    later = [files.shot(n, period=period) for n, period in ((1, 2), (2, 3))]
    rest = files.export("rest.json", *later, shifts=[shift(1, 2)], **({"gameDate": "2025-01-31"} | changes))
    failed = [file for file in load(first, rest).files if file.status is Status.FAILED]
    assert [(file.path.name, file.reason) for file in failed] == [
        ("first.json", f"two different games under one number, 7: {why} (rest.json); correct the number of one")
    ]


def test_numbers_that_do_not_collide_stay(load: Any, files: Files, query: Any) -> None:
    first = files.export("first.json", shifts=[shift(1, 1)])
    rest = files.export("rest.json", files.shot(11, period=2), files.shot(12, period=2), shifts=[shift(5, 2)])
    assert load(rest, first).ok
    assert query("select event_index from staging_events order by 1") == [(1,), (2,), (3,), (11,), (12,)]
    assert query("select shift_index from staging_shifts order by 1") == [(1,), (5,)]


def test_of_several_versions_of_a_part_the_best_is_joined(load: Any, files: Files, query: Any) -> None:
    old = files.export("a_old.json", files.shot(1))
    first = files.export("first.json", files.shot(1), files.shot(2), **LATER)
    rest = files.export("rest.json", *[files.shot(n, period=n + 1) for n in (1, 2)], shifts=[shift(1, 2)])
    for order in permutations((old, first, rest)):
        summary = load(*order)
        left = [(file.path.name, file.reason) for file in summary.files if file.status is Status.SKIPPED]
        assert left == [("a_old.json", "game 7 is loaded from first.json: this export was exported earlier")]
        assert query("select count(*) from staging_events") == [(4,)]


def test_two_events_under_one_number_and_more_parts_keep_numbers_apart(load: Any, files: Files, query: Any) -> None:
    twice = [files.shot(1), files.shot(1, detail1="Shot_Missed"), files.shot(2)]
    exports = [
        files.export(f"{period}.json", *[event | {"period": period} for event in twice], shifts=[])
        for period in (1, 2, 3)
    ]
    assert load(*exports).ok
    found = query("select event_index, period from staging_events order by event_index")
    assert found == [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (50000, 2), (50001, 1), (50002, 3)]
    assert len(json.loads(json.dumps(query("select event_key from staging_events")))) == 9


def test_a_game_cut_in_two_is_the_whole_game(load: Any, query: Any, tmp_path: Path) -> None:
    config = SimulationConfig(seed=5, teams=2, games=1, period_minutes=((6, 6, 6),), xy=True)
    write_league(config, tmp_path / "json", "json")
    write_league(config, tmp_path / "books", "workbook")
    (export,), (book,) = (tmp_path / "json").glob("games/*/*.json"), (tmp_path / "books").glob("games/*/*.xlsx")
    load(tmp_path / "json" / "league")
    cut = (_cut_export(export, tmp_path / "cut", (1,)), _cut_export(export, tmp_path / "cut", (2, 3, 4)))
    sheets = (_cut_workbook(book, tmp_path / "cut", (1, 2)), _cut_workbook(book, tmp_path / "cut", (3, 4)))
    for whole, parts in ((export, cut), (book, sheets)):
        assert load(whole, force=True).ok
        expected = _tracked(query)
        for table in ("staging_events", "staging_shifts", "staging_games"):
            query(f"delete from {table}")
        summary = load(*parts)
        assert [file.status for file in summary.files] == [Status.COMPLETED] * 2
        for rows, rows_of_whole in zip(_tracked(query), expected, strict=True):
            assert len(rows) == len(rows_of_whole)
            pairs = zip(rows, rows_of_whole, strict=True)
            other = [(name, row, old) for (row,), (old,) in pairs for name in row if row[name] != old[name]]
            assert [(name, row[name], old[name], old) for name, row, old in other][:3] == []


def _cut_export(export: Path, folder: Path, periods: tuple[int, ...]) -> Path:
    """Write some periods of an export, the later ones numbered from 1 again."""
    document = json.loads(export.read_text())
    for name in ("events", "shifts"):
        document[name] = [row for row in document[name] if int({"OT": 4}.get(row["period"], row["period"])) in periods]
    shifts = 0
    for name, columns in (("shifts", ("idx",)), ("events", ("idx", "linkedEventIdx", "assistToGoalIdx"))):
        before = document[name][0]["idx"] - 1 if 1 not in periods else 0
        shifts = before if name == "shifts" else shifts
        for row in document[name]:
            row |= {column: row[column] - before for column in columns if row.get(column) is not None}
            if name == "events" and row.get("shiftIdx") is not None:
                row["shiftIdx"] -= shifts
    path = folder / f"{periods[0]}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(document))
    return path


def _cut_workbook(book: Path, folder: Path, periods: tuple[int, ...]) -> Path:
    """Write some periods of a workbook."""
    cut = openpyxl.load_workbook(book)
    for name, column in (("events", "period"), ("shifts", "Period")):
        sheet = cut[name]
        place = [cell.value for cell in sheet[1]].index(column)
        for number in range(sheet.max_row, 1, -1):
            if sheet.cell(number, place + 1).value not in periods:
                sheet.delete_rows(number)
    path = folder / f"{periods[0]}.xlsx"
    cut.save(path)
    return path


def _tracked(query: Any) -> list[Any]:
    """Return the staged rows of the game, without their origin."""
    own = "'{linked_event_index,raw,source_file,load_id,processed,created_at,updated_at,written_xid,content_hash}'"
    own += "::text[] - 'exported_at'"
    tables = ("events", "event_players", "puck_positions", "player_positions", "shifts", "games", "game_rosters")
    rows = [query(f"select to_jsonb(t) - {own} from staging_{name} as t order by 1") for name in tables]
    chains = "select array_agg(event_key order by event_key) from staging_events group by linked_event_index"
    return [*rows, query(f"select jsonb_build_object('chain', chain) from ({chains}) as c (chain) order by 1")]
