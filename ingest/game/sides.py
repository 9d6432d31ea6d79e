"""Home or away: the team of an event, and the team of each of its players."""

from collections.abc import Callable

from ingest.contract.notes import Notes
from ingest.game.model import RosterPlayer, TrackedEvent, TrackedGame, TrackedPlayer
from ingest.parsing.values import OTHER_SIDE

SideOf = Callable[[int | None], str | None]


def settle_sides(game: TrackedGame, notes: Notes) -> None:
    """Fill in the team of events that lack it, and correct teams that the roster contradicts."""
    side_of = _side_by_roster(game)
    for event in game.events:
        _settle_event(event, side_of, notes)
        if event.side is not None:
            for player in event.players:
                _settle_player(player, event.side, side_of, notes)


def _side_by_roster(game: TrackedGame) -> SideOf:
    """Return a look-up of the side of jerseys that one team has: by the roster, else by identified players."""
    known: list[RosterPlayer | TrackedPlayer] = [*game.roster]
    if not known:
        known = [player for event in game.events for player in event.players if player.player_id]
    sides: dict[int, set[str]] = {}
    for player in known:
        if player.jersey is not None and player.side:
            sides.setdefault(player.jersey, set()).add(player.side)
    only = {jersey: next(iter(found)) for jersey, found in sides.items() if len(found) == 1}
    return lambda jersey: None if jersey is None else only.get(jersey)


def _settle_event(event: TrackedEvent, side_of: SideOf, notes: Notes) -> None:
    first = _first(event, "event")
    if event.side is None:
        event.side = _derived_side(first, _first(event, "opp"), side_of)
    elif first is not None and first.side not in (None, event.side) and side_of(first.jersey) == first.side:
        notes.add(
            "staging_events", "event_team",
            "not the team of the event's first player, which is used since the roster agrees",
            "the team of event player 1", event.origin, event.side,
        )  # fmt: skip
        event.side = first.side


def _derived_side(first: TrackedPlayer | None, opponent: TrackedPlayer | None, side_of: SideOf) -> str | None:
    own = first and (first.side or side_of(first.jersey))
    other = opponent and (opponent.side or side_of(opponent.jersey))
    return own or OTHER_SIDE.get(other or "")


def _settle_player(player: TrackedPlayer, event_side: str, side_of: SideOf, notes: Notes) -> None:
    by_role = event_side if player.role_side == "event" else OTHER_SIDE[event_side]
    if player.side in (None, by_role):
        return
    listed = side_of(player.jersey)
    if listed == by_role:
        reason = "the player's own team contradicts his role and the roster; the roster is used"
        player.side = by_role
    else:
        reason = "the player's own team contradicts his role; kept as the source says"
    expected = "the event's team in event roles, the other in opponent roles"
    notes.add("staging_event_players", "team_venue", reason, expected, player.origin, OTHER_SIDE[by_role])


def _first(event: TrackedEvent, role_side: str) -> TrackedPlayer | None:
    players = [player for player in event.players if player.role_side == role_side]
    return min(players, key=lambda player: player.role_number or 0, default=None)
