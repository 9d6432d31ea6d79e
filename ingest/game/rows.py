"""A tracked game as rows of the staging tables, after the rules of this package."""

from collections.abc import Mapping

from ingest.contract.extract import Extract, Origin, Row
from ingest.contract.notes import Notes
from ingest.game.clocks_turned import turn_clocks
from ingest.game.event_clocks import settle_event_clocks
from ingest.game.model import Point, TrackedEvent, TrackedGame, TrackedPlayer, TrackedShift
from ingest.game.numbering import final_indexes, goal_indexes, link_chains, number_roles
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
ByRole = dict[tuple[str, int | None], TrackedPlayer]


def extract_game(game: TrackedGame, notes: Notes) -> Extract:
    """Return the extract of one export; rows that cannot land are among its problems."""
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
    indexes = final_indexes(game.events, EVENTS, "event_index", notes)
    goals = goal_indexes(game.events, indexes)
    for order, (event, index) in enumerate(zip(game.events, indexes, strict=True), 1):
        if event.flaw is not None:
            flaw, raw = event.flaw, event.raw | {"players": [player.raw for player in event.players]}
            notes.reject(EVENTS, flaw.column, flaw.reason, flaw.expected, event.origin, flaw.value, raw)
            continue
        row = _event_row(game.game_id, index, event, goals)
        extract.table(EVENTS).add(row | {"event_order": order}, event.origin)
        _add_players(game.game_id, row["event_key"], event, extract)
        _add_path("staging_puck_positions", game.game_id, {"event_key": row["event_key"]}, event, extract)


def _event_row(game_id: int, index: int, event: TrackedEvent, goals: Mapping[int, int]) -> Row:
    in_role = _by_role(event)
    first = in_role.get(("event", 1))
    x, y = _first_point(event.path)
    return {
        "event_key": event_key(game_id, index),
        "game_id": game_id,
        "event_index": index,
        "period": event.period,
        "event_start_seconds": event.start,
        "event_end_seconds": event.end,
        "event_type": event.event_type,
        "event_detail": event.detail,
        "event_detail_2": event.detail_2,
        "event_successful": event.successful,
        "event_team": event.side,
        **_jerseys(in_role),
        "shift_index": event.shift_index,
        "linked_event_index": event.chain,
        "assist_to_goal_index": None if event.assist_to is None else goals.get(event.assist_to, event.assist_to),
        "play_detail1": first and first.play_detail1,
        "play_detail2": first and first.play_detail2,
        "event_team_zone": event.zone,
        "puck_x": x,
        "puck_y": y,
        "is_highlight": event.is_highlight,
        "video_seconds": event.video_second,
        "raw": event.raw,
    }


def _jerseys(in_role: ByRole) -> dict[str, int | None]:
    """Return event_team_player_1 ... opp_team_player_6; further players are only in their own rows."""
    players = ((column, in_role.get(role)) for column, role in PLAYER_COLUMNS.items())
    return {column: player.jersey if player else None for column, player in players}


def _by_role(event: TrackedEvent) -> ByRole:
    """Return the first player of each role."""
    found: ByRole = {}
    for player in event.players:
        found.setdefault((player.role_side, player.role_number), player)
    return found


def _add_players(game_id: int, key: str, event: TrackedEvent, extract: Extract) -> None:
    for player_row, player in enumerate(event.players, 1):
        place = {"event_key": key, "player_row": player_row}
        x, y = _first_point(player.path)
        row = {
            **place,
            "game_id": game_id,
            "player_role": player.role,
            "role_side": player.role_side,
            "role_number": player.role_number,
            "team_venue": player.side,
            "player_number": player.jersey,
            "player_id": player.player_id,
            "player_name": player.name,
            "play_detail1": player.play_detail1,
            "play_detail2": player.play_detail2,
            "play_detail_successful": player.successful,
            "pressured_pressurer": player.pressure,
            "side_of_puck": player.side_of_puck,
            "x": x,
            "y": y,
            "raw": player.raw,
        }
        extract.table("staging_event_players").add(row, player.origin)
        _add_path("staging_player_positions", game_id, place, player, extract)


def _add_path(table: str, game_id: int, place: Row, owner: TrackedEvent | TrackedPlayer, extract: Extract) -> None:
    for number, (x, y) in enumerate(owner.path, 1):
        row = {**place, "position_number": number, "game_id": game_id, "x": x, "y": y}
        extract.table(table).add(row, owner.origin)


def _first_point(path: list[Point]) -> Point | tuple[None, None]:
    return path[0] if path else (None, None)


def _add_shifts(game: TrackedGame, extract: Extract, notes: Notes) -> None:
    indexes = final_indexes(game.shifts, SHIFTS, "shift_index", notes)
    for shift, index in zip(game.shifts, indexes, strict=True):
        if shift.flaw is not None:
            flaw = shift.flaw
            notes.reject(SHIFTS, flaw.column, flaw.reason, flaw.expected, shift.origin, flaw.value, shift.raw)
        else:
            extract.table(SHIFTS).add(_shift_row(game.game_id, index, shift), shift.origin)


def _shift_row(game_id: int, index: int, shift: TrackedShift) -> Row:
    return {
        "shift_key": shift_key(game_id, index),
        "game_id": game_id,
        "shift_index": index,
        "period": shift.period,
        "shift_start_seconds": shift.start,
        "shift_end_seconds": shift.end,
        "shift_duration": shift.duration,
        "shift_start_type": shift.start_type,
        "shift_stop_type": shift.stop_type,
        **shift.slots,
        "situation": shift.situation,
        "strength": shift.strength,
        "stoppage_seconds": shift.stoppage,
        "home_goals": shift.home_goals,
        "away_goals": shift.away_goals,
        "raw": shift.raw,
    }
