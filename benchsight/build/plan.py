"""Decides what a build has to do: which games, which part of the project."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from benchsight.build.errors import BuildError

MANY = 4  # new games, from which on it matters


class Part(StrEnum):
    """The part of the dbt project that a build runs."""

    EVERYTHING = "everything"  # seeds, views and tables: after a change of the code
    TABLES = "tables"  # what changes when games do
    WHOLE_TABLES = "whole tables"  # tables that are not kept per game: after a change of players, teams or seasons
    SELECTED = "selected"  # what the caller selects; no game is complete afterwards
    NOTHING = "nothing"


@dataclass(frozen=True)
class Game:
    """What is staged for a game and what was built from it; 0 as built version: a build of it did not complete."""

    game_id: int
    input_version: int
    is_tracked: bool
    built_version: int | None = None
    built_by_code: str | None = None

    @property
    def has_facts(self) -> bool:
        """Whether a build yields facts for it, or has some to delete."""
        return self.is_tracked or self.built_version is not None

    def due(self, code: str) -> str | None:
        """Why the game has to be built, in a word or two; None if it has not."""
        if not self.has_facts:
            return None
        if not self.is_tracked:
            return "removed from staging"
        if self.built_version is None:
            return "new"
        if self.built_version == 0:
            return "not completed"
        if self.built_version < self.input_version:
            return "changed"
        return None if self.built_by_code == code else "other models"


@dataclass(frozen=True)
class Request:
    """What was asked for: nothing means what is due."""

    games: Sequence[int] = ()
    all_games: bool = False
    full_refresh: bool = False
    select: str | None = None


@dataclass(frozen=True)
class Known:
    """What the database says: its games, and whether the project's relations and league tables are as they are now."""

    games: Sequence[Game]
    relations_are_current: bool
    league_is_current: bool


@dataclass(frozen=True)
class Plan:
    """Games to build, why (reason: number of games), and the part of the project to run."""

    part: Part
    games: list[Game] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    full_refresh: bool = False


def make_plan(request: Request, known: Known, code: str) -> Plan:
    """The plan for a request. Raises BuildError for games that nothing is known of."""
    part = _part(request, known)
    # Tables made anew have no column, index or type of older code; they must get every game.
    full_refresh = request.full_refresh or (part == Part.EVERYTHING and not request.games)
    games = _games(request, known, code, every=request.all_games or full_refresh)
    if not games and part in (Part.TABLES, Part.SELECTED):
        part = Part.NOTHING if known.league_is_current or part == Part.SELECTED else Part.WHOLE_TABLES
    reasons = dict(Counter(game.due(code) or "asked for" for game in games))
    return Plan(part, games, reasons, full_refresh)


def _part(request: Request, known: Known) -> Part:
    if request.select is not None:
        return Part.SELECTED
    if request.full_refresh or not known.relations_are_current or (not request.games and _multiplies(known.games)):
        return Part.EVERYTHING
    return Part.TABLES


def _multiplies(games: Sequence[Game]) -> bool:
    """Whether most games are new: to fill tables that the planner takes for empty is slower than to make new ones."""
    built = sum(game.built_version is not None for game in games)
    new = sum(game.has_facts for game in games) - built
    return new > (max(built, MANY) if built else 0)


def _games(request: Request, known: Known, code: str, every: bool) -> list[Game]:
    if request.games:
        return _named_games(request.games, known.games)
    return [game for game in known.games if game.has_facts and (every or game.due(code) is not None)]


def _named_games(wanted: Iterable[int], games: Sequence[Game]) -> list[Game]:
    known = {game.game_id: game for game in games if game.has_facts}
    unknown = [str(game_id) for game_id in sorted(set(wanted)) if game_id not in known]
    if unknown:
        raise BuildError(
            f"no tracked events or shifts are staged for game {', '.join(unknown)}, and it was never built: "
            "load its export first"
        )
    return [known[game_id] for game_id in sorted(set(wanted))]
