"""A tracker's roster as rows of staging_game_rosters."""

from collections.abc import Iterable, Mapping

from ingest.contract.extract import Extract
from ingest.contract.notes import Notes
from ingest.game.model import RosterPlayer
from ingest.parsing.keys import further_roster_key, roster_key
from ingest.parsing.names import folded_person


def add_roster(
    game_id: int, teams: Mapping[str, str | None], roster: Iterable[RosterPlayer], extract: Extract, notes: Notes
) -> None:
    """Add a tracker's roster: each player once in each sweater; note and leave out those without jersey and id."""
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
    """Return whether a second row under one key is another sweater of the player, or another player of the sweater."""
    if player.player_id is not None:
        return player.jersey is not None and player.jersey != first.jersey
    return bool(player.name) and folded_person(player.name) != folded_person(first.name)
