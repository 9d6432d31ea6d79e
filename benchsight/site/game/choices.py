"""What a reader may choose in the filters of a game's pages, checked."""

from collections.abc import Mapping

from benchsight.site.reads.game import Game, Side
from benchsight.site.reads.game_people import Person
from benchsight.site.reads.game_shots import SITUATIONS
from benchsight.web.pages import NotFound

Query = Mapping[str, str]


def chosen_number(query: Query, name: str) -> int | None:
    """Return a whole number of the address, None without one. Raise NotFound for anything else."""
    text = query.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotFound(f"{name} is {text!r}, expected a whole number")
    return int(text)


def chosen_period(query: Query, game: Game) -> int | None:
    """Return the period that is asked for. Raise NotFound if the game has none of that number."""
    number = chosen_number(query, "period")
    if number is not None and game.period(number) is None:
        raise NotFound(f"this game has no period {number}")
    return number


def chosen_side(query: Query, game: Game) -> Side | None:
    """Return the team that is asked for by its id. Raise NotFound for one that does not play in the game."""
    team = query.get("team", "")
    found = next((side for side in game.sides if team and team in (side.team_id, side.venue)), None)
    if team and found is None:
        raise NotFound(f"team {team} does not play in this game")
    return found


def chosen_player(query: Query, game: Game) -> Person | None:
    """Return the player that is asked for by the id. Raise NotFound for one who is not in the game."""
    player = query.get("player", "")
    if player and player not in game.people.all:
        raise NotFound(f"player {player} is not in this game")
    return game.people.all.get(player)


def chosen_strength(query: Query) -> str | None:
    """Return the strength that is asked for. Raise NotFound for one that is none."""
    strength = query.get("strength") or None
    if strength is not None and strength not in SITUATIONS:
        raise NotFound(f"strength is {strength!r}, expected {', '.join(SITUATIONS)}")
    return strength


def situation_words(situation: str | None) -> str | None:
    """Return a strength in words."""
    return None if situation is None else SITUATIONS.get(situation, situation.replace("_", " "))
