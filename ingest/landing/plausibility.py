"""Judges whether new rows are a plausible version of their games; if not, they are refused and staged rows stay.

Runs in the transaction that lands, on the good rows: rows that a reader rejected count as missing.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from psycopg import Cursor, sql

from ingest.contract.extract import Problem
from ingest.contract.table import Table
from ingest.contract.work import Corrects, Scope, TableWork
from ingest.landing.recurrence import overwritten, periods_lost
from ingest.selection.game_identity import identify

Rows = Cursor[tuple[Any, ...]]
ROSTERS, EVENTS, SHIFTS = "staging_game_rosters", "staging_events", "staging_shifts"
NOUNS = {
    EVENTS: "events",
    SHIFTS: "shifts",
    "staging_event_players": "players of events",
    "staging_puck_positions": "positions of the puck",
    "staging_player_positions": "positions of players",
    ROSTERS: "players of the roster",
    "staging_official_player_games": "official results of players",
    "staging_players": "players",
    "staging_teams": "teams",
    "staging_seasons": "seasons",
    "staging_schedule": "games of the schedule",
    "staging_video_times": "videos",
}
FORCE = "--force loads it anyway"


@dataclass(frozen=True)
class Limits:
    """The largest loss: more than the share ``most`` of a table's rows, and at least ``few`` rows, is too much."""

    most: float = 0.5
    few: int = 5

    def is_exceeded(self, before: int, after: int) -> bool:
        """Return whether the loss from ``before`` to ``after`` rows needs --force."""
        return before - after >= self.few and before - after > self.most * before


@dataclass
class Verdict:
    """Why rows of games may not land (None: rows of no game), and which of these are rows of another game.

    ``wrongly_staged`` are the games under whose number another game is staged.
    """

    refused: dict[int | None, str] = field(default_factory=dict)
    contradicted: dict[int, str] = field(default_factory=dict)
    wrongly_staged: set[int] = field(default_factory=set)


def judge(
    cursor: Rows, work: list[TableWork], problems: Collection[Problem], limits: Limits, row_wise: bool = False
) -> Verdict:
    """Judge the new rows of a file by the schedule and by the staged rows of their games."""
    identity = identify(cursor, work)
    verdict = Verdict(contradicted=identity.contradicted, wrongly_staged=identity.wrongly_staged)
    verdict.refused.update(identity.contradicted.items())
    if row_wise:
        verdict.contradicted = overwritten(cursor, work, limits.few) | verdict.contradicted
        verdict.refused.update(verdict.contradicted.items())
    for game, losses in _losses(cursor, work, limits).items():
        if game not in verdict.refused and game not in verdict.wrongly_staged:
            tables = {each.table for each in losses}
            verdict.refused[game] = _too_little(game, losses) + cause(problems, tables, game)
    for game, reason in periods_lost(cursor, work, limits.few).items():
        if game not in verdict.refused and game not in verdict.wrongly_staged:
            verdict.refused[game] = reason
    return verdict


@dataclass(frozen=True)
class _Loss:
    """The loss of a game (None: the league) in a table, in rows."""

    table: str
    before: int
    after: int

    def __str__(self) -> str:
        noun = NOUNS.get(self.table, f"rows of {self.table}")
        return f"{self.before - self.after} of {self.before} {noun}"


def _losses(cursor: Rows, work: Iterable[TableWork], limits: Limits) -> dict[int | None, list[_Loss]]:
    losses: dict[int | None, list[_Loss]] = {}
    for each in work:
        table, new = each.rows.table, _new(each)
        for game, before, kept in _staged(cursor, each):
            after = new[game] + kept
            is_emptied = not after and (table.name in (EVENTS, SHIFTS) or before >= limits.few)
            if game not in each.unjudged and (is_emptied or limits.is_exceeded(before, after)):
                losses.setdefault(game, []).append(_Loss(table.name, before, after))
    return losses


def _new(work: TableWork) -> Counter[int | None]:
    rows = work.rows
    return Counter(rows.columns["game_id"]) if rows.table.of_games else Counter({None: len(rows.positions)})


def _staged(cursor: Rows, work: TableWork) -> list[tuple[int | None, int, int]]:
    """Return, by game, the number of rows where the file deletes, and how many of them other files have settled."""
    if work.scope is not None and not work.exports:
        return _staged_in_scope(cursor, work.rows.table, work.scope)
    if work.corrects is not None and work.corrects.sides and not work.corrects.own_file_only:
        return _staged_of_sides(cursor, work.rows.table, work.corrects)
    return []


def _staged_in_scope(cursor: Rows, table: Table, scope: Scope) -> list[tuple[int | None, int, int]]:
    statement = sql.SQL("select {}, count(*), 0 from {} where {} and {} group by 1").format(
        sql.SQL("game_id" if scope.games is not None else "cast(null as int4)"),
        sql.Identifier("public", table.name),
        sql.SQL("game_id = any(%(games)s)" if scope.games is not None else "true"),
        sql.SQL("source_kind = any(%(kinds)s)" if scope.source_kinds is not None else "true"),
    )
    cursor.execute(statement, {"games": sorted(scope.games or ()), "kinds": sorted(scope.source_kinds or ())})
    return cursor.fetchall()


def _staged_of_sides(cursor: Rows, table: Table, corrects: Corrects) -> list[tuple[int | None, int, int]]:
    statement = sql.SQL(
        "select game_id, team_venue, {}, count(*), count(*) filter (where {} = any(%(kept)s)) from {}"
        " where game_id = any(%(games)s) group by 1, 2, 3"
    ).format(
        sql.SQL("source_kind" if table.name == ROSTERS else "null"),
        sql.Identifier(table.key[0]),
        sql.Identifier("public", table.name),
    )
    games = {game for game, *_ in corrects.sides}
    cursor.execute(statement, {"kept": [*corrects.kept], "games": [*games]})
    found: dict[int | None, tuple[int, int]] = {}
    for game, venue, kind, count, kept in cursor:
        if (game, venue, kind) in corrects.sides:
            before, settled = found.get(game, (0, 0))
            found[game] = before + count, settled + kept
    return [(game, *counts) for game, counts in found.items()]


def _too_little(game: int | None, losses: list[_Loss]) -> str:
    whose = "" if game is None else f" of game {game}"
    missing = [each for each in losses if each.table in (EVENTS, SHIFTS) and not each.after]
    if missing:
        lacks = " and no ".join(NOUNS[each.table] for each in missing)
        staged = " and ".join(f"{each.before} {NOUNS[each.table]}" for each in missing)
        return f"it has no {lacks}, and {staged}{whose} are staged"
    return f"it would take away most of what is staged{whose}: {', '.join(map(str, losses))}"


def cause(problems: Iterable[Problem], tables: Collection[str], game: int | None = None) -> str:
    """Return the rejected rows of these tables as the end of a sentence."""
    fatal = [each for each in problems if each.fatal and each.table in tables]
    if game is not None:
        fatal = [each for each in fatal if each.game_id in (None, game)]
    if not fatal:
        return ""
    rows = "1 row was" if len(fatal) == 1 else f"{len(fatal)} rows were"
    return f" ({rows} rejected, first {fatal[0]})"


def without_games(work: list[TableWork], refused: dict[int | None, str]) -> None:
    """Reject the rows of refused games, and keep their staged rows."""
    games = frozenset(game for game in refused if game is not None)
    for each in work:
        rows = each.rows
        if each.scope is not None:
            kept = None if each.scope.games is None else each.scope.games - games
            is_left = kept if rows.table.of_games else None not in refused
            each.scope = replace(each.scope, games=kept) if is_left else None
        if each.corrects is not None:
            sides = frozenset(side for side in each.corrects.sides if side[0] not in games)
            each.corrects = replace(each.corrects, sides=sides)
        if rows.table.of_games and rows.table.name != "staging_schedule":
            for game in sorted(game for game in rows.games if game in games):
                bad = [found == game for found in rows.columns["game_id"]]
                rows.reject(bad, "game_id", "rows of the game", refused[game])
        elif None in refused and not rows.table.of_games:
            rows.reject([True] * len(rows.positions), rows.table.key[-1], "rows of the league", refused[None])
