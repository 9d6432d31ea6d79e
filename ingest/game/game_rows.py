"""A tracked game as rows of the staging tables, after the rules of this package."""

from collections.abc import Iterable, Mapping

from ingest.contract.extract import Extract, Origin, Row
from ingest.contract.notes import Notes
from ingest.game.chains import link_chains
from ingest.game.clocks_turned import turn_clocks
from ingest.game.event_clocks import settle_event_clocks
from ingest.game.event_rows import add_events
from ingest.game.model import RosterPlayer, TrackedGame, TrackedShift
from ingest.game.numbering import final_indexes
from ingest.game.periods import retag_periods, settle_lengths
from ingest.game.rink import settle_positions
from ingest.game.roles import number_roles
from ingest.game.sides import settle_sides
from ingest.game.stints import settle_shifts
from ingest.parsing.keys import further_roster_key, roster_key, shift_key
from ingest.parsing.names import folded_person

LENGTH_COLUMNS = {1: "period_1_seconds", 2: "period_2_seconds", 3: "period_3_seconds", 4: "overtime_seconds"}


def extract_game(game: TrackedGame, notes: Notes) -> Extract:
    """The extract of one export; rows that cannot land are among its problems."""
    turn_clocks(game, notes)
    settle_lengths(game, notes)
    retag_periods(game.events, "staging_events", notes)
    retag_periods(game.shifts, "staging_shifts", notes)
    settle_event_clocks(game, notes)
    settle_shifts(game, notes)
    settle_sides(game, notes)
    settle_positions(game, notes)
    link_chains(game.events)
    for event in game.events:
        number_roles(event, notes)
    extract = Extract(game.path, game.source_format, snapshot_game=game.game_id, exported_at=game.exported_at)
    extract.table("staging_games").add(_game_row(game), Origin())
    add_events(game, extract, notes)
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


def _add_shifts(game: TrackedGame, extract: Extract, notes: Notes) -> None:
    indexes = final_indexes(game.shifts, "staging_shifts", "shift_index", notes)
    for shift, index in zip(game.shifts, indexes, strict=True):
        if shift.flaw is not None:
            flaw = shift.flaw
            notes.reject("staging_shifts", flaw.column, flaw.reason, flaw.expected, shift.origin, flaw.value, shift.raw)
        else:
            extract.table("staging_shifts").add(_shift_row(game.game_id, index, shift), shift.origin)


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


def add_roster(
    game_id: int, teams: Mapping[str, str | None], roster: Iterable[RosterPlayer], extract: Extract, notes: Notes
) -> None:
    """Add a tracker's roster: each player once in each sweater; one without jersey and id is noted and left out."""
    seen: dict[str, RosterPlayer] = {}
    for player in roster:
        key = roster_key(game_id, player.side, "tracker", player.player_id, player.jersey)
        if key in seen and _is_another(player, seen[key]):
            key = further_roster_key(key, player.jersey, player.name)
        if key in seen or (player.jersey is None and player.player_id is None):
            expected = "a jersey or an id, once per team"
            notes.add(
                "staging_game_rosters", "player_number", "a roster entry left out", expected, player.origin, player.name
            )
            continue
        seen[key] = player
        row = {
            "roster_key": key,
            "source_kind": "tracker",
            "game_id": game_id,
            "team_venue": player.side,
            "team_id": player.team_id,
            "team_name": teams.get(player.side),
            "player_number": player.jersey,
            "player_id": player.player_id,
            "player_name": player.name,
            "player_position": player.position,
            "skill_rating": player.rating,
            "is_substitute": player.is_substitute,
            "raw": player.raw,
        }
        extract.table("staging_game_rosters").add(row, player.origin)


def _is_another(player: RosterPlayer, first: RosterPlayer) -> bool:
    """Whether a second row under one key is another sweater of the player, or another player of the sweater."""
    if player.player_id is not None:
        return player.jersey is not None and player.jersey != first.jersey
    return bool(player.name) and folded_person(player.name) != folded_person(first.name)
