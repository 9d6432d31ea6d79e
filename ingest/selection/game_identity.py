"""Identifies the game of a file: compares its teams, persons and day with the schedule, or with the staged game."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any

from psycopg import Cursor

from ingest.contract.checked import CheckedRows
from ingest.contract.work import TableWork
from ingest.parsing.names import LONGEST_CODE, Person, Persons, folded, is_generic, resemble

Rows = Cursor[tuple[Any, ...]]
GAMES, ROSTERS, SCHEDULE = "staging_games", "staging_game_rosters", "staging_schedule"
EVENTS, PLAYERS = "staging_events", "staging_event_players"
SIDES = ("home", "away")
DAY_COLUMNS = ("gameDate", "game_date", "date")  # of exports; kept in raw
FEWEST_PERSONS = 5
MATCH, NO_MATCH = 0.5, 0.2  # share of a file's persons who belong to the game
NEAR = timedelta(days=1)  # midnight, time zones
MOST_NAMED = 3


class Relation(Enum):
    """The relation of a team of a file to the teams of the game."""

    SAME = auto()
    OTHER = auto()  # another known team
    STRANGE = auto()  # an unknown name, unlike both
    UNSURE = auto()  # no name, or a generic one


@dataclass(frozen=True)
class Game:
    """The teams of a game, each with its spellings (the name first), and its day, according to one source."""

    game_id: int
    teams: Mapping[str, tuple[str, ...]]
    day: date | None = None
    exported: date | None = None

    def __str__(self) -> str:
        """Return home, away and day, as far as they are known."""
        named = " - ".join(self.teams[side][0] if self.teams[side] else "?" for side in SIDES)
        return named if self.day is None else f"{named}, {self.day}"

    @property
    def has_teams(self) -> bool:
        """Whether both teams are known."""
        return all(self.teams[side] for side in SIDES)


@dataclass
class Identity:
    """Why rows cannot be of their game, by game; and the games under whose number another game is staged."""

    contradicted: dict[int, str] = field(default_factory=dict)
    wrongly_staged: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Known:
    """A game according to the schedule, and according to its staged tracking."""

    scheduled: Game
    staged: Game


def identify(cursor: Rows, work: list[TableWork]) -> Identity:
    """Compare the rows of each game with what is known of it."""
    identity = Identity()
    claims = _claims(work)
    if not claims:
        return identity
    known = _known(cursor, claims, work)
    league = _League(cursor)
    for game_id, claim in claims.items():
        game = known[game_id]
        reference = game.scheduled if game.scheduled.has_teams else game.staged
        if not _is_plainly(claim, reference):
            reason = _contradiction(league, work, claim, reference)
            if reason is not None:
                identity.contradicted[game_id] = reason
                continue
        other = _day_of_another(league, work, claim, game)
        if other is not None:
            identity.contradicted[game_id] = other
        elif reference is game.scheduled and _is_another(league, game.staged, reference):
            identity.wrongly_staged.add(game_id)
    return identity


def looks_like(cursor: Rows, work: list[TableWork], game_id: int) -> str:
    """Return the scheduled game that rows of an unknown number resemble, as the end of a sentence; empty if none."""
    claim = _claims(work).get(game_id)
    return "" if claim is None else _like(_League(cursor).candidates(claim, _persons(work, game_id)))


def teams_of_others(cursor: Rows, schedule: CheckedRows) -> dict[int, str]:
    """Return, by game, why schedule rows contradict a game that is tracked: both its teams are others."""
    names = ("game_id", "home_team_name", "home_team_id", "away_team_name", "away_team_id")
    new = {row[0]: _game(row[0], None, row[1:3], row[3:5]) for row in _cells(schedule, names)}
    cursor.execute(
        "select s.game_id, s.home_team_name, s.home_team_id, s.away_team_name, s.away_team_id,"
        " t.home_team_name, t.away_team_name from public.staging_schedule as s"
        " left join public.staging_games as t on s.game_id = t.game_id"
        " where s.game_id = any(%s) and exists (select from public.staging_events as e where e.game_id = s.game_id)",
        (sorted(new),),
    )
    found = {}
    for game_id, home, home_id, away, away_id, tracked_home, tracked_away in cursor:
        old = _game(game_id, None, (home, home_id, tracked_home), (away, away_id, tracked_away))
        if old.has_teams and new[game_id].has_teams and not _share_a_team(old, new[game_id]):
            found[game_id] = f"game {game_id} is tracked as {old}, and these are other teams: {new[game_id]}"
    return found


def _share_a_team(one: Game, other: Game) -> bool:
    """Return whether a team of one game may be a team of the other, by any of its spellings."""
    here, there = ([each for side in SIDES for each in game.teams[side]] for game in (one, other))
    return any(folded(a) == folded(b) or resemble(a, b) or is_generic(a) for a in here for b in there)


def _claims(work: Iterable[TableWork]) -> dict[int, Game]:
    """Return each game according to the rows of the file."""
    rows = {each.rows.table.name: each.rows for each in work}
    teams: dict[int, dict[str, dict[str, None]]] = {}
    days: dict[int, tuple[date | None, date | None]] = {}

    def add(game_id: int, side: str, *spellings: str | None) -> None:
        known = teams.setdefault(game_id, {side: {} for side in SIDES})[side]
        known.update((each, None) for each in spellings if each is not None)

    if GAMES in rows:
        header = ("game_id", "home_team_name", "away_team_name", "exported_at", "raw")
        for game_id, home, away, exported, raw in _cells(rows[GAMES], header):
            add(game_id, "home", home)
            add(game_id, "away", away)
            days[game_id] = day_in(raw), exported.date() if isinstance(exported, datetime) else None
    if ROSTERS in rows:
        names = ("game_id", "team_venue", "team_id", "team_name")
        for game_id, side, team_id, name in dict.fromkeys(_cells(rows[ROSTERS], names)):
            if side is not None:  # of a partial row
                add(game_id, side, name, team_id)
    return {
        game_id: Game(game_id, {side: tuple(known) for side, known in sides.items()}, *days.get(game_id, (None, None)))
        for game_id, sides in teams.items()
    }


def _cells(rows: CheckedRows, names: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    return zip(*(rows.columns[name] for name in names), strict=True)


def day_in(raw: Any) -> date | None:
    """Return the day that an export states; None if it states none."""
    document = json.loads(raw) if isinstance(raw, str) else raw
    if not isinstance(document, dict):
        return None
    return next((day for name in DAY_COLUMNS if (day := _day_of(document.get(name)))), None)


def _day_of(written: Any) -> date | None:
    """Return a day as trackers write it, such as 2025-09-07; None for anything else."""
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError:
        return None


def _known(cursor: Rows, games: Iterable[int], work: Iterable[TableWork]) -> dict[int, _Known]:
    """Return the games according to schedule and staged tracking; the file's own schedule overrides the staged one."""
    cursor.execute(
        "select g.game_id, s.game_date, s.home_team_name, s.home_team_id, s.away_team_name, s.away_team_id,"
        " t.home_team_name, t.away_team_name, coalesce(t.raw ->> 'gameDate', t.raw ->> 'game_date', t.raw ->> 'date')"
        " from unnest(cast(%s as int4[])) as g (game_id)"
        " left join public.staging_schedule as s on g.game_id = s.game_id"
        " left join public.staging_games as t on g.game_id = t.game_id",
        (sorted(games),),
    )
    found = {}
    for game_id, day, home, home_id, away, away_id, staged_home, staged_away, written in cursor:
        scheduled = _game(game_id, day, (home, home_id), (away, away_id))
        found[game_id] = _Known(scheduled, _game(game_id, _day_of(written), (staged_home,), (staged_away,)))
    names = ("game_id", "game_date", "home_team_name", "home_team_id", "away_team_name", "away_team_id")
    for rows in (each.rows for each in work if each.rows.table.name == SCHEDULE):
        for game_id, day, home, home_id, away, away_id in _cells(rows, names):
            if game_id in found:
                scheduled = _game(game_id, day, (home, home_id), (away, away_id))
                found[game_id] = _Known(scheduled, found[game_id].staged)
    return found


def _game(game_id: int, day: date | None, home: Iterable[str | None], away: Iterable[str | None]) -> Game:
    sides = zip(SIDES, (home, away), strict=True)
    return Game(game_id, {side: tuple(each for each in found if each) for side, found in sides}, day)


def _is_plainly(claim: Game, reference: Game) -> bool:
    """Return whether each team of the claim has a spelling of the game's teams, as is nearly always the case."""
    own = {folded(each) for side in SIDES for each in reference.teams[side]}
    return claim.has_teams and all(own & {folded(each) for each in claim.teams[side]} for side in SIDES)


class _League:
    """What is known beyond one game, queried on demand."""

    def __init__(self, cursor: Rows) -> None:
        self._cursor = cursor
        self._games: list[Game] | None = None
        self._teams: dict[str, set[str]] | None = None

    def games(self) -> list[Game]:
        """Return every game of the schedule."""
        if self._games is None:
            self._cursor.execute(
                "select game_id, game_date, home_team_name, home_team_id, away_team_name, away_team_id"
                " from public.staging_schedule order by game_id"
            )
            self._games = [_game(row[0], row[1], row[2:4], row[4:6]) for row in self._cursor]
        return self._games

    def spellings(self, team: Iterable[str]) -> set[str]:
        """Return every known spelling of a team; empty for an unknown team."""
        if self._teams is None:
            self._teams = {}
            self._cursor.execute("select team_name, team_id, long_team_name, team_code from public.staging_teams")
            pairs = {game.teams[side] for game in self.games() for side in SIDES}
            for spellings in [*self._cursor, *pairs]:
                known = {each for each in spellings if each}
                for each in known:
                    self._teams.setdefault(folded(each), set()).update(known)
        return set().union(*(self._teams.get(folded(each), set()) for each in team))

    def relation(self, team: tuple[str, ...], game: Game) -> Relation:
        """Return the relation of a team to those of a game."""
        if not team:
            return Relation.UNSURE
        own = {each for side in SIDES for each in game.teams[side]}
        own |= {each for side in SIDES for each in self.spellings(game.teams[side])}
        known = {folded(each) for each in own}
        if any(folded(each) in known for each in team):
            return Relation.SAME
        is_known = bool(self.spellings(team))
        if any(resemble(each, other) for each in team for other in own):
            return Relation.UNSURE if is_known else Relation.SAME
        if is_known:
            return Relation.OTHER
        says_nothing = all(is_generic(each) or len(folded(each)) <= LONGEST_CODE for each in team)
        return Relation.UNSURE if says_nothing else Relation.STRANGE

    def share(self, persons: set[Person], game_id: int) -> float | None:
        """Return the share of persons who belong to a game, by the league's roster or else the tracker's."""
        if len(persons) < FEWEST_PERSONS:
            return None
        self._cursor.execute(
            "select source_kind, player_id, player_name from public.staging_game_rosters where game_id = %s", (game_id,)
        )
        found = self._cursor.fetchall()
        league = [row[1:] for row in found if row[0] == "league"]
        known = league if len(league) >= FEWEST_PERSONS else [row[1:] for row in found]
        ids = sorted({each for each, _ in (*known, *persons) if each is not None})
        self._cursor.execute("select player_id from public.staging_players where player_id = any(%s)", (ids,))
        return Persons(known).share(persons, FEWEST_PERSONS, {folded(each) for (each,) in self._cursor})

    def candidates(self, claim: Game, persons: set[Person]) -> list[Game]:
        """Return other scheduled games that fit a claim: by both teams, nearest by day; else by its persons."""
        others = [game for game in self.games() if game.game_id != claim.game_id]
        if claim.has_teams:
            fitting = [game for game in others if game.has_teams and self._fits(claim, game)]
            if fitting:
                return _nearest(claim, fitting)
        return self._with_persons(others, persons)

    def has_other_events(self, work: Iterable[TableWork], game_id: int) -> bool:
        """Return whether the game has staged events, and few new ones are among them by period, clock and type."""
        columns = ("period", "event_start_seconds", "event_type")
        new = {cells for each in work if each.rows.table.name == EVENTS for cells in _cells(each.rows, columns)}
        self._cursor.execute(
            "select period, event_start_seconds, event_type from public.staging_events where game_id = %s", (game_id,)
        )
        staged = set(self._cursor.fetchall())
        return bool(staged) and len(new & staged) <= NO_MATCH * len(new)

    def _fits(self, claim: Game, game: Game) -> bool:
        """Return whether both teams are those of the game, at home or away."""
        home, away = ({folded(each) for each in self._all(claim.teams[side])} for side in SIDES)
        first, second = ({folded(each) for each in game.teams[side]} for side in SIDES)
        return bool((home & first and away & second) or (home & second and away & first))

    def _all(self, team: tuple[str, ...]) -> set[str]:
        return self.spellings(team) | set(team)

    def _with_persons(self, others: list[Game], persons: set[Person]) -> list[Game]:
        """Return the games for which most of the persons are listed, by id or name."""
        if len(persons) < FEWEST_PERSONS:
            return []
        self._cursor.execute(
            "select game_id from public.staging_game_rosters where player_id = any(%s) or player_name = any(%s)"
            " group by game_id order by count(*) desc, game_id limit %s",
            ([each for each, _ in persons if each], [name for _, name in persons if name], 2 * MOST_NAMED),
        )
        found = [game_id for (game_id,) in self._cursor.fetchall()]
        shares = {game_id: self.share(persons, game_id) or 0 for game_id in found}
        return [game for game in others if shares.get(game.game_id, 0) >= MATCH][:MOST_NAMED]


def _nearest(claim: Game, games: list[Game]) -> list[Game]:
    """Return the games of the day of the claim or of its export; all games if it has no day."""
    day = claim.day or claim.exported
    near = [game for game in games if day is not None and game.day is not None and abs(game.day - day) <= NEAR]
    return near or games


def _contradiction(league: _League, work: list[TableWork], claim: Game, reference: Game) -> str | None:
    """Return why the rows cannot be of the game they name; None if they may be."""
    persons = _persons(work, claim.game_id)
    if not reference.has_teams and not persons:
        return None
    relations = [league.relation(claim.teams[side], reference) for side in SIDES]
    if not reference.has_teams:
        relations = [Relation.UNSURE] * len(SIDES)
    same = relations.count(Relation.SAME)
    share = league.share(persons, claim.game_id)
    if same == len(SIDES) or (share is not None and share >= MATCH):
        return None
    likely = league.candidates(claim, persons)
    contradicts = all(each in (Relation.OTHER, Relation.STRANGE) for each in relations)
    if Relation.OTHER in relations and Relation.STRANGE not in relations:  # one team may be a known third, or missing
        contradicts |= bool(likely) if same else not all(claim.teams.values())
    contradicts |= not same and share is not None and share <= NO_MATCH
    if not contradicts:
        return None
    return _other_teams(claim, reference, persons) + _like(likely)


def _other_teams(claim: Game, reference: Game, persons: set[Person]) -> str:
    game = f"game {claim.game_id}"
    if any(claim.teams.values()) and reference.has_teams:
        return f"{game} is {reference}, and these are other teams: {Game(0, claim.teams)}"
    return f"{game}{f' is {reference}, and' if reference.has_teams else ':'} none of these persons is on its roster"


def _like(games: list[Game]) -> str:
    """Return the end of a sentence that names the games that the rows may be of."""
    if not games or len(games) > MOST_NAMED:
        return ""
    return "; this looks like game " + " or ".join(f"{game.game_id} ({game})" for game in games)


def _day_of_another(league: _League, work: list[TableWork], claim: Game, known: _Known) -> str | None:
    """Return why the day is that of another game between the same teams; None if it is not.

    A day stated by the export counts. The day it was saved on counts only if another game was played then and the
    events are not the staged ones: an old game may be corrected on the evening of a new one.
    """
    day, scheduled = claim.day or claim.exported, known.scheduled
    if day is None or scheduled.day is None or abs(day - scheduled.day) <= NEAR or day == known.staged.day:
        return None
    others = [game for game in league.candidates(claim, set()) if game.day is not None and abs(game.day - day) <= NEAR]
    if claim.day is None and not (others and league.has_other_events(work, claim.game_id)):
        return None
    said = "its file says" if claim.day is not None else "its file was saved on"
    return f"game {claim.game_id} is {scheduled}, and {said} {day}" + _like(others)


def _is_another(league: _League, staged: Game, scheduled: Game) -> bool:
    """Return whether the staged game has other teams than the schedule."""
    if not staged.has_teams or _is_plainly(staged, scheduled):
        return False
    relations = [league.relation(staged.teams[side], scheduled) for side in SIDES]
    return all(each in (Relation.OTHER, Relation.STRANGE) for each in relations)


def _persons(work: Iterable[TableWork], game_id: int) -> set[Person]:
    """Return ids and names of the persons of a game: of its roster, else of its events."""
    rows = {each.rows.table.name: each.rows for each in work}
    found: set[Person] = set()
    for name in (ROSTERS, PLAYERS):
        if name in rows and len(found) < FEWEST_PERSONS:
            cells = _cells(rows[name], ("game_id", "player_id", "player_name"))
            found |= {(player, person) for game, player, person in cells if game == game_id and (player or person)}
    return found
