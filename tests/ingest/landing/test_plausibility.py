"""An export replaces a game only as a plausible version of it, in every format and operation; or by force."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchsight.inputs.revert import revert
from ingest.journal.summary import LoadSummary, Status

from .conftest import SHIFT, Files

State = Callable[[], list[tuple[Any, ...]]]
TEAMS = {"OAK": "Oak Ridge", "PIN": "Pinewood", "ELM": "Elm Street", "ASH": "Ash Grove"}
GAMES = {7: ("OAK", "PIN", "2031-01-05"), 8: ("ELM", "ASH", "2031-01-05"), 9: ("PIN", "OAK", "2031-02-09")}
FIRST, LAST = ("Ida", "Jon", "Kim", "Liv", "Max", "Nia"), ("Abel", "Bork", "Cade", "Dorn")


def roster(team: str) -> list[dict[str, Any]]:
    """Return six players of a team with names of their own."""
    family = LAST[list(TEAMS).index(team)]
    return [
        {"num": number, "id": f"{team}{number}", "name": f"{first} {family}{number}x"}
        for number, first in enumerate(FIRST, 1)
    ]


def schedule(files: Files, games: tuple[int, ...] = (7, 8, 9)) -> Path:
    """A schedule of these games."""
    rows = [
        {"game_id": game, "season": "2030", "game_date": day, "game_type": "R", "home_team": home, "away_team": away,
         "home_team_name": TEAMS[home], "away_team_name": TEAMS[away]}
        for game in games for home, away, day in [GAMES[game]]
    ]  # fmt: skip
    return files.csv("schedule.csv", *rows)


def league_roster(files: Files, game: int, name: str = "rosters.csv", of: int | None = None) -> Path:
    """The league's roster of a game, or that ``of`` another under its id."""
    home, away, _ = GAMES[of or game]
    rows = [
        {"game_id": game, "team_venue": side, "team_name": TEAMS[team], "team_abbrev": team,
         "player_number": player["num"], "player_id": player["id"], "player_name": player["name"], "position": "C"}
        for side, team in (("home", home), ("away", away)) for player in roster(team)
    ]  # fmt: skip
    return files.csv(name, *rows)


def export(files: Files, name: str, game: int, of: int | None = None, events: int = 12, **changes: Any) -> Path:
    """Write an export under the number of a game with teams and persons of game ``of``."""
    home, away, _ = GAMES[of or game]
    shots = [files.shot(number) for number in range(1, events + 1)]
    clock = [(f"{18 - n}:00", f"{17 - n}:00") for n in range(8)]
    shifts = [
        {"idx": number, "period": 1, "start_time": start, "end_time": end, "home": {"F1": 1, "G": 6},
         "away": {"F1": 2, "G": 6}}
        for number, (start, end) in enumerate(clock, 1)
    ]  # fmt: skip
    named = {"homeTeam": TEAMS[home], "awayTeam": TEAMS[away]}
    content = {"rosters": {"home": roster(home), "away": roster(away)}, "shifts": shifts}
    return files.export(name, *shots, game=game, **named | content | changes)


def reason(summary: LoadSummary) -> str:
    """Return why the only file was refused."""
    (file,) = summary.files
    assert file.status is Status.FAILED
    assert not summary.ok
    return file.reason or ""


@pytest.mark.parametrize("operation", ["upsert", "replace", "merge", "append"])
def test_an_export_under_the_number_of_another_game_is_refused_and_that_game_named(
    load: Any, files: Any, state: State, query: Any, operation: str
) -> None:
    load(schedule(files), export(files, "good.json", 7))
    before = state()
    said = reason(load(export(files, "bad.json", 7, of=8), operation=operation))
    assert state() == before
    if operation == "append":
        return  # there is a game already
    assert "game 7 is Oak Ridge - Pinewood, 2031-01-05, and these are other teams: Elm Street - Ash Grove" in said
    assert "this looks like game 8 (Elm Street - Ash Grove, 2031-01-05)" in said
    assert "--force" in said
    failed = query("select distinct status, error_message from load_history where source_file like '%bad.json'")
    assert failed == [("failed", said)]


def test_a_first_load_is_held_to_the_schedule_too_and_a_dry_run_tells_the_same(load: Any, files: Any) -> None:
    load(schedule(files))
    path = export(files, "bad.json", 7, of=8)
    told = [reason(load(path, dry_run=dry_run)) for dry_run in (True, False)]
    assert told[0] == told[1]
    assert "this looks like game 8" in told[0]


def test_a_number_that_no_game_has_is_reported_with_the_game_it_may_be(load: Any, files: Any) -> None:
    load(schedule(files))
    said = reason(load(export(files, "bad.json", 77, of=8)))
    assert "the schedule has no such game" in said
    assert "this looks like game 8 (Elm Street - Ash Grove" in said


@pytest.mark.parametrize(
    "teams",
    [
        ("OAK RIDGE", "pinewood"),
        ("Oak-Ridge", "PIN"),
        ("Oakridge", "Pinewood HC"),
        ("Pinewood", "Oak Ridge"),
        ("Home", "Away"),
        (None, None),
        ("Öak Rídge", "Pinewod"),
    ],
)
def test_other_spellings_and_codes_of_the_teams_are_the_same_teams(load: Any, files: Any, teams: Any) -> None:
    load(schedule(files))
    names = {"homeTeam": teams[0], "awayTeam": teams[1]}
    assert load(export(files, "a.json", 7, **names)).ok
    assert load(export(files, "b.json", 7, **names, events=11)).ok


def test_renamed_teams_pass_where_the_players_are_known(load: Any, files: Any) -> None:
    load(schedule(files), league_roster(files, 7))
    assert load(export(files, "a.json", 7, homeTeam="Sponsored Snails", awayTeam="Other Otters")).ok


def test_without_teams_the_roster_tells(load: Any, files: Any, state: State) -> None:
    load(schedule(files), league_roster(files, 7), league_roster(files, 8, "others.csv"))
    before = state()
    said = reason(load(export(files, "bad.json", 7, of=8, homeTeam=None, awayTeam=None)))
    assert "none of these persons is on its roster; this looks like game 8" in said
    assert state() == before


def test_without_schedule_the_staged_game_tells(load: Any, files: Any, state: State) -> None:
    load(export(files, "good.json", 7))
    before = state()
    assert "game 7 is Oak Ridge - Pinewood" in reason(load(export(files, "bad.json", 7, of=8)))
    assert state() == before


def test_a_day_that_the_export_says_tells_games_of_the_same_teams_apart(load: Any, files: Any) -> None:
    load(schedule(files), export(files, "good.json", 7, gameDate="2031-01-05"))
    said = reason(load(export(files, "bad.json", 7, of=9, gameDate="2031-02-09")))
    assert "its file says 2031-02-09; this looks like game 9 (Pinewood - Oak Ridge, 2031-02-09)" in said


def test_a_genuine_re_export_on_the_evening_of_the_next_game_passes(load: Any, files: Any) -> None:
    load(schedule(files), export(files, "good.json", 7))
    assert load(export(files, "again.json", 7, events=11, savedAt="2031-02-09T21:00:00Z")).ok


def test_another_game_saved_on_the_evening_of_the_next_is_that_game(load: Any, files: Any) -> None:
    load(schedule(files), export(files, "good.json", 7))
    later = [files.shot(number, start_time=f"9:{number:02d}", end_time=f"9:{number:02d}") for number in range(1, 13)]
    teams = {"homeTeam": "Pinewood", "awayTeam": "Oak Ridge", "savedAt": "2031-02-09T21:00:00Z"}
    said = reason(load(files.export("bad.json", *later, game=7, **teams)))
    assert "this looks like game 9" in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"events": 4}, "it would take away most of what is staged of game 7: 8 of 12 events"),
        ({"shifts": []}, "it has no shifts, and 8 shifts of game 7 are staged"),
        ({"shifts": [SHIFT]}, "7 of 8 shifts"),
        ({"rosters": {"home": roster("OAK")[:2], "away": []}}, "10 of 12 players of the roster"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("operation", ["upsert", "replace"])
def test_an_export_that_would_take_most_away_is_refused(
    load: Any, files: Any, state: State, changes: Any, words: str, operation: str
) -> None:
    load(schedule(files), export(files, "good.json", 7))
    before = state()
    assert words in reason(load(export(files, "bad.json", 7, **changes), operation=operation))
    assert state() == before


def test_no_events_are_refused_and_what_was_rejected_is_the_cause(load: Any, files: Any, state: State) -> None:
    load(schedule(files), export(files, "good.json", 7))
    before = state()
    path = export(files, "bad.json", 7)
    document = json.loads(path.read_text())
    path.write_text(json.dumps(document | {"events": []}))
    assert "it has no events, and 12 events of game 7 are staged" in reason(load(path))
    for event in document["events"][2:]:
        event["type"] = "x" * 60
    path.write_text(json.dumps(document))
    said = reason(load(path))
    assert "10 of 12 events" in said
    assert "rows were rejected, first" in said
    assert "column event_type: not allowed" in said
    assert state() == before


def test_a_few_rows_less_are_a_correction_and_small_games_may_lose_all_but_one(load: Any, files: Any) -> None:
    load(schedule(files), export(files, "good.json", 7))
    assert load(export(files, "again.json", 7, events=7)).ok
    load(files.export("8.json", *[files.shot(number) for number in (1, 2, 3)], game=8, homeTeam=None, awayTeam=None))
    assert load(files.export("8b.json", files.shot(1), game=8, homeTeam=None, awayTeam=None)).ok


@pytest.mark.parametrize("change", [{"of": 8}, {"events": 3}, {"shifts": []}])
def test_force_overrides_says_what_went_and_revert_brings_it_all_back(
    load: Any, files: Any, connection: psycopg.Connection, query: Any, change: Any
) -> None:
    load(schedule(files), export(files, "good.json", 7))
    version = query("select input_version from ops.game_inputs where game_id = 7")[0][0]
    tables = ("games", "events", "event_players", "puck_positions", "player_positions", "shifts", "game_rosters")
    content = " union all ".join(
        f"select '{name}', md5(cast(to_jsonb(t) - array['updated_at', 'written_xid', 'processed', 'created_at'] as"
        " text))"
        f" from staging_{name} as t where game_id = 7" for name in tables
    )  # fmt: skip
    before = query(content + " order by 1, 2")
    path = export(files, "bad.json", 7, **change)
    summary = load(path, force=True)
    assert summary.ok
    told = " ".join(summary.files[0].removed)
    assert "forced: " in told
    assert "by --force: " in told
    assert "gone" in told
    assert query(content + " order by 1, 2") != before
    assert load(path).ok  # it is what is staged now
    revert(connection, 7, str(version), "somebody")
    assert query(content + " order by 1, 2") == before


def test_the_next_right_load_takes_all_of_a_wrong_one_away(load: Any, files: Any, query: Any) -> None:
    load(schedule(files))
    video = {"videos": [{"id": "v1", "url": "https://example.org/v1"}]}
    load(export(files, "wrong.json", 7, of=8, events=40, **video), force=True)
    assert query("select count(*) from staging_video_times") == [(1,)]
    right = export(files, "right.json", 7, rosters={"home": [], "away": []})
    assert load(right).ok  # although the wrong one had far more events
    for table, count in (("events", 12), ("event_players", 24), ("puck_positions", 24), ("shifts", 8)):
        assert query(f"select count(*) from staging_{table} where game_id = 7") == [(count,)]
    assert query("select * from staging_video_times") == query("select * from staging_game_rosters") == []


def test_an_export_replaces_the_videos_of_exports_and_leaves_those_of_the_league(
    load: Any, files: Any, query: Any
) -> None:
    row = {"video_key": "V7:league", "game_id": 7, "url": "https://example.org/league"}
    load(schedule(files), files.csv("videos.csv", row))
    for name in ("one", "two"):
        load(export(files, f"{name}.json", 7, videos=[{"id": name, "url": f"https://example.org/{name}"}]))
    load(export(files, "three.json", 7))  # says nothing of videos
    assert query("select video_key from staging_video_times order by 1") == [("V7:league",), ("V7:two",)]


def events_csv(files: Files, name: str, game: int, count: int) -> Path:
    """Write events with the clocks that ``export`` has."""
    clocks = {index: {"event_start_seconds": 17 * 60 + 50 - index} for index in range(1, count + 1)}
    return files.events(name, *({"game": game, "index": index} | clock for index, clock in clocks.items()))


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


def test_a_workbook_is_held_to_the_same_rules(load: Any, files: Any, state: State) -> None:
    def sheet(game: int, home: str, away: str, count: int) -> list[dict[str, Any]]:
        usual = {"game_id": game, "home_team": home, "away_team": away, "team_venue": "Home", "player_game_number": 9}
        usual |= {"period": 1, "player_role": "event_team_player_1", "Type": "Shot", "event_start_min": 17}
        return [usual | {"event_index": 1000 + n, "event_start_sec": 59 - n} for n in range(1, count + 1)]

    good = files.workbook("good.xlsx", "events", *sheet(7, "Oak Ridge", "Pinewood", 12))
    assert load(schedule(files), good).ok
    before = state()
    assert "this looks like game 8" in reason(
        load(files.workbook("b.xlsx", "events", *sheet(7, "Elm Street", "Ash Grove", 12)))
    )
    assert "9 of 12 events" in reason(load(files.workbook("b.xlsx", "events", *sheet(7, "Oak Ridge", "Pinewood", 3))))
    assert state() == before
