"""The tracking workbook of one game: the template that a tracker fills in, and its re-export by a newer program."""

from pathlib import Path

from ingest.contract.extract import Extract, UnreadableFile
from ingest.contract.notes import Notes
from ingest.formats.cells.tables import Record, Sheet
from ingest.formats.cells.workbook import workbook_date
from ingest.formats.tracking_workbook.events import WorkbookEvents
from ingest.formats.tracking_workbook.shifts import read_shifts
from ingest.game.model import RosterPlayer, TrackedGame
from ingest.game.numbering import in_order_of_play
from ingest.game.rows import extract_game
from ingest.parsing import values

TEMPLATE, REEXPORT = "tracking template", "tracking re-export"


def read_tracking_workbook(path: Path, events: Sheet, shifts: Sheet | None, rosters: Sheet | None) -> Extract:
    """Return the game of the workbook's sheets; raise UnreadableFile if they are not of one game."""
    sheets = [sheet for sheet in (events, shifts) if sheet is not None]
    game = TrackedGame(path, TEMPLATE if "team_venue" in events.columns else REEXPORT, _game_id(path, sheets))
    notes = Notes(path.name, game.game_id)
    game.exported_at = workbook_date(path)
    game.home_team, game.away_team = _team(sheets, "home_team"), _team(sheets, "away_team")
    game.raw = {"sheets": [sheet.name for sheet in sheets], "home_team": game.home_team, "away_team": game.away_team}
    teams = {"home": game.home_team, "away": game.away_team}
    tracked, stints = WorkbookEvents(events, teams, notes).read(), read_shifts(shifts, notes) if shifts else []
    game.events = in_order_of_play(tracked, "staging_events", "event_index", notes)
    game.shifts = in_order_of_play(stints, "staging_shifts", "shift_index", notes)
    game.roster = [player for record in rosters.records if (player := _roster_player(record))] if rosters else []
    return extract_game(game, notes)


def _game_id(path: Path, sheets: list[Sheet]) -> int:
    """Return the game that all rows name; formulas below the last event are blank."""
    found: int | None = None
    for sheet in sheets:
        for record in sheet.records:
            written = record.get("game_id")
            game_id = values.game_number(written)
            if written is not None and (game_id is None or found not in (None, game_id)):
                expected = "the number of one game" if found is None else f"{found} as above"
                place = f"{path}, sheet {sheet.name}, row {record.origin.row}, column game_id"
                raise UnreadableFile(f"{place}: found {values.text(written)!r}, expected {expected}")
            found = found if game_id is None else game_id
    if found is None:
        raise UnreadableFile(f"{path}: no row names its game, expected game_id on the rows of sheet {sheets[0].name}")
    return found


def _team(sheets: list[Sheet], column: str) -> str | None:
    names = (values.text(record.get(column)) for sheet in sheets for record in sheet.records)
    return next((name for name in names if name and values.number(name) is None), None)


def _roster_player(record: Record) -> RosterPlayer | None:
    """Return a player of the list; None for rows of the other tables beside and below it."""
    side, player_id = values.side(record.get("team_venue")), values.identifier(record.get("player_id"))
    if side is None or player_id is None:
        return None
    return RosterPlayer(
        record.origin,
        side,
        jersey=values.whole(record.get("player_game_number")),
        player_id=player_id,
        name=values.text(record.get("player_full_name")),
        position=values.text(record.get("player_position")),
        rating=values.number(record.get("skill_rating")),
        is_substitute=values.truth(record.get("sub")),
        team_id=values.identifier(record.get("team_id")),
        raw=record.raw(),
    )
