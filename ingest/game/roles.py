"""Roles: which side of an event a player is on, and his number there."""

import re
from functools import lru_cache

from ingest.contract.notes import Notes
from ingest.game.model import TrackedEvent, TrackedPlayer
from ingest.parsing.values import MOST_REMEMBERED

ROLE = re.compile(r"(e|o)(?:vent|pp)?(?:_?team)?(?:_?player)?_?(\d{1,2})?", re.IGNORECASE)
SIDES = {"e": "event", "o": "opp"}
MOST_ROLES = 12


@lru_cache(MOST_REMEMBERED)
def role_of(written: str | None) -> tuple[str, int | None] | None:
    """Side (event or opp) and number of event_team_player_2, opp_player_1, e1, o ...; None for another text."""
    match = ROLE.fullmatch(written or "")
    if match is None:
        return None
    return SIDES[match[1].lower()], int(match[2]) if match[2] else None


def number_roles(event: TrackedEvent, notes: Notes) -> None:
    """Give each player of a side his own number from 1 on: the source's where it is unique, else by order."""
    for role_side in ("event", "opp"):
        players = [player for player in event.players if player.role_side == role_side]
        numbers = [player.role_number for player in players]
        if len(set(numbers)) == len(numbers) and all(number and number <= MOST_ROLES for number in numbers):
            continue
        if players and not event.flaw:
            notes.add(
                "staging_event_players", "role_number", "a role without number or given twice; numbered by order",
                "one player per role", players[-1].origin, players[-1].role,
            )  # fmt: skip
        renumber(players)


def renumber(players: list[TrackedPlayer]) -> None:
    """Number the players of one side 1, 2, 3 ... in the order of their own numbers, then as they stand."""
    ordered = sorted(players, key=lambda player: player.role_number or MOST_ROLES)
    for number, player in enumerate(ordered, 1):
        player.role_number = number if number <= MOST_ROLES else None
