"""Penalties as they are given: noted, counted, and served."""

from benchsight.simulator.casting import actor, defender, opponent
from benchsight.simulator.match import Foul, Match
from benchsight.simulator.penalties import Sentence
from benchsight.simulator.people import Dressed

MISCONDUCTS = ("Penalty_Misconduct", "Penalty_GameMisconduct")
MINORS = ("Penalty_BenchMinor", "Penalty_DoubleMinor")
MATCH_MINUTES = 15
"""What a match penalty is charged with, whatever is served of it."""


def assess(match: Match, fouls: list[Foul]) -> None:
    """Note the penalties, count the minutes, fill the boxes."""
    match.delayed = None
    offset = len(fouls) > 1
    for foul in fouls:
        detail = "Penalty_Offsetting" if offset else foul.detail
        minutes = match.rules.minor_minutes if offset else foul.minutes
        drawn_by = defender(match, foul.venue)
        noted = [actor(match, foul.player), opponent(match, drawn_by)]
        match.note("Penalty", detail, f"Penalty_{foul.offence}", foul.venue, noted)
        _charge(match, foul, detail, MATCH_MINUTES if detail == "Penalty_Match" else minutes)
        match.boxes[foul.venue].sit(_sentence(match, foul.player, detail, minutes * 60, is_offset=offset))
        match.benches[foul.venue].in_box.add(foul.player)


def _sentence(match: Match, player: Dressed, detail: str, seconds: int, *, is_offset: bool) -> Sentence:
    """Return what is served. A goal ends every minor, and the running half of a double minor."""
    by_the_book = match.config.rare.special_teams
    ends_with_goal = detail == "Penalty_Minor" or (by_the_book and detail in MINORS)
    half_seconds = seconds // 2 if by_the_book and detail == "Penalty_DoubleMinor" else 0
    outlasts_goals = detail in MINORS and not by_the_book
    return Sentence(player, seconds, detail not in MISCONDUCTS, ends_with_goal, half_seconds, is_offset, outlasts_goals)


def _charge(match: Match, foul: Foul, detail: str, minutes: int) -> None:
    """Charge a penalty; a bench minor is the team's."""
    match.book.team(foul.venue).pim += minutes
    if detail == "Penalty_BenchMinor":
        return
    row = match.book.row(foul.player)
    row.penalties += 1
    row.pim += minutes
    match.official[foul.player.player_id].pim += minutes
