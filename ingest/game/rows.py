"""A tracked game as rows of the staging tables, after the rules of this package."""

from collections.abc import Mapping
from typing import Any

from ingest.contract.column_rows import TupleRows, as_row
from ingest.contract.extract import Extract, Origin, Row
from ingest.contract.notes import Notes
from ingest.game.clocks_turned import turn_clocks
from ingest.game.event_clocks import settle_event_clocks
from ingest.game.model import Point, TrackedEvent, TrackedGame, TrackedPlayer, TrackedShift
from ingest.game.numbering import final_indexes, goal_indexes, link_chains, number_roles, without_repeats
from ingest.game.periods import retag_periods, settle_lengths
from ingest.game.rink import settle_positions
from ingest.game.roster import add_roster
from ingest.game.sides import settle_sides
from ingest.game.stints import settle_shifts
from ingest.parsing.keys import event_key, shift_key

EVENTS, SHIFTS = "staging_events", "staging_shifts"
LENGTH_COLUMNS = {1: "period_1_seconds", 2: "period_2_seconds", 3: "period_3_seconds", 4: "overtime_seconds"}
PLAYER_COLUMNS = {
    f"{column}_{number}": (role_side, number)
    for role_side, column in (("event", "event_team_player"), ("opp", "opp_team_player"))
    for number in range(1, 7)
}
EVENT_TABLES = {
    EVENTS: (
        "event_key", "game_id", "event_index", "period", "event_start_seconds", "event_end_seconds",
        "event_type", "event_detail", "event_detail_2", "event_successful", "event_team", *PLAYER_COLUMNS,
        "shift_index", "linked_event_index", "assist_to_goal_index", "play_detail1", "play_detail2",
        "event_team_zone", "puck_x", "puck_y", "is_highlight", "event_order", "video_seconds", "raw",
    ),
    "staging_event_players": (
        "event_key", "player_row", "game_id", "player_role", "role_side", "role_number", "team_venue",
        "player_number", "player_id", "player_name", "play_detail1", "play_detail2", "play_detail_successful",
        "pressured_pressurer", "side_of_puck", "x", "y", "raw",
    ),
    "staging_puck_positions": ("event_key", "position_number", "game_id", "x", "y"),
    "staging_player_positions": ("event_key", "player_row", "position_number", "game_id", "x", "y"),
}  # fmt: skip
"""Columns of the rows that are made of events, in the order of their values below."""

SLOT_COLUMNS = tuple(f"{side}_{slot}" for side in ("home", "away") for slot in (*range(1, 7), "goalie"))
SHIFT_COLUMNS = (
    "shift_key", "game_id", "shift_index", "period", "shift_start_seconds", "shift_end_seconds", "shift_duration",
    "shift_start_type", "shift_stop_type", *SLOT_COLUMNS, "situation", "strength", "stoppage_seconds",
    "home_goals", "away_goals", "raw",
)  # fmt: skip
ByRole = dict[tuple[str, int | None], TrackedPlayer]


def extract_game(game: TrackedGame, notes: Notes) -> Extract:
    """Return the extract of one export; rows that cannot land are among its problems."""
    game.events = without_repeats(game.events, EVENTS, "event_index", notes)
    game.shifts = without_repeats(game.shifts, SHIFTS, "shift_index", notes)
    turn_clocks(game, notes)
    settle_lengths(game, notes)
    retag_periods(game.events, EVENTS, notes)
    retag_periods(game.shifts, SHIFTS, notes)
    settle_event_clocks(game, notes)
    settle_shifts(game, notes)
    settle_sides(game, notes)
    settle_positions(game, notes)
    link_chains(game.events)
    for event in game.events:
        number_roles(event, notes)
    extract = Extract(game.path, game.source_format, snapshot_game=game.game_id, exported_at=game.exported_at)
    extract.table("staging_games").add(_game_row(game), Origin())
    _add_events(game, extract, notes)
    _add_shifts(game, extract, notes)
    add_roster(game.game_id, {"home": game.home_team, "away": game.away_team}, game.roster, extract, notes)
    for row, origin in game.videos:
        extract.table("staging_video_times").add(row, origin)
    extract.problems.extend(notes.problems())
    return extract


def _game_row(game: TrackedGame) -> Row:
    return {
        "game_id": game.game_id,
        "home_team_name": game.home_team,
        "away_team_name": game.away_team,
        **{column: game.lengths.get(period) for period, column in LENGTH_COLUMNS.items()},
        **{f"{kind}_penalty_minutes": minutes for kind, minutes in game.penalty_minutes.items()},
        "home_attacks_right_period_1": game.home_attacks_right,
        "source_format": game.source_format,
        "tracker_version": game.version,
        "exported_at": game.exported_at,
        "raw": game.raw,
    }


def _add_events(game: TrackedGame, extract: Extract, notes: Notes) -> None:
    """Add every event that can land, in file order, and reject the others with their players."""
    tables = {name: TupleRows(name, columns) for name, columns in EVENT_TABLES.items()}
    events, players, puck_positions, player_positions = tables.values()
    indexes = final_indexes(game.events, EVENTS, "event_index", notes)
    goals = goal_indexes(game.events, indexes)
    for order, (event, index) in enumerate(zip(game.events, indexes, strict=True), 1):
        if event.flaw is not None:
            players_of = [as_row(player.raw) for player in event.players]
            flaw, raw = event.flaw, as_row(event.raw) | {"players": players_of}
            notes.reject(EVENTS, flaw.column, flaw.reason, flaw.expected, event.origin, flaw.value, raw)
            continue
        key = event_key(game.game_id, index)
        events.append(_event_row(key, game.game_id, index, order, event, goals), event.origin)
        for number, point in enumerate(event.path, 1):
            puck_positions.append((key, number, game.game_id, *point), event.origin)
        for player_row, player in enumerate(event.players, 1):
            players.append(_player_row(key, player_row, game.game_id, player), player.origin)
            for number, point in enumerate(player.path, 1):
                player_positions.append((key, player_row, number, game.game_id, *point), player.origin)
    extract.tables |= {name: table for name, table in tables.items() if table.rows}


def _event_row(
    key: str, game_id: int, index: int, order: int, event: TrackedEvent, goals: Mapping[int, int]
) -> tuple[Any, ...]:
    in_role = _by_role(event)
    first = in_role.get(("event", 1))
    return (
        key,
        game_id,
        index,
        event.period,
        event.start,
        event.end,
        event.event_type,
        event.detail,
        event.detail_2,
        event.successful,
        event.side,
        *_jerseys(in_role),
        event.shift_index,
        event.chain,
        None if event.assist_to is None else goals.get(event.assist_to, event.assist_to),
        first and first.play_detail1,
        first and first.play_detail2,
        event.zone,
        *_first_point(event.path),
        event.is_highlight,
        order,
        event.video_second,
        event.raw,
    )


def _jerseys(in_role: ByRole) -> list[int | None]:
    """Return event_team_player_1 ... opp_team_player_6; further players are only in their own rows."""
    players = map(in_role.get, PLAYER_COLUMNS.values())
    return [player.jersey if player else None for player in players]


def _by_role(event: TrackedEvent) -> ByRole:
    """Return the first player of each role."""
    found: ByRole = {}
    for player in event.players:
        found.setdefault((player.role_side, player.role_number), player)
    return found


def _player_row(key: str, player_row: int, game_id: int, player: TrackedPlayer) -> tuple[Any, ...]:
    return (
        key,
        player_row,
        game_id,
        player.role,
        player.role_side,
        player.role_number,
        player.side,
        player.jersey,
        player.player_id,
        player.name,
        player.play_detail1,
        player.play_detail2,
        player.successful,
        player.pressure,
        player.side_of_puck,
        *_first_point(player.path),
        player.raw,
    )


def _first_point(path: list[Point]) -> Point | tuple[None, None]:
    return path[0] if path else (None, None)


def _add_shifts(game: TrackedGame, extract: Extract, notes: Notes) -> None:
    rows = TupleRows(SHIFTS, SHIFT_COLUMNS)
    indexes = final_indexes(game.shifts, SHIFTS, "shift_index", notes)
    for shift, index in zip(game.shifts, indexes, strict=True):
        if shift.flaw is not None:
            flaw = shift.flaw
            notes.reject(SHIFTS, flaw.column, flaw.reason, flaw.expected, shift.origin, flaw.value, as_row(shift.raw))
        else:
            rows.append(_shift_row(game.game_id, index, shift), shift.origin)
    if rows.rows:
        extract.tables[SHIFTS] = rows


def _shift_row(game_id: int, index: int, shift: TrackedShift) -> tuple[Any, ...]:
    return (
        shift_key(game_id, index),
        game_id,
        index,
        shift.period,
        shift.start,
        shift.end,
        shift.duration,
        shift.start_type,
        shift.stop_type,
        *map(shift.slots.get, SLOT_COLUMNS),
        shift.situation,
        shift.strength,
        shift.stoppage,
        shift.home_goals,
        shift.away_goals,
        shift.raw,
    )
