"""Mess of JSON exports: other spellings, types and holes, on the values that are about to be written."""

from random import Random
from typing import Any

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.records import SimulatedGame

Json = dict[str, Any]
SPELLINGS = {
    "Zone_Entry_Failed": "Zone_Entryfailed",
    "Zone_Exit_Failed": "Zone_ExitFailed",
    "Zone_Keepin_Failed": "Zone_KeepinFailed",
    "Shot_HitPost": "Shot_MissedPost",
    "Possession_PuckRetrieval": "PuckRetrieval",
    "Possession_PuckRecovery": "PuckRecovery",
    "Possession_Regroup": "Regroup",
    "Possession_Breakaway": "Breakaway",
    "ZoneEntry_Carried": "ZoneEntry-Rush",
    "ZoneExit_Carried": "ZoneExit-Rush",
    "ZoneExit_PassMiss/Misplay": "ZoneExit_PassMiss_Misplay",
}


def other_spelling(code: str, rng: Random) -> str:
    """Another way in which trackers write a code: an older name, or a hyphen for the first underscore."""
    if code in SPELLINGS and rng.random() < 0.5:
        return SPELLINGS[code]
    return code.replace("_", "-", 1)


def make_messy(config: SimulationConfig, game: SimulatedGame, export: Json) -> None:
    """Apply the kinds of mess that are on to an export, in place."""
    mess = config.mess
    rng = Random(f"mess {config.seed} {game.game_id}")
    events: list[Json] = export["events"]
    kinds = {
        _unlink_assists: mess.unlinked_assists,
        _turn_ends: mess.backward_end_times,
        _cut_ends: mess.cut_end_times,
        _respell: mess.code_variants,
        _respell_success: mess.success_spelling,
        _mix_jerseys: mess.jersey_types,
    }
    for kind, is_on in kinds.items():
        if is_on:
            kind(events, rng)
    if mess.jersey_types:
        for stint in export["shifts"]:
            for side in ("home", "away"):
                _mix(list(filter(None, stint[side].values())), rng)


def _unlink_assists(events: list[Json], rng: Random) -> None:
    for event in events:
        if event["type"] in ("Pass", "Shot") and any(_is_assist(player) for player in event["players"][:1]):
            event["linkedEventIdx"] = None


def _is_assist(player: Json) -> bool:
    return "Assist" in player["playD1"] or "Assist" in player["playD2"]


def _turn_ends(events: list[Json], rng: Random) -> None:
    for event in events:
        if event["type"] in ("Possession", "Zone_Entry_Exit") and event["start_time"] != event["end_time"]:
            event["start_time"], event["end_time"] = event["end_time"], event["start_time"]


def _cut_ends(events: list[Json], rng: Random) -> None:
    for event in events:
        if event["type"] in ("Pass", "Possession", "Turnover", "Zone_Entry_Exit") and rng.random() < 0.08:
            event["end_time"] = event["end_time"][:3]


def _respell(events: list[Json], rng: Random) -> None:
    for event in events:
        for key in ("detail1", "detail2"):
            if event[key] and rng.random() < 0.2:
                event[key] = other_spelling(event[key], rng)
        if rng.random() < 0.01:
            event["zone"] = " " + event["zone"]
        for player in event["players"]:
            if player["playD1"] == "PokeCheck" and rng.random() < 0.5:
                player["playD1"] = "Play-PokeCheck"
            if rng.random() < 0.3:
                player["role"] = player["role"].replace("_team_", "_")


def _respell_success(events: list[Json], rng: Random) -> None:
    for event in events:
        if event["success"] in ("s", "u") and rng.random() < 0.5:
            event["success"] = True if event["success"] == "s" else rng.choice((None, ""))


def _mix_jerseys(events: list[Json], rng: Random) -> None:
    for event in events:
        _mix(event["players"], rng)


def _mix(players: list[Json], rng: Random) -> None:
    for player in players:
        if rng.random() < 0.4:
            number = player["num"]
            player["num"] = int(number) if isinstance(number, str) else str(number)
