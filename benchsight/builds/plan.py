"""Plans a build: which games, which part of the project."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from benchsight.builds.errors import BuildError

MANY = 20  # new games up to which nothing is gained by recreating tables


class Part(StrEnum):
    """The part of the dbt project that a build runs."""

    EVERYTHING = "everything"  # seeds, views and tables: after a change of the code
    TABLES = "tables"  # what changes when games do
    WHOLE_TABLES = "whole tables"  # tables that are not kept per game: after a change of players, teams or seasons
    SELECTED = "selected"  # what the caller selects; no game is complete afterwards
    NOTHING = "nothing"


@dataclass(frozen=True)
class Game:
    """The input of a game and what was built from it; built version 0: a build of it did not complete.

    ``failed_version`` and ``failed_by_code``: input and models with which it was set aside, since a model failed on it.
    ``excluded_because``: why it is left out of builds, if it is. ``totals_due``: it was built without the tables kept
    per player and team, which lack it.
    """

    game_id: int
    input_version: int
    is_tracked: bool
    built_version: int | None = None
    built_by_code: str | None = None
    built_in: int | None = None
    failed_version: int | None = None
    failed_by_code: str | None = None
    excluded_because: str | None = None
    totals_due: bool = False

    @property
    def has_facts(self) -> bool:
        """Whether a build yields facts for it, or has some to delete; False if it is left out."""
        return self.excluded_because is None and (self.is_tracked or self.built_version is not None)

    def is_set_aside(self, code: str) -> bool:
        """Return whether a build would fail again: neither its input nor the models have changed since it failed."""
        return self.failed_version == self.input_version and self.failed_by_code == code

    def due(self, code: str) -> str | None:
        """Return why the game has to be built, in a word or two; None if it does not."""
        if not self.has_facts:
            return None
        if not self.is_tracked:
            return "removed from staging"
        if self.is_set_aside(code):
            return None
        if self.built_version is None:
            return "new"
        if self.built_version == 0:
            return "not completed"
        if self.built_version < self.input_version:
            return "changed"
        if self.built_by_code != code:
            return "other models"
        return "totals not written" if self.totals_due else None


@dataclass(frozen=True)
class Rebuild:
    """Further terms of a rebuild: which of the games, and what needs no game.

    ``due_only``: of the games asked for, those that are due. ``missing_in``: those without rows in these tables.
    ``stored_only``: what is selected is made of tables as they are, so that nothing need be staged of a game.
    ``whole``: tables are selected that are not kept per game.
    """

    due_only: bool = False
    missing_in: Sequence[str] = ()
    stored_only: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Request:
    """A request for a build: by default what is due.

    ``dimensions``: only tables not kept per game; with ``games``, also those kept per player and team, for these games.
    """

    games: Sequence[int] = ()
    all_games: bool = False
    full_refresh: bool = False
    select: str | None = None
    dimensions: bool = False
    rebuild: Rebuild | None = None


@dataclass(frozen=True)
class Known:
    """State of the database: its games, and whether relations and league tables are up to date.

    ``with_rows``: the games that have rows in the tables that the request wants them missing in. ``missing_tables`` and
    ``missing_views``: relations of the project that are missing from the database, or tables without every game.
    """

    games: Sequence[Game]
    relations_are_current: bool
    league_is_current: bool
    with_rows: frozenset[int] = frozenset()
    missing_tables: Sequence[str] = ()
    missing_views: Sequence[str] = ()

    @property
    def missing(self) -> list[str]:
        """The relations that a build has to make."""
        return [*self.missing_tables, *self.missing_views]


@dataclass(frozen=True)
class Plan:
    """Games to build, why (reason: number of games), and the part of the project to run.

    ``missing``: relations that it makes because they are missing or not whole. ``totals``: games of whose players and
    teams it writes the tables kept for them, and nothing else.
    """

    part: Part
    games: list[Game] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    full_refresh: bool = False
    missing: Sequence[str] = ()
    totals: Sequence[Game] = ()

    @property
    def scope(self) -> list[Game]:
        """The games that its statements are for."""
        return [*self.games, *self.totals]


def make_plan(request: Request, known: Known, code: str) -> Plan:
    """Return the plan for a request. Raises BuildError for games that it cannot take, or tables of other models."""
    part = _part(request, known, code)
    # Recreated tables lose columns, indexes and types of older code, and need every game. So do missing ones.
    full_refresh = part == Part.EVERYTHING and (
        not (request.games or _lacks_only_views(request, known, code)) or bool(known.missing_tables)
    )
    full_refresh = full_refresh or request.full_refresh
    if full_refresh and known.missing_tables:
        request = replace(request, games=())
    games = _games(request, known, code, every=request.all_games or full_refresh)
    totals = [game for game in known.games if request.dimensions and game.game_id in request.games]
    if not games and not totals and part != Part.EVERYTHING:
        part = _part_without_games(request, part, known)
    reasons = dict(Counter(game.due(code) or "asked for" for game in games))
    return Plan(part, games, reasons, full_refresh, known.missing if part == Part.EVERYTHING else (), totals)


def _part(request: Request, known: Known, code: str) -> Part:
    current = known.relations_are_current and not known.missing
    if request.rebuild is not None and (request.select or request.dimensions) and not current:
        if known.relations_are_current:
            raise BuildError(f"missing or not whole: {', '.join(known.missing)}: `benchsight build` makes them")
        raise BuildError("the tables were not made by the models that are here: `benchsight build` makes all of them")
    if request.select is not None:
        return Part.SELECTED
    if request.dimensions:
        return Part.WHOLE_TABLES
    if request.full_refresh or not current or _is_multiplied(request, known, code):
        return Part.EVERYTHING
    return Part.TABLES


def _is_multiplied(request: Request, known: Known, code: str) -> bool:
    return not request.games and not known.with_rows and _multiplies(known.games, code)


def _lacks_only_views(request: Request, known: Known, code: str) -> bool:
    """Return whether everything is run only for missing views, for which no table is recreated."""
    return (
        known.relations_are_current
        and bool(known.missing_views)
        and not known.missing_tables
        and not _is_multiplied(request, known, code)
    )


def _part_without_games(request: Request, part: Part, known: Known) -> Part:
    rebuild = request.rebuild or Rebuild()
    if part == Part.SELECTED and not rebuild.whole:
        return Part.NOTHING
    asked_for = rebuild.whole and not rebuild.due_only
    if known.league_is_current and not asked_for:
        return Part.NOTHING
    return part if part == Part.SELECTED else Part.WHOLE_TABLES


def _multiplies(games: Sequence[Game], code: str) -> bool:
    """Return whether most games are new: recreating tables is faster than filling tables planned as empty."""
    built = sum(game.built_version is not None for game in games)
    new = sum(game.built_version is None and game.due(code) is not None for game in games)
    return new > (max(built, MANY) if built else 0)


def _games(request: Request, known: Known, code: str, every: bool) -> list[Game]:
    rebuild = request.rebuild or Rebuild()
    if request.dimensions:
        return []
    if request.games:
        games = _named_games(request.games, known.games, rebuild.stored_only)
    else:
        here = [game for game in known.games if game.excluded_because is None]
        games = [game for game in here if game.has_facts or rebuild.stored_only]
        every = every or bool(rebuild.missing_in)
    if rebuild.missing_in and (request.games or not request.full_refresh):
        games = _without_rows(games, request, known)
    if rebuild.due_only or not (every or request.games):
        games = [game for game in games if game.due(code) is not None]
    return games


def _named_games(wanted: Iterable[int], games: Sequence[Game], known_is_enough: bool) -> list[Game]:
    wanted = set(wanted)
    for game in games:
        if game.game_id in wanted and game.excluded_because is not None:
            raise BuildError(
                f"game {game.game_id} is left out of builds ({game.excluded_because}): "
                f"`benchsight include {game.game_id}` brings it back"
            )
    known = {game.game_id: game for game in games if game.has_facts or known_is_enough}
    unknown = [str(game_id) for game_id in sorted(set(wanted)) if game_id not in known]
    if unknown:
        raise BuildError(
            f"no tracked events or shifts are staged for game {', '.join(unknown)}, and it was never built: "
            "load its export first"
        )
    return [known[game_id] for game_id in sorted(set(wanted))]


def _without_rows(games: Sequence[Game], request: Request, known: Known) -> list[Game]:
    filled = [str(game.game_id) for game in games if game.game_id in known.with_rows]
    if filled and request.games:
        raise BuildError(
            f"game {', '.join(filled)} has rows already: append only adds games that have none; use upsert or replace"
        )
    return [game for game in games if game.is_tracked and game.game_id not in known.with_rows]
