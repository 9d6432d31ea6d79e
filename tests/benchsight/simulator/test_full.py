"""With everything tracked a game has every code, every role and every position, and its truth stays true."""

from collections import Counter
from collections.abc import Callable
from itertools import chain
from typing import Any

import pytest

from benchsight.simulator import Event, League, SimulationConfig, as_row, full_codes, simulate_league
from benchsight.simulator.config import RECORDED_BY_HAND, RECORDED_BY_LEAGUE
from benchsight.simulator.export_json import export_game

COUNTED = ("goals", "shots", "sog", "blocks", "pass_attempts", "pass_completed", "giveaways", "zone_entries", "hits")
SHAPES = ("rec", "nhl")


def config(shape: str) -> SimulationConfig:
    """A league of ten games in which everything is tracked."""
    return SimulationConfig(seed=31, teams=4, games=10, shape=shape, full=True, penalty_factor=3.0)


@pytest.fixture(scope="module")
def leagues() -> dict[str, League]:
    """A league of each shape with everything tracked."""
    return {shape: simulate_league(config(shape)) for shape in SHAPES}


@pytest.fixture(scope="module")
def events(leagues: dict[str, League]) -> list[Event]:
    """All events of both."""
    return [event for league in leagues.values() for game in league.games for event in game.events]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_kind_of_event_is_tracked_in_either_shape(leagues: dict[str, League], shape: str) -> None:
    tracked = {event.type for game in leagues[shape].games for event in game.events}
    rare = {"PenaltyShot_Shootout", "Timeout", "DeadIce"}  # not in every league, or only where the clock runs
    assert (RECORDED_BY_HAND | RECORDED_BY_LEAGUE) - tracked - rare == set()


def test_every_play_detail_is_noted_both_as_success_and_as_failure(events: list[Event]) -> None:
    noted = {(p.play_1, p.success) for event in events for p in event.participants}
    plays = set(chain(full_codes.PASSING, full_codes.ENTERING, full_codes.LEAVING, full_codes.SHOOTING))
    plays |= set(chain(full_codes.HOLDING, full_codes.HELPING, full_codes.DEFENDING))
    assert {(play, success) for play in plays for success in ("s", "u")} - noted == set()


def test_every_odd_man_rush_has_the_attackers_that_its_code_says(events: list[Event]) -> None:
    seen = Counter[str]()
    for event in events:
        code = event.participants[0].play_2 if event.detail == "Zone_Entry" and event.participants else ""
        if code in full_codes.ODD_MAN:
            own = [p for p in event.participants if not p.is_opponent]
            assert len(own) > full_codes.ODD_MAN[code]
            seen[code] += 1
    assert seen.keys() == full_codes.ODD_MAN.keys()


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("Save", {"Save_Freeze", "Save_Rebound", "Save_Played", "Save"}),
        ("Turnover", {"Turnover_Giveaway", "Turnover_Takeaway"}),
        ("Rebound", {f"Rebound_{what}" for what in ("TeamRecovered", "OppTeamRecovered", "ShotGenerated",
                                                   "FlurryGenerated")}),
        ("Possession", {f"Possession_{what}" for what in ("PuckRetrieval", "PuckRecovery", "Regroup", "Breakaway")}),
        ("Penalty", {f"Penalty_{what}" for what in ("Minor", "DoubleMinor", "BenchMinor", "Major", "Match",
                                                   "Misconduct", "GameMisconduct", "Offsetting", "PenaltyShot")}),
        ("Shot", {"Shot", "Shot_OnNet", "Shot_OnNetSaved", "Shot_Goal", "Shot_Missed", "Shot_HitPost", "Shot_Deflected",
                  "Shot_Blocked", "Shot_BlockedSameTeam", "Shot_TippedOnNetSaved", "Shot_DeflectedOnNetSaved",
                  "Shot_DeflectedGoal", "Shot_TippedGoal"}),
    ],
)  # fmt: skip
def test_events_have_all_their_details(events: list[Event], kind: str, details: set[str]) -> None:
    assert details - {event.detail for event in events if event.type == kind} == set()


def test_passes_end_somewhere_some_of_them_in_the_slot_and_some_across_the_ice(events: list[Event]) -> None:
    passes = [event for event in events if event.type == "Pass" and event.zone == "o"]
    assert all(len(event.puck) == 2 for event in passes)
    assert any(abs(event.puck[1][0]) > 54 and abs(event.puck[1][1]) < 22 for event in passes)
    assert any(abs(event.puck[0][1] - event.puck[1][1]) >= 20 for event in passes)


def test_goalies_pass_lose_pucks_take_penalties_and_are_replaced(
    leagues: dict[str, League], events: list[Event]
) -> None:
    done = {event.type for event in events if event.participants and event.participants[0].player.is_goalie}
    assert done >= {"Save", "Pass", "Turnover", "Penalty", "Possession"}
    played = [[g for g in game.truth.goalies if g.toi_seconds] for game in leagues["rec"].games]
    assert any(len(goalies) > 2 for goalies in played)


def test_a_bench_minor_is_the_teams_and_nobodys(leagues: dict[str, League]) -> None:
    for league in leagues.values():
        for game in league.games:
            for venue, team in enumerate(game.truth.teams):
                minors = [e for e in game.events if e.detail == "Penalty_BenchMinor" and e.venue == venue]
                of_players = sum(row.pim for row in game.truth.players if row.team_id == team.team_id)
                bench = len(minors) * config("rec" if league is leagues["rec"] else "nhl").rules.minor_minutes
                assert team.pim == of_players + bench


@pytest.mark.parametrize("shape", SHAPES)
def test_an_export_counted_by_the_definitions_still_gives_the_truth(
    leagues: dict[str, League], recount: Callable[[dict[str, Any]], Any], shape: str
) -> None:
    for game in leagues[shape].games:
        counts = recount(export_game(config(shape), game)).players
        for player in game.truth.players:
            row = as_row(player)
            found = {name: counts[player.player_id][name] for name in COUNTED}
            assert found == {name: row[name] for name in COUNTED}, (game.game_id, player.player_id)


def test_a_giveaway_without_a_reason_is_neither_good_nor_bad(leagues: dict[str, League]) -> None:
    rated = unrated = 0
    for game in leagues["rec"].games:
        for row in game.truth.players:
            rated += row.giveaways_bad + row.giveaways_neutral + row.giveaways_good
            unrated += row.giveaways
        assert all(row.giveaways_bad >= 0 and row.giveaways_good >= 0 for row in game.truth.players)
    noted = [e for game in leagues["rec"].games for e in game.events if e.detail == "Turnover_Giveaway"]
    assert rated == sum(event.detail_2 != "" for event in noted) < unrated == len(noted)
