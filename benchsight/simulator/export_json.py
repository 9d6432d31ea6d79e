"""Writes a game as the tracker's JSON export, in the dialect of version 25 or 23."""

import json
import unicodedata
from datetime import datetime, time
from typing import Any

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.mess_json import make_messy
from benchsight.simulator.people import Dressed
from benchsight.simulator.records import (
    SHOOTOUT,
    VENUES,
    Event,
    Formation,
    Participant,
    Point,
    SimulatedGame,
    Stint,
    written_period,
)
from benchsight.simulator.tracker_style import (
    ClockText,
    PlaceWriter,
    clock_offsets,
    clock_text,
    clock_writer,
    place_writer,
)

Json = dict[str, Any]
SLOTS = ("F1", "F2", "F3", "D1", "D2", "X", "G")
DETAILS_25 = {"Shot_Goal": "Shot_OnNetGoal"}
DETAILS_23 = {"Faceoff_AfterStoppage": "Faceoff", "DeadIce": ""}


def export_json(config: SimulationConfig, game: SimulatedGame) -> str:
    """Return the export of a game as JSON text, with mess."""
    return json.dumps(export_game(config, game), ensure_ascii=False)


def export_game(config: SimulationConfig, game: SimulatedGame) -> Json:
    """Return the export of a game as JSON values."""
    is_25 = config.tracker_version.startswith("25")
    saved = datetime.combine(game.fixture.day, time(22, 30)).isoformat(timespec="milliseconds") + "Z"
    indexes = {event: index for index, event in enumerate(game.events)}
    offsets = clock_offsets(config, game)
    clock, place = clock_writer(config, game), place_writer(config, game)
    events = [_event(config, game, event, indexes, offsets.get(event, 0), clock, place) for event in game.events]
    stints = [_stint(game, stint, is_25, clock) for stint in game.stints]
    if not is_25:
        stints = _with_markers(stints)
    export: Json = {
        "exportDate": saved,
        "version": config.tracker_version,
        "gameId": game.game_id,
        **_teams(game),
        "rosters": {VENUES[v]: [_listed(config, game, player) for player in game.rosters[v]] for v in (0, 1)},
        "events": events,
        "shifts": stints,
        "evtIdx": len(events),
        "shiftIdx": len(stints),
        **_settings(config, game),
        "savedAt": saved,
    }
    if is_25:
        export |= {"highlightVideos": [], "autoSettings": {}, "customRules": [], "customLinkingRules": []}
        export |= {"eventMacros": []}
    make_messy(config, game, export)
    return export


def pressures(participants: list[Participant]) -> list[int | None]:
    """Pair numbers of pressure for all participants: the pressed and his presser share one."""
    numbers: list[int | None] = [None] * len(participants)
    pair = 0
    for position, participant in enumerate(participants):
        if participant.pressed_by is None:
            continue
        pair += 1
        numbers[position] = pair
        for other, candidate in enumerate(participants):
            if candidate.player is participant.pressed_by:
                numbers[other] = pair
    return numbers


def _teams(game: SimulatedGame) -> Json:
    home, away = game.teams
    return {
        "homeTeam": home.name, "awayTeam": away.name, "homeColor": home.color_1, "awayColor": away.color_1,
        "homeLogo": "", "awayLogo": "",
    }  # fmt: skip


def _settings(config: SimulationConfig, game: SimulatedGame) -> Json:
    rules = config.rules
    overtime = max(1, game.overtime_seconds // 60)
    offsets = {str(n): second for n, second in enumerate(game.video_breaks[:3], start=1)}
    overtime_offset = game.video_breaks[3] if len(game.video_breaks) > 3 else None
    empty = dict.fromkeys(("F1", "F2", "F3", "D1", "D2", "G", "X"))
    return {
        "videos": [],
        "videoTiming": {
            "videoStartOffset": 0, "periodOffsets": {**offsets, "OT": overtime_offset},
            "gameStart": {"period": 1, "time": clock_text(game.period_seconds[0])},
            "intermission1": 72, "intermission2": 72, "intermission3": 300, "timeouts": [], "youtubeUrl": "",
        },
        "periodLengths": {**{str(n): s // 60 for n, s in enumerate(game.period_seconds, start=1)}, "OT": overtime},
        "penaltyLengths": {
            "minor": rules.minor_minutes, "major": rules.major_minutes, "misconduct": rules.misconduct_minutes,
        },
        "homeAttacksRightP1": game.home_attacks_right_period_1,
        "settings": {"periodLength": str(game.period_seconds[0] // 60), "otLength": str(overtime)},
        "customChainPresets": [],
        "linePresets": {},
        "currentPeriod": 1,
        "currentTeam": "home",
        "slots": {"home": empty, "away": empty},
    }  # fmt: skip


def _person(player: Dressed) -> Json:
    return {
        "id": player.player_id, "num": str(player.jersey), "name": player.name, "pos": player.position, "rating": None,
    }  # fmt: skip


def _listed(config: SimulationConfig, game: SimulatedGame, player: Dressed) -> Json:
    """Return a line of the tracker's roster: names with accents may be decomposed, without ids that the league has."""
    person = _person(player)
    if config.rare.accents:
        person["name"] = unicodedata.normalize("NFD", player.name)
        if player.player_id not in game.not_on_league_roster:
            person["id"] = ""
    return person


def _event(
    config: SimulationConfig,
    game: SimulatedGame,
    event: Event,
    indexes: dict[Event, int],
    clock_offset: int,
    clock: ClockText,
    place: PlaceWriter,
) -> Json:
    index, is_25 = indexes[event], config.tracker_version.startswith("25")
    start, end = _clocks(event, clock_offset, clock)
    detail = (DETAILS_25 if is_25 else DETAILS_23).get(event.detail, event.detail)
    direction = game.direction(event.period) if event.period < SHOOTOUT else 1
    note: Json = {
        "idx": index,
        "period": written_period(event.period),
        "type": event.type,
        "team": VENUES[event.venue],
        "zone": event.zone,
        "success": event.success if is_25 else (True if event.success == "s" else None),
        "detail1": detail,
        "detail2": event.detail_2,
        "start_time": start,
        "end_time": end,
        "strength": "5v5",
        "linkedEventIdx": event.chain if is_25 else None,
        "assistToGoalIdx": indexes.get(event.assisted) if event.assisted and not is_25 else None,
        "players": _players(event, direction, is_25, place),
        "puckXY": _path(event.puck, direction, place) if config.has_positions and event.participants else [],
        "netXY": {"x": event.net[0], "y": event.net[1]} if config.has_positions and event.net else None,
        "isHighlight": event.type == "Goal",
    }
    if not is_25:
        note |= {"sequenceIdx": None, "playIdx": None}
    elif index % 2:
        note |= {"game_id": game.game_id, "typeCode": event.type, "detail1Code": detail, "detail2Code": event.detail_2}
        note |= {"linkedEventChain": [], "adjustedVideoTime": start}
    return note


def _clocks(event: Event, offset: int, clock: ClockText) -> tuple[str, str]:
    """Start and end as written; an event that does not last has one clock."""
    if event.video_seconds is not None:
        start, end = event.video_seconds
        return clock_text(start), clock_text(end)
    written = clock(event.period, event.start + offset)
    return written, written if event.end == event.start else clock(event.period, event.end + offset)


def _players(event: Event, direction: int, is_25: bool, place: PlaceWriter) -> list[Json]:
    numbers = pressures(event.participants)
    counts = [0, 0]
    players = []
    for participant, pair in zip(event.participants, numbers, strict=True):
        counts[participant.is_opponent] += 1
        number = counts[participant.is_opponent]
        player, side = participant.player, "opp" if participant.is_opponent else "event"
        shared: Json = {
            "name": player.name,
            "team": VENUES[player.venue],
            "role": f"{side}_team_player_{number}" if is_25 else f"{side}_player_{number}",
            "roleNum": number if is_25 else 1,
            "playD1": participant.play_1,
            "playD2": participant.play_2,
            "playSuccess": participant.success,
            "sideOfPuck": "Defensive" if participant.is_opponent != (event.type == "Save") else "Offensive",
            "xy": _path(participant.path, direction, place),
        }
        if is_25:
            presser = participant.pressed_by
            own: Json = {"id": player.player_id, "num": str(player.jersey), "pos": player.position, "rating": None}
            own["pressure"] = str(presser.jersey) if presser is not None else ""
        else:
            own = {"num": player.jersey, "pressure": "" if pair is None else pair}
        players.append(own | shared)
    return players


def _path(points: tuple[Point, ...], direction: int, place: PlaceWriter) -> list[Json]:
    placed = [place((x * direction, y * direction)) for x, y in points]
    return [{"x": round(x, 2), "y": round(y, 2), "seq": n} for n, (x, y) in enumerate(placed, 1)]


def _stint(game: SimulatedGame, stint: Stint, is_25: bool, clock: ClockText) -> Json:
    home, away = stint.formations
    on_the_fly, end = "OnTheFly" if is_25 else "", clock(stint.period, stint.end)
    note: Json = {
        "period": stint.period,
        "start_time": clock(stint.period, stint.start),
        "end_time": end if is_25 or end != clock_text(0) else "00:0.01",
        "start_type": stint.start_type,
        "stop_type": stint.stop_type or on_the_fly,
        "strength": f"{len(home.skaters)}v{len(away.skaters)}",
        "duration": stint.start - stint.end,
        "stoppageTime": stint.dead_seconds,
        "home": _slots(home, is_25),
        "away": _slots(away, is_25),
    }
    return {"idx": stint.number - 1, "game_id": game.game_id, **note} if is_25 else note


def _slots(formation: Formation, is_25: bool) -> Json:
    people = (*formation.forwards, *formation.defenders, formation.extra, formation.goalie)
    return {slot: _on_ice(player, is_25) for slot, player in zip(SLOTS, people, strict=True)}


def _on_ice(player: Dressed | None, is_25: bool) -> Json | None:
    if player is None:
        return None
    return _person(player) if is_25 else {"num": player.jersey, "name": player.name}


def _with_markers(stints: list[Json]) -> list[Json]:
    """Return the row that version 23 puts between two periods, with empty slots."""
    nobody = dict.fromkeys(SLOTS)
    rows: list[Json] = []
    for stint in stints:
        if rows and rows[-1]["period"] != stint["period"]:
            rows.append(
                {
                    "period": rows[-1]["period"], "start_time": "00:0.01", "end_time": "",
                    "start_type": "Intermission", "stop_type": "", "strength": "0v0", "duration": None,
                    "stoppageTime": 0, "home": dict(nobody), "away": dict(nobody),
                }
            )  # fmt: skip
        rows.append(stint)
    return rows
