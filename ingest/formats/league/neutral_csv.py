"""Schedule, rosters and official box scores as neutral CSV files, with team abbreviations as ids."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from ingest.contract.extract import Extract, Origin, Row
from ingest.contract.notes import Notes
from ingest.formats.cells.dates import Dates
from ingest.formats.cells.tables import Record, Sheet
from ingest.formats.league.schedule import ending
from ingest.formats.recognise import table_format
from ingest.parsing import values
from ingest.parsing.keys import further_roster_key, official_key, roster_key
from ingest.parsing.names import folded_person

# fmt: off
TOTALS = (
    "goals", "assists", "pim", "shots", "plus_minus", "hits", "blocks", "giveaways", "takeaways", "faceoff_pct",
    "toi_seconds", "shots_against", "saves", "goals_against",
)
# fmt: on
COUNTED_AS = {"shifts": "shift_count"}


class Listed(NamedTuple):
    """A person according to one row of a roster."""

    game_id: int
    folded_name: str
    person: Row
    origin: Origin


def read_schedule(sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read games with their final score, and the teams and seasons they name."""
    seasons = _Named(extract, "staging_seasons", "season_id")
    teams = _Named(extract, "staging_teams", "team_id")
    dates = Dates.of_records(sheet.records, "game_date", "staging_schedule", notes)
    for record in sheet.records:
        season = values.identifier(record.get("season"))
        seasons.add({"season_id": season, "season": season}, record.origin)
        for side in ("home", "away"):
            team = {
                "team_id": values.identifier(record.get(f"{side}_team")),
                "team_name": values.text(record.get(f"{side}_team_name", f"{side}_team")),
            }
            teams.add(team, record.origin)
        decided_in, schedule_status = ending(record.get("decided_in"), record.get("status"))
        row = {
            "game_id": record.get("game_id"),
            "season": season,
            "season_id": season,
            "game_date": dates.of(record),
            "game_type": values.text(record.get("game_type")),
            "home_team_id": values.identifier(record.get("home_team")),
            "away_team_id": values.identifier(record.get("away_team")),
            "home_team_name": values.text(record.get("home_team_name")),
            "away_team_name": values.text(record.get("away_team_name")),
            "decided_in": decided_in,
            "schedule_status": schedule_status,
            "regulation_periods": record.get("regulation_periods"),
            "period_length_seconds": record.get("period_length_seconds"),
            "overtime_length_seconds": record.get("ot_length_seconds"),
            "home_goals": record.get("home_score"),
            "away_goals": record.get("away_score"),
            "raw": record.raw(),
        }
        extract.table("staging_schedule").add(row, record.origin)


def read_rosters(sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read dressed players, once in each sweater, and the persons they are."""
    persons: dict[str, list[Listed]] = {}
    jerseys: dict[str, int | None] = {}
    for record in sheet.records:
        place = _place(record, "staging_game_rosters", notes)
        if place is None:
            continue
        game_id, side, player_id = place
        name, position = values.text(record.get("player_name")), values.text(record.get("position"))
        person = {"player_id": player_id, "player_name": name, "primary_position": position}
        persons.setdefault(player_id, []).append(Listed(game_id, folded_person(name), person, record.origin))
        key, jersey = roster_key(game_id, side, "league", player_id, None), values.whole(record.get("player_number"))
        if key in jerseys and jersey is not None and jersey != jerseys[key]:
            key = further_roster_key(key, jersey, name)
        jerseys[key] = jersey
        row = {
            "roster_key": key,
            "source_kind": "league",
            "game_id": game_id,
            "team_venue": side,
            "team_id": values.identifier(record.get("team_abbrev")),
            "team_name": values.text(record.get("team_name")),
            "player_number": record.get("player_number"),
            "player_id": player_id,
            "player_name": name,
            "player_position": position,
            "raw": record.raw(),
        }
        extract.table("staging_game_rosters").add(row, record.origin)
    _add_persons(persons.values(), extract, notes)


def _add_persons(persons: Iterable[list[Listed]], extract: Extract, notes: Notes) -> None:
    """Add each person under the first name; if a game has the id under two names, under the name of most games.

    An id with two names in the same number of games is left out, since another file may tell whose it is.
    """
    for rows in persons:
        name = _name_of(rows)
        if name is None:
            names = " and ".join(sorted({str(row.person["player_name"]) for row in rows}))
            expected = "one id for each person; the person is not taken from this file"
            player_id = rows[0].person["player_id"]
            notes.add("staging_players", "player_id", f"an id of {names}", expected, rows[0].origin, player_id)
        else:
            first = next(row for row in rows if row.folded_name == name)
            extract.table("staging_players").add(first.person, first.origin)


def _name_of(rows: list[Listed]) -> str | None:
    """Return the folded_person name of an id; None if two names are equally frequent."""
    in_games = {(row.game_id, row.folded_name) for row in rows if row.folded_name}
    if len(in_games) == len({game_id for game_id, _ in in_games}):
        return rows[0].folded_name
    (name, count), *others = Counter(row.folded_name for row in rows if row.folded_name).most_common(2)
    return None if others and others[0][1] == count else name


def read_box_scores(sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read official totals; ``trust`` lists the columns that may be compared."""
    for record in sheet.records:
        place = _place(record, "staging_official_player_games", notes)
        if place is None:
            continue
        game_id, side, player_id = place
        position = values.text(record.get("position"))
        row = {
            "official_key": official_key(game_id, side, player_id),
            "game_id": game_id,
            "player_id": player_id,
            "team_venue": side,
            "player_number": record.get("player_number"),
            "is_goalie": position.upper().startswith("G") if position else None,
            **{name: record.get(name) for name in TOTALS},
            **{column: record.get(name) for name, column in COUNTED_AS.items()},
            "trusted_columns": trusted_columns(record.get("trust")),
            "raw": record.raw(),
        }
        extract.table("staging_official_player_games").add(row, record.origin)


def trusted_columns(written: Any) -> list[str] | None:
    """Return the staging columns of a list such as goals|shifts; None for a blank, which trusts all."""
    names = (values.text(written) or "").split("|")
    return [COUNTED_AS.get(name, name) for name in names] if names != [""] else None


def _place(record: Record, table: str, notes: Notes) -> tuple[int, str, str] | None:
    """Return game, side and player of a row; reject a row without one of them, and return None."""
    game_id, side = values.whole(record.get("game_id")), values.side(record.get("team_venue"))
    player_id = values.identifier(record.get("player_id"))
    if game_id is not None and side is not None and player_id is not None:
        return game_id, side, player_id
    column = "game_id" if game_id is None else "team_venue" if side is None else "player_id"
    expected = {"game_id": "the number of a game", "team_venue": "home or away", "player_id": "a player's id"}[column]
    notes.reject(table, column, "missing or wrong", expected, record.origin, record.get(column), record.raw())
    return None


class _Named:
    """Rows of one table that other rows name repeatedly; each lands once."""

    def __init__(self, extract: Extract, table: str, key: str) -> None:
        self.rows = extract.table(table)
        self.key = key
        self.seen: set[str | None] = {None}

    def add(self, row: Row, origin: Origin) -> None:
        """Add a row, unless its key is known or missing."""
        if row[self.key] not in self.seen:
            self.seen.add(row[self.key])
            self.rows.add(row, origin)


SCHEDULE = table_format(
    "schedule",
    "game_id season game_date game_type home_team away_team home_team_name away_team_name home_score away_score "
    "decided_in regulation_periods period_length_seconds ot_length_seconds shifts_clean shift_fault status",
    "game_id home_team away_team",
    "staging_schedule",
    read_schedule,
)
ROSTERS = table_format(
    "game rosters",
    "game_id team_venue team_name team_abbrev player_number player_id player_name position",
    "game_id team_venue player_id",
    "staging_game_rosters",
    read_rosters,
)
BOX_SCORES = table_format(
    "official player games",
    "game_id season team_venue team_abbrev player_id player_number player_name position goals assists shots plus_minus "
    "pim hits blocks giveaways takeaways power_play_goals faceoff_pct toi_seconds shifts shots_against saves "
    "goals_against trust",
    "game_id team_venue player_id",
    "staging_official_player_games",
    read_box_scores,
)
