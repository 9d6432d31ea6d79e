"""Rows of CSV files take the place of others only if they are plausibly of the same game or league; or by force."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.journal.summary import Status

from .conftest import Files
from .league_of_four import TEAMS, events_csv, export, league_roster, reason, schedule

State = Callable[[], list[tuple[Any, ...]]]


def test_a_replacing_csv_that_would_empty_a_game_leaves_it_and_lands_the_others(
    load: Any, files: Any, query: Any, state: State
) -> None:
    load(events_csv(files, "7.csv", 7, 20), events_csv(files, "8.csv", 8, 20))
    other = [{"game": 8, "index": index, "event_start_seconds": 1070 - index} for index in range(1, 20)]
    summary = load(files.events("both.csv", {"game": 7, "index": 1}, *other), operation="replace")
    assert not summary.ok
    assert query("select game_id, count(*) from staging_events group by 1 order by 1") == [(7, 20), (8, 19)]
    assert [problem.reason for problem in summary.files[0].rejects] == [
        "it would take away most of what is staged of game 7: 19 of 20 events"
    ]
    before = state()
    assert "19 of 20 events" in reason(load(files.events("one.csv", {"index": 1}), operation="replace"))
    assert state() == before
    assert load(files.events("one.csv", {"index": 1})).ok  # an upsert takes nothing away
    assert load(files.events("one.csv", {"index": 1}), operation="replace", force=True).ok
    assert query("select game_id, count(*) from staging_events group by 1 order by 1") == [(7, 1), (8, 19)]


def test_replacing_events_and_their_players_by_two_files_of_a_call_is_no_loss(
    load: Any, files: Any, query: Any
) -> None:
    load(export(files, "good.json", 7))
    players = [{"event_key": f"E7{n:05d}", "player_row": 1, "game_id": 7, "role_side": "event"} for n in range(1, 13)]
    paths = [events_csv(files, "events.csv", 7, 12), files.csv("players.csv", *players)]
    assert "24 of 24 players of events" in reason(load(paths[0], operation="replace"))
    load(*paths, operation="replace")
    assert query("select count(*) from staging_event_players") == [(12,)]


def test_a_roster_under_the_number_of_another_game_is_refused(load: Any, files: Any, state: State, query: Any) -> None:
    load(schedule(files), league_roster(files, 7))
    before = [row for row in state() if row[0] == "staging_game_rosters"]
    said = reason(load(league_roster(files, 7, "bad.csv", of=8)))
    assert "this looks like game 8" in said
    assert [row for row in state() if row[0] == "staging_game_rosters"] == before
    both = files.folder / "both.csv"
    good, bad = league_roster(files, 9, "good.csv"), files.folder / "bad.csv"
    both.write_text(good.read_text() + "".join(bad.read_text().splitlines(keepends=True)[1:]))
    assert not load(both).ok
    assert query("select count(*) from staging_game_rosters where game_id = 9") == [(12,)]
    assert query("select game_id from staging_game_rosters where game_id = 8") == []


def test_events_and_shifts_beside_a_roster_of_another_game_are_of_that_game(
    load: Any, files: Any, state: State, query: Any
) -> None:
    load(schedule(files), league_roster(files, 7), export(files, "good.json", 7))
    before = [row for row in state() if row[0] != "staging_players"]
    shift = {"shift_key": "S700001", "game_id": 7, "shift_index": 1, "period": 1, "home_1": 9}
    shifts = files.csv("shifts.csv", shift | {"shift_start_seconds": 1080, "shift_end_seconds": 1020})
    beside = [league_roster(files, 7, "bad.csv", of=8), events_csv(files, "events.csv", 7, 12), shifts]
    summary = load(*beside)
    assert [file.status for file in summary.files] == [Status.FAILED] * 3
    assert all("this looks like game 8" in (file.reason or "") for file in summary.files)
    assert [row for row in state() if row[0] != "staging_players"] == before
    assert load(*beside, force=True).ok
    assert query("select distinct team_name from staging_game_rosters where source_kind = 'league' order by 1") == [
        ("Ash Grove",),
        ("Elm Street",),
    ]


@pytest.mark.parametrize("operation", ["upsert", "replace"])
def test_events_of_a_csv_do_not_overwrite_what_they_have_nothing_in_common_with(
    load: Any, files: Files, state: State, operation: str
) -> None:
    def events(name: str, first: int, *clocks: int) -> Path:
        rows = [{"index": n, "event_start_seconds": clock} for n, clock in enumerate(clocks, first)]
        return files.events(name, *rows)

    good = range(1100, 100, -100)
    load(schedule(files), events("good.csv", 1, *good))
    before = state()
    second_part = events("second.csv", 1, *(clock - 33 for clock in good))
    said = reason(load(second_part, operation=operation))
    assert "of its 10 events none is staged of game 7, and 10 staged ones would be overwritten" in said
    assert state() == before
    shift = {"shift_key": "S700001", "game_id": 7, "shift_index": 1, "period": 1, "home_1": 9}
    beside = files.csv("shifts.csv", shift | {"shift_start_seconds": 1080, "shift_end_seconds": 1020})
    assert [file.status for file in load(second_part, beside).files] == [Status.FAILED] * 2
    assert load(events("renumbered.csv", 1, 1150, *good)).ok  # a re-export with one event more
    assert load(events("next.csv", 12, 50, 40, 30, 20, 10)).ok  # what comes after it
    assert load(second_part, operation=operation, force=True).ok


def test_of_events_of_several_games_only_those_beside_a_wrong_roster_are_refused(
    load: Any, files: Any, query: Any
) -> None:
    load(schedule(files))
    rows = [{"game": game, "index": index} for game in (7, 9) for index in range(1, 7)]
    assert not load(league_roster(files, 7, "bad.csv", of=8), files.events("both.csv", *rows)).ok
    assert query("select game_id, count(*) from staging_events group by 1") == [(9, 6)]


def test_a_schedule_does_not_give_a_tracked_game_two_other_teams(load: Any, files: Any, query: Any) -> None:
    def row(home: str, away: str, **changes: str) -> dict[str, Any]:
        names = {"home_team_name": TEAMS[home], "away_team_name": TEAMS[away]}
        return {"game_id": 7, "season": "2030", "game_date": "2031-01-05", "game_type": "R", "home_team": home,
                "away_team": away} | names | changes  # fmt: skip

    load(schedule(files), export(files, "good.json", 7))
    wrong = files.csv("wrong.csv", row("ELM", "ASH"))
    (problem,) = load(wrong).files[0].rejects
    assert "game 7 is tracked as Oak Ridge - Pinewood, and these are other teams: Elm Street - Ash" in problem.reason
    assert not load(export(files, "bad.json", 7, of=8)).ok
    assert load(files.csv("turned.csv", row("PIN", "OAK"))).ok
    assert load(files.csv("one_other.csv", row("OAK", "ELM"))).ok
    assert load(files.csv("renamed.csv", row("OAK", "PIN", home_team_name="Oak 99ers", away_team_name="The Cones"))).ok
    assert load(wrong, force=True).ok
    assert query("select home_team_name from staging_schedule where game_id = 7") == [("Elm Street",)]


def test_a_table_of_the_league_is_not_emptied_by_accident(load: Any, files: Any, query: Any) -> None:
    players = [{"player_id": f"P{n}", "player_full_name": f"N{n}", "player_primary_position": "C"} for n in range(20)]
    load(files.csv("players.csv", *players))
    assert "19 of 20 players" in reason(load(files.csv("players.csv", players[0]), operation="replace"))
    assert query("select count(*) from staging_players") == [(20,)]
