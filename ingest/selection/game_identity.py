"""Identifies the game of a file: compares its teams, persons and day with the schedule, or with the staged game."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from psycopg import Cursor

from ingest.contract.checked import CheckedRows
from ingest.contract.work import TableWork
from ingest.parsing.names import Person, folded, is_generic, resemble
from ingest.selection.known_games import (
    FEWEST_PERSONS,
    MATCH,
    MOST_NAMED,
    NEAR,
    NO_MATCH,
    SIDES,
    Game,
    League,
    Relation,
    cells_of,
    game_from,
)

Rows = Cursor[tuple[Any, ...]]
GAMES, ROSTERS, SCHEDULE = "staging_games", "staging_game_rosters", "staging_schedule"
PLAYERS = "staging_event_players"
DAY_COLUMNS = ("gameDate", "game_date", "date")  # of exports; kept in raw


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
    league = League(cursor)
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
    return "" if claim is None else _like(League(cursor).candidates(claim, _persons(work, game_id)))


def teams_of_others(cursor: Rows, schedule: CheckedRows) -> dict[int, str]:
    """Return, by game, why schedule rows contradict a game that is tracked: both its teams are others."""
    names = ("game_id", "home_team_name", "home_team_id", "away_team_name", "away_team_id")
    new = {row[0]: game_from(row[0], None, row[1:3], row[3:5]) for row in cells_of(schedule, names)}
    cursor.execute(
        "select s.game_id, s.home_team_name, s.home_team_id, s.away_team_name, s.away_team_id,"
        " t.home_team_name, t.away_team_name from public.staging_schedule as s"
        " left join public.staging_games as t on s.game_id = t.game_id"
        " where s.game_id = any(%s) and exists (select from public.staging_events as e where e.game_id = s.game_id)",
        (sorted(new),),
    )
    found = {}
    for game_id, home, home_id, away, away_id, tracked_home, tracked_away in cursor:
        old = game_from(game_id, None, (home, home_id, tracked_home), (away, away_id, tracked_away))
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
        for game_id, home, away, exported, raw in cells_of(rows[GAMES], header):
            add(game_id, "home", home)
            add(game_id, "away", away)
            days[game_id] = day_in(raw), exported.date() if isinstance(exported, datetime) else None
    if ROSTERS in rows:
        names = ("game_id", "team_venue", "team_id", "team_name")
        for game_id, side, team_id, name in dict.fromkeys(cells_of(rows[ROSTERS], names)):
            if side is not None:  # of a partial row
                add(game_id, side, name, team_id)
    return {
        game_id: Game(game_id, {side: tuple(known) for side, known in sides.items()}, *days.get(game_id, (None, None)))
        for game_id, sides in teams.items()
    }


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
        scheduled = game_from(game_id, day, (home, home_id), (away, away_id))
        found[game_id] = _Known(scheduled, game_from(game_id, _day_of(written), (staged_home,), (staged_away,)))
    names = ("game_id", "game_date", "home_team_name", "home_team_id", "away_team_name", "away_team_id")
    for rows in (each.rows for each in work if each.rows.table.name == SCHEDULE):
        for game_id, day, home, home_id, away, away_id in cells_of(rows, names):
            if game_id in found:
                scheduled = game_from(game_id, day, (home, home_id), (away, away_id))
                found[game_id] = _Known(scheduled, found[game_id].staged)
    return found


def _is_plainly(claim: Game, reference: Game) -> bool:
    """Return whether each team of the claim has a spelling of the game's teams, as is nearly always the case."""
    own = {folded(each) for side in SIDES for each in reference.teams[side]}
    return claim.has_teams and all(own & {folded(each) for each in claim.teams[side]} for side in SIDES)


def _contradiction(league: League, work: list[TableWork], claim: Game, reference: Game) -> str | None:
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


def _day_of_another(league: League, work: list[TableWork], claim: Game, known: _Known) -> str | None:
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


def _is_another(league: League, staged: Game, scheduled: Game) -> bool:
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
            cells = cells_of(rows[name], ("game_id", "player_id", "player_name"))
            found |= {(player, person) for game, player, person in cells if game == game_id and (player or person)}
    return found
