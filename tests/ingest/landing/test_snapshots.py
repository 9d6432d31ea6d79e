"""Exports of a game: each replaces the staged rows of its game, and nothing else."""

from collections.abc import Callable
from typing import Any

from ingest.journal.summary import LoadSummary, Status

State = Callable[[], list[tuple[Any, ...]]]
PLAYERS = [{"num": 9, "team": "home", "role": "event_player_1"}, {"num": 30, "team": "away", "role": "opp_player_1"}]
TRACKED = (
    "staging_games",
    "staging_events",
    "staging_event_players",
    "staging_puck_positions",
    "staging_player_positions",
    "staging_shifts",
    "staging_game_rosters",
)


def counts(summary: LoadSummary, table: str) -> tuple[int, ...]:
    """Return read, inserted, updated, unchanged, deleted and rejected rows of a table of the only file."""
    (file,) = summary.files
    (result,) = [result for result in file.tables if result.table == table]
    names = ("read", "inserted", "updated", "unchanged", "deleted", "rejected")
    return tuple(getattr(result, name) for name in names)


def test_an_export_fills_every_table_of_its_game(load: Any, files: Any, query: Any) -> None:
    summary = load(files.export("7.json", files.shot(1), files.shot(2)))
    assert summary.ok
    found = {name: query(f"select count(*) from {name} where game_id = 7")[0][0] for name in TRACKED}
    assert found == {
        "staging_games": 1,
        "staging_events": 2,
        "staging_event_players": 4,
        "staging_puck_positions": 4,
        "staging_player_positions": 4,
        "staging_shifts": 1,
        "staging_game_rosters": 2,
    }


def test_loading_an_export_again_changes_nothing_at_all(load: Any, files: Any, state: State) -> None:
    path = files.export("7.json", files.shot(1), files.shot(2))
    load(path)
    before = state()
    assert load(path).ok
    assert state() == before


def test_what_the_new_export_lacks_is_deleted_what_differs_updated_what_is_new_inserted(
    load: Any, files: Any, query: Any
) -> None:
    load(files.export("7.json", files.shot(1), files.shot(2), files.shot(3)))
    untouched = query("select xmin from staging_events where event_index = 1")
    summary = load(files.export("7.json", files.shot(1), files.shot(3, detail1="Shot_Missed"), files.shot(4)))
    assert counts(summary, "staging_events") == (3, 1, 1, 1, 1, 0)
    assert counts(summary, "staging_event_players") == (6, 2, 0, 4, 2, 0)
    assert counts(summary, "staging_puck_positions") == (6, 2, 0, 4, 2, 0)
    assert counts(summary, "staging_player_positions") == (6, 2, 0, 4, 2, 0)
    assert query("select event_index, event_detail from staging_events order by 1") == [
        (1, "Shot_OnNetSaved"),
        (3, "Shot_Missed"),
        (4, "Shot_OnNetSaved"),
    ]
    assert query("select xmin from staging_events where event_index = 1") == untouched


def test_an_export_without_positions_removes_those_of_the_one_before(load: Any, files: Any, query: Any) -> None:
    load(files.export("7.json", files.shot(1)))
    load(files.export("again.json", files.shot(1, puckXY=[], players=PLAYERS)))
    left = [query(f"select count(*) from {name}")[0][0] for name in TRACKED]
    assert left == [1, 1, 2, 0, 0, 1, 2]


def test_another_game_and_the_leagues_roster_are_left_alone(load: Any, files: Any, query: Any) -> None:
    league = {"roster_key": "R7hleague:P1", "source_kind": "league", "game_id": 7, "team_venue": "home"}
    load(files.csv("rosters.csv", league | {"player_id": "P1", "player_number": 9}))
    load(files.export("8.json", game=8))
    load(files.export("7.json", rosters={"home": [{"num": 9}], "away": []}))
    load(files.export("7.json", rosters={"home": [{"num": 10}], "away": []}))
    rows = query("select roster_key from staging_game_rosters where game_id = 7 order by 1")
    assert rows == [("R7hleague:P1",), ("R7htracker:#10",)]
    assert query("select count(*) from staging_events where game_id = 8") == [(3,)]


def test_rows_written_live_are_replaced_too(load: Any, files: Any, query: Any) -> None:
    query(
        "insert into staging_events (event_key, game_id, event_index, event_type)"
        " values ('E700001', 7, 1, 'Pass'), ('E700099', 7, 99, 'Pass') returning 1"
    )
    summary = load(files.export("7.json", files.shot(1)))
    assert counts(summary, "staging_events") == (1, 0, 1, 0, 1, 0)
    assert query("select event_key, event_type from staging_events") == [("E700001", "Shot")]


def test_players_of_a_rejected_event_are_rejected_with_it(load: Any, files: Any, query: Any) -> None:
    summary = load(files.export("7.json", files.shot(1), files.shot(2, type="x" * 60)))
    assert not summary.ok
    reasons = [(problem.table, problem.reason) for problem in summary.files[0].rejects]
    assert reasons == [
        ("staging_events", "not allowed"),
        ("staging_event_players", "depends on a row that was rejected"),
        ("staging_event_players", "depends on a row that was rejected"),
        ("staging_puck_positions", "depends on a row that was rejected"),
        ("staging_puck_positions", "depends on a row that was rejected"),
        ("staging_player_positions", "depends on a row that was rejected"),
        ("staging_player_positions", "depends on a row that was rejected"),
    ]
    assert query("select event_key from staging_event_players group by 1") == [("E700001",)]


def test_an_export_of_which_no_event_can_land_leaves_the_game_as_it_is(load: Any, files: Any, state: State) -> None:
    load(files.export("7.json", files.shot(1)))
    before = state()
    summary = load(files.export("7.json", files.shot(1, type="x" * 60), files.shot(2, type="y" * 60)))
    assert summary.files[0].status is Status.FAILED
    reason = summary.files[0].reason
    assert reason.startswith("none of its 2 rows of game 7 for staging_events can land (2 rows were rejected, first ")
    assert "column event_type: not allowed" in reason
    assert state() == before


def test_an_export_without_events_and_shifts_leaves_the_game_as_it_is(load: Any, files: Any, state: State) -> None:
    load(files.export("7.json", files.shot(1)))
    before = state()
    assert not load(files.export("7.json", events=[], shifts=[])).ok
    assert state() == before


def test_an_export_is_appended_only_to_nothing(load: Any, files: Any, state: State) -> None:
    path = files.export("7.json", files.shot(1))
    assert load(path, operation="append").ok
    before = state()
    summary = load(path, operation="append")
    assert summary.files[0].reason == "game 7 is staged already, and an export replaces its game or nothing"
    assert state() == before


def test_of_two_exports_the_one_that_covers_more_is_taken_and_the_other_named(
    load: Any, files: Any, query: Any
) -> None:
    short = files.export("a.json", savedAt="2025-02-02T00:00:00Z")
    events = [files.shot(1), files.shot(2, period=2), files.shot(3, period=3)]
    whole = files.export("7.json", *events, savedAt="2025-02-01T00:00:00Z")
    for order in ((short, whole), (whole, short)):
        summary = load(*order)
        assert summary.ok
        left = [(file.path.name, file.reason) for file in summary.files if file.status is Status.SKIPPED]
        assert left == [("a.json", "game 7 is loaded from 7.json: this export covers fewer periods")]
        assert query("select max(period) from staging_events") == [(3,)]


def test_periods_that_only_the_export_left_aside_has_are_named(load: Any, files: Any) -> None:
    first = files.export("part1.json", savedAt="2025-02-02T00:00:00Z")
    rest = files.export("part2.json", *[files.shot(n, period=n + 1) for n in (1, 2)], savedAt="2025-02-01T00:00:00Z")
    for order in ((first, rest), (rest, first)):
        (reason,) = [file.reason for file in load(*order).files if file.status is Status.SKIPPED]
        assert reason == (
            "game 7 is loaded from part2.json: this export covers fewer periods, "
            "but period 1 of the game is only in it, and left out; "
            "both have shifts of period 1: remove them from one file, and the two are joined"
        )


def test_rows_of_the_game_in_a_csv_of_the_same_call_are_left_aside(load: Any, files: Any, state: State) -> None:
    paths = [files.events("events.csv", {"index": 50}, {"game": 8, "index": 1}), files.export("7.json")]
    summary = load(*paths)
    assert summary.ok
    (note,) = [note for file in summary.files for note in file.notes if note.table == "staging_events"]
    assert note.reason == "left aside: an export of the game is loaded in the same call"
    before = state()
    load(*reversed(paths))
    assert state() == before


def test_an_export_of_another_game_than_asked_for_is_skipped(load: Any, files: Any, query: Any) -> None:
    summary = load(files.export("7.json", game=7), files.export("8.json", game=8), games=(8,))
    assert [(file.path.name, file.status) for file in summary.files] == [
        ("7.json", Status.SKIPPED),
        ("8.json", Status.COMPLETED),
    ]
    assert query("select game_id from staging_games") == [(8,)]


def test_a_roster_beside_an_export_of_its_game_changes_nothing(load: Any, files: Any, query: Any, state: State) -> None:
    roster = {"gid": 7, "homeRoster": [{"num": 77}], "awayRoster": []}
    path = files.folder / "roster.json"
    path.write_text(str(roster).replace("'", '"'))
    load(path, files.export("7.json"))
    before = state()
    assert load(path, files.export("7.json")).ok
    assert state() == before
    assert query("select roster_key from staging_game_rosters order by 1") == [
        ("R7atracker:#30",),
        ("R7htracker:#9",),
    ]
