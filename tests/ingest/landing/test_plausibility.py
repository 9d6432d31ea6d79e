"""An export replaces a game only as a plausible version of it, in every format and operation; or by force."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from benchsight.inputs.revert import revert

from .conftest import SHIFT
from .league_of_four import export, league_roster, reason, roster, schedule

State = Callable[[], list[tuple[Any, ...]]]


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
