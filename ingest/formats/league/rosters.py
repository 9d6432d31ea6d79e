"""The league's list of dressed players with their official totals, and the summaries made from it."""

from collections.abc import Callable
from typing import Any

from ingest.contract.extract import Extract, Row
from ingest.contract.notes import Notes
from ingest.formats.cells.tables import Record, Sheet
from ingest.formats.recognise import table_format
from ingest.parsing import values
from ingest.parsing.keys import further_roster_key, official_key, roster_key
from ingest.parsing.names import folded_person

ROSTER, OFFICIAL = "staging_game_rosters", "staging_official_player_games"
TOTALS = {"goals": ("goals",), "assists": ("assist", "assists"), "pim": ("pim",), "goals_against": ("goals_against",)}
GAMES_PLAYED = (0, 1)


def read_rosters(sheet: Sheet, extract: Extract, notes: Notes) -> None:
    """Read a roster row per sweater and, if the league has any total, an official row per player and game."""
    rows: dict[str, tuple[Row, Record]] = {}
    totals: dict[str, Row] = {}
    for record in sheet.records:
        roster = _roster_row(record, notes)
        if roster is None:
            continue
        official, together = _official_row(roster, record), _greater
        key = roster["roster_key"]
        if key in rows and _is_another(roster, rows[key][0]):
            key = roster["roster_key"] = further_roster_key(key, roster["player_number"], roster["player_name"])
            together = _added
        if key in rows:
            expected = "one row per player, team and game"
            notes.add(
                ROSTER,
                "player_id",
                "a player listed twice; the rows are combined",
                expected,
                record.origin,
                roster["player_id"],
            )
            rows[key] = (_filled(rows[key][0], roster), rows[key][1])
        else:
            rows[key] = (roster, record)
        if official is not None:
            of_player = official["official_key"]
            totals[of_player] = _together(totals[of_player], official, together) if of_player in totals else official
    _note_venues([roster for roster, _ in rows.values()], notes)
    for roster, record in rows.values():
        extract.table(ROSTER).add(roster, record.origin)
        if roster["player_id"] is not None:
            official = totals.pop(official_key(roster["game_id"], roster["team_venue"], roster["player_id"]), None)
            if official is not None:
                extract.table(OFFICIAL).add(official, record.origin)


def _is_another(row: Row, first: Row) -> bool:
    """Return whether a second row under one key is another sweater of the player, or another player of the sweater."""
    if row["player_id"] is not None:
        return (
            None not in (row["player_number"], first["player_number"])
            and row["player_number"] != first["player_number"]
        )
    return row["player_name"] is not None and folded_person(row["player_name"]) != folded_person(first["player_name"])


def _roster_row(record: Record, notes: Notes) -> Row | None:
    game_id, side = values.whole(record.get("game_id")), values.side(record.get("team_venue"))
    player_id, jersey = values.identifier(record.get("player_id")), values.whole(record.get("player_game_number"))
    for column, value, expected in (
        ("game_id", game_id, "the number of a game"),
        ("team_venue", side, "home or away"),
        ("player_id", player_id if jersey is None else jersey, "a player's id or a jersey"),
    ):
        if value is None:
            notes.reject(ROSTER, column, "missing or wrong", expected, record.origin, record.get(column), record.raw())
            return None
    if game_id is None or side is None:
        return None
    played = values.whole(record.get("games_played"))
    return {
        "roster_key": roster_key(game_id, side, "league", player_id, jersey),
        "source_kind": "league",
        "game_id": game_id,
        "team_venue": side,
        "team_id": values.identifier(record.get("team_id")),
        "team_name": values.text(record.get("team_name")),
        "player_number": _noted(
            record, "player_game_number", jersey, "player_number", "not a jersey", "a number", notes
        ),
        "player_id": player_id,
        "player_name": values.text(record.get("player_full_name")),
        "player_position": values.text(record.get("player_position")),
        "skill_rating": record.get("skill_rating"),
        # a blank is unknown, since the league seldom marks substitutes
        "is_substitute": _noted(
            record, "sub", values.truth(record.get("sub")), "is_substitute", "unknown", "True or blank", notes
        ),
        "games_played": _noted(
            record,
            "games_played",
            played if played in GAMES_PLAYED else None,
            "games_played",
            "not 0 or 1",
            "1 for a player who played",
            notes,
        ),
        "raw": record.raw(),
    }


def _noted(record: Record, cell: str, value: Any, column: str, reason: str, expected: str, notes: Notes) -> Any:
    """Return the value read from a cell; note a cell that has none of its kind."""
    written = record.get(cell)
    if value is None and written is not None:
        notes.add(ROSTER, column, f"{reason}; left blank", expected, record.origin, written)
    return value


def _official_row(roster: Row, record: Record) -> Row | None:
    """Return the player's totals; None if he has no id or the league has no total."""
    totals = {name: record.get(*columns) for name, columns in TOTALS.items()}
    if roster["player_id"] is None or all(total is None for total in totals.values()):
        return None
    position = roster["player_position"]
    return {
        "official_key": official_key(roster["game_id"], roster["team_venue"], roster["player_id"]),
        "game_id": roster["game_id"],
        "player_id": roster["player_id"],
        "team_venue": roster["team_venue"],
        "player_number": roster["player_number"],
        "is_goalie": position.upper().startswith("G") if position else None,
        **totals,
        "raw": roster["raw"],
    }


def _filled(row: Row, other: Row) -> Row:
    return {name: other[name] if value is None else value for name, value in row.items()}


def _together(row: Row, other: Row, total_of: Callable[[Any, Any], Any]) -> Row:
    """Return one row of two on the same player and game; a goalie if either is one."""
    totals = {name: total_of(row[name], other[name]) for name in TOTALS}
    return _filled(row, other) | totals | {"is_goalie": row["is_goalie"] or other["is_goalie"]}


def _greater(one: Any, other: Any) -> Any:
    left, right = values.number(one), values.number(other)
    return other if left is None or (right is not None and right > left) else one


def _added(one: Any, other: Any) -> Any:
    left, right = values.number(one), values.number(other)
    return _greater(one, other) if left is None or right is None else int(left + right)


def _note_venues(rows: list[Row], notes: Notes) -> None:
    """Note the games that list one team as home and away, or two teams on one side."""
    teams: dict[int, set[tuple[str, Any]]] = {}
    for row in rows:
        teams.setdefault(row["game_id"], set()).add((row["team_venue"], row["team_id"] or row["team_name"]))
    expected = "one team per side; the schedule says which"
    for game_id, found in teams.items():
        if len(found) > 2:
            notes.add(ROSTER, "team_venue", "a game with a team on both sides", expected, value=game_id)


ROSTERS = table_format(
    "league game rosters",
    "index game_id team_game_id opp_team_game_id player_game_id team_venue team_name opp_team_name player_game_number "
    "n_player_url player_position games_played goals assist goals_against pim shutouts team_id opp_team_id key "
    "player_full_name player_id date season sub current_team skill_rating",
    "game_id team_venue player_id",
    ROSTER,
    read_rosters,
)
PLAYER_SUMMARY = table_format(
    "league player results",
    "game_id team_venue team_name opp_team_name player_game_number player_id player_full_name player_position "
    "games_played goals assists pim sub skill_rating",
    "game_id team_venue player_id",
    ROSTER,
    read_rosters,
    fills_gaps=True,
)
GOALIE_SUMMARY = table_format(
    "league goalie results",
    "game_id team_venue team_name opp_team_name player_game_number player_id player_full_name player_position "
    "goals_against shutouts",
    "game_id team_venue player_id",
    ROSTER,
    read_rosters,
    fills_gaps=True,
)
