"""Each kind of mess appears in the files when asked for, and none of them changes a game."""

import csv
import io
from dataclasses import fields
from typing import Any

import pytest

from benchsight.simulator import Mess, Rare, SimulatedGame, SimulationConfig, as_row, simulate_league
from benchsight.simulator.export_csv import league_tables
from benchsight.simulator.export_json import export_game
from benchsight.simulator.export_workbook import event_rows
from benchsight.simulator.workbook_columns import EVENT_COLUMNS
from benchsight.simulator.workbook_shifts import shift_rows

Json = dict[str, Any]
BASE = SimulationConfig(seed=13, teams=4, games=4)
CLEAN = simulate_league(BASE)


def config(*kinds: str) -> SimulationConfig:
    """The base league with some kinds of mess."""
    return SimulationConfig(seed=13, teams=4, games=4, mess=Mess.only(*kinds))


def exports(*kinds: str) -> tuple[list[Json], list[Json]]:
    """JSON exports without mess and with some kinds of it."""
    messy = config(*kinds)
    return (
        [export_game(BASE, game) for game in CLEAN.games],
        [export_game(messy, game) for game in simulate_league(messy).games],
    )


def sheet_rows(*kinds: str) -> list[dict[str, Any]]:
    """Rows of the events sheet of the first game's workbook."""
    messy = config(*kinds)
    game = simulate_league(messy).games[0]
    return [dict.fromkeys(EVENT_COLUMNS) | row for row in event_rows(messy, game, shift_rows(game)[1])]


def all_events(some: list[Json]) -> list[Json]:
    """Events of all exports."""
    return [event for export in some for event in export["events"]]


@pytest.mark.parametrize("kind", [field.name for field in fields(Mess)])
def test_no_kind_of_mess_changes_the_truth(kind: str) -> None:
    for clean, messy in zip(CLEAN.games, simulate_league(config(kind)).games, strict=True):
        if messy.periods_tracked is None:
            assert facts(messy) == facts(clean)
        assert messy.result == clean.result


def facts(game: SimulatedGame) -> list[object]:
    """The truth apart from jerseys."""
    rows = [*game.truth.players, *game.truth.goalies, *game.truth.teams, *game.truth.pairs, *game.truth.matchups]
    return [{key: value for key, value in as_row(row).items() if key != "player_number"} for row in rows]


def test_code_variants_are_hyphens_older_names_and_blanks() -> None:
    clean, messy = exports("code_variants")
    codes = {event["detail1"] for event in all_events(messy)} - {event["detail1"] for event in all_events(clean)}
    assert any("-" in code for code in codes)
    assert {"PuckRetrieval", "Zone_Entryfailed"} & codes
    assert {event["zone"] for event in all_events(messy)} & {" o", " d", " n"}
    assert any(p["playD1"] == "Play-PokeCheck" for event in all_events(messy) for p in event["players"])


def test_success_is_also_true_or_null() -> None:
    clean, messy = exports("success_spelling")
    assert {event["success"] for event in all_events(clean)} == {"s", "u", ""}
    assert {event["success"] for event in all_events(messy)} == {"s", "u", "", True, None}


def test_jerseys_are_text_and_integers() -> None:
    clean, messy = exports("jersey_types")
    assert {type(p["num"]) for event in all_events(clean) for p in event["players"]} == {str}
    assert {type(p["num"]) for event in all_events(messy) for p in event["players"]} == {str, int}
    typed = {type(row["player_game_number_"]) for row in sheet_rows("jersey_types") if row["player_game_number_"]}
    assert typed == {str, int}


def test_both_teams_of_every_game_wear_some_jersey() -> None:
    def shared(game: SimulatedGame) -> set[int]:
        home, away = ({player.jersey for player in roster} for roster in game.rosters)
        return home & away

    assert not any(shared(game) for game in CLEAN.games)
    assert all(len(shared(game)) >= 2 for game in simulate_league(config("shared_jerseys")).games)


def test_values_stand_on_the_first_row_of_an_event_only() -> None:
    for kinds, filled in (((), True), (("first_row_only",), False)):
        later = [row for row in sheet_rows(*kinds) if row["role_number"] and row["event_index_flag_"] is None]
        assert later
        assert all(row["event_type_"] is None for row in later)
        assert all((row["Type"] is not None) == filled for row in later)


def test_the_clock_is_typed_only_where_it_changes() -> None:
    rows = [row for row in sheet_rows("clock_carried") if row["event_index_flag_"] == 1]
    assert sum(row["event_start_min_"] is None for row in rows) > len(rows) / 2
    assert any(row["event_start_sec_"] is None for row in rows)
    assert all(row["event_start_min"] is None for row in rows)
    whole = [row for row in sheet_rows() if row["event_index_flag_"] == 1 and row["event_type_"] != "GameStart"]
    assert all(row["event_start_min_"] and row["event_start_sec_"] for row in whole)


def test_filler_rows_have_no_index_and_some_empty_texts() -> None:
    assert all(row["event_index"] is not None for row in sheet_rows())
    filler = [row for row in sheet_rows("filler_rows") if row["event_index"] is None]
    assert len(filler) >= 40
    assert any(row["role_abrev"] == "o" for row in filler)


def test_a_shot_and_its_goal_share_an_index() -> None:
    types: dict[int, set[str]] = {}
    for row in sheet_rows("doubled_index"):
        types.setdefault(row["event_index"], set()).add(row["Type"])
    doubled = [kinds for kinds in types.values() if len(kinds) > 1]
    goals = sum(team.goals for team in CLEAN.games[0].truth.teams)
    assert doubled == [{"Shot", "Goal"}] * goals
    assert goals > 0


def test_event_clocks_are_up_to_three_seconds_off_but_shots_stay_in_their_stint() -> None:
    clean, messy = exports("clock_skew")
    differences = []
    for game, one, two in zip(CLEAN.games, clean, messy, strict=True):
        for event, before, after in zip(game.events, one["events"], two["events"], strict=True):
            apart = seconds(after["start_time"]) - seconds(before["start_time"])
            differences.append(apart)
            if event.type in ("Shot", "Save", "Penalty") and apart:
                stint = game.stints[event.stint - 1]
                assert stint.end <= seconds(after["start_time"]) < stint.start
            assert not apart or event.type not in ("Faceoff", "DeadIce", "Stoppage")
        assert one["shifts"] == two["shifts"]
    assert {-3, -2, -1, 1, 2, 3} <= set(differences) <= set(range(-3, 4))


def seconds(text: str) -> int:
    """Seconds of MM:SS."""
    minutes, rest = text.split(":")
    return int(minutes) * 60 + int(rest)


def test_a_player_is_missing_from_the_league_roster_but_not_from_the_trackers() -> None:
    messy = config("missing_from_league_roster")
    league = simulate_league(messy)
    rows = list(csv.DictReader(io.StringIO(league_tables(messy, league)["fact_gameroster"])))
    missing = 0
    for game in league.games:
        listed = {row["player_id"] for row in rows if row["game_id"] == str(game.game_id)}
        roster = export_game(messy, game)["rosters"]
        tracked = {player["id"] for side in ("home", "away") for player in roster[side]}
        assert tracked - listed == game.not_on_league_roster
        missing += len(tracked - listed)
        assert sum(int(row["goals"]) for row in rows if row["game_id"] == str(game.game_id)) == sum(
            team.goals for team in game.truth.teams
        )
    assert missing == 2


def test_one_game_is_tracked_in_its_first_period_only() -> None:
    games = simulate_league(config("partial_game")).games
    assert [game.truth.periods_tracked for game in games] == [None, None, 1, None]
    partial, whole = games[2], CLEAN.games[2]
    assert {event.period for event in partial.events} == {stint.period for stint in partial.stints} == {1}
    assert partial.truth.seconds_played == 18 * 60
    assert partial.result == whole.result
    assert partial.official == whole.official
    for row, full in zip(partial.truth.teams, whole.truth.teams, strict=True):
        assert (row.goals, row.final_goals) == (full.goals_period_1, full.final_goals)


def test_end_times_are_cut_off() -> None:
    clean, messy = exports("cut_end_times")
    assert not [event for event in all_events(clean) if len(event["end_time"]) < 5]
    assert len([event for event in all_events(messy) if event["end_time"][2:] == ":"]) > 10


def test_some_events_end_before_they_start() -> None:
    clean, messy = exports("backward_end_times")
    assert not [e for e in all_events(clean) if seconds(e["end_time"]) > seconds(e["start_time"])]
    assert len([e for e in all_events(messy) if seconds(e["end_time"]) > seconds(e["start_time"])]) > 10


def test_assists_stand_outside_the_chain_of_the_goal() -> None:
    for some, linked in zip(exports("unlinked_assists"), (True, False), strict=True):
        marks = [e for e in all_events(some) if any("Assist" in p["playD1"] for p in e["players"][:1])]
        assert marks
        assert all((event["linkedEventIdx"] is not None) == linked for event in marks)


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TypeError):
        Mess.only("spilled_coffee")


def test_everything_is_every_kind() -> None:
    assert Mess.everything().kinds() == [field.name for field in fields(Mess)]
    assert Mess().kinds() == []


def test_all_mess_goes_with_all_that_is_rare() -> None:
    everything = SimulationConfig(
        seed=7, teams=4, games=8, full=True, xy=True, mess=Mess.everything(), rare=Rare.everything()
    )
    for game in simulate_league(everything).games:
        assert export_game(everything, game)
