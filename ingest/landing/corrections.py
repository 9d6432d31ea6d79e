"""Removes what a corrected file no longer has: roster, result and schedule files are complete for their scopes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg import Cursor, sql

from ingest.contract.extract import Origin, Problem
from ingest.contract.table import Table
from ingest.contract.work import Corrects, TableWork
from ingest.database.session import LOADER_LOCK
from ingest.journal.summary import TableResult
from ingest.landing.tables import staged_rows
from ingest.parsing.names import folded, tokens

Rows = Cursor[tuple[Any, ...]]
ROSTERS, RESULTS, SCHEDULE = "staging_game_rosters", "staging_official_player_games", "staging_schedule"
PLAYERS = "staging_players"
MOST_NAMED = 8
Side = tuple[int, str, str | None]  # game, home or away, kind of source


@dataclass(frozen=True)
class Gone:
    """A staged row that the corrected file no longer has; ``what`` names it for people."""

    table: str
    game_id: int
    key: Any
    what: str
    player_id: str | None = None


@dataclass
class Corrections:
    """The rows to remove, and notes on those that stay although the file lacks them."""

    gone: list[Gone]
    notes: list[Problem]

    @property
    def games(self) -> set[int]:
        """The games of the rows to remove."""
        return {each.game_id for each in self.gone}

    def of_table(self, name: str) -> list[Gone]:
        """Return the rows of one table."""
        return [each for each in self.gone if each.table == name]


def find_corrections(
    cursor: Rows, work: list[TableWork], file: str, source_file: str, problems: list[Problem], most: float, force: bool
) -> Corrections:
    """Return the staged rows that the file corrects away; its own rows are in the temporary tables.

    A file with a rejected row is not complete: then only persons and games that moved are corrected.
    """
    found = Corrections([], [])
    for each in work:
        if each.corrects is None:
            continue
        fatal = [problem for problem in [*problems, *each.rows.problems] if problem.fatal]
        lacking = {problem.game_id for problem in fatal if problem.table == each.rows.table.name}
        if each.rows.table.name == SCHEDULE:
            _correct_schedule(cursor, each, each.corrects, found, file, bool(lacking), most, force)
        else:
            found.gone += _gone_of_sides(cursor, each, each.corrects, source_file, lacking)
    return found


def remove(cursor: Rows, table: Table, gone: Iterable[Gone]) -> int:
    """Delete rows by key; return their number."""
    keys = [each.key for each in gone]
    if not keys:
        return 0
    statement = sql.SQL("delete from {} where {} = any(%s)")
    cursor.execute(statement.format(sql.Identifier("public", table.name), sql.Identifier(table.key[0])), (keys,))
    return cursor.rowcount


def remove_orphan_persons(cursor: Rows, corrections: Corrections) -> dict[str, list[str]]:
    """Delete persons who are in no table any more and whom only rosters had named; teams stay.

    Return a line for each, by table. Persons of the league's own lists stay, since they may not have played yet.
    """
    removed: dict[str, list[str]] = {}
    ids = sorted({each.player_id for each in corrections.gone if each.player_id is not None})
    if ids:
        cursor.execute(_ORPHAN_PERSONS, {"ids": ids, "games": sorted(corrections.games)})
        lines = [f"{PLAYERS}: {name} ({player}): gone, he has another id now" for player, name in cursor]
        removed |= {PLAYERS: lines} if lines else {}
    return removed


def removed_lines(
    results: Iterable[TableResult], corrections: Corrections, forced: list[str], versions: Mapping[int, int]
) -> list[str]:
    """Return the removed rows, a line each: those that a corrected file lacks, and those that ``--force`` overrode."""
    removed = [f"forced: {reason}" for reason in forced]
    if forced:
        counts = [
            f"{each.table} {each.deleted} gone, {each.updated} overwritten"
            for each in results
            if each.deleted or each.updated
        ]
        removed.append(f"by --force: {'; '.join(counts) or 'nothing'}")
    lines: dict[tuple[str, int], list[str]] = {}
    for each in corrections.gone:
        lines.setdefault((each.table, each.game_id), []).append(each.what)
    for (table, game), rows in lines.items():
        shown = ", ".join(rows[:MOST_NAMED]) + (f" and {len(rows) - MOST_NAMED} more" if len(rows) > MOST_NAMED else "")
        back = f"`benchsight revert {game} --to {versions.get(game, 0)}` brings back what was"
        removed.append(f"{table}: {shown}: gone, the file no longer has {'it' if len(rows) == 1 else 'them'} ({back})")
    return removed


def _gone_of_sides(
    cursor: Rows, work: TableWork, corrects: Corrects, source_file: str, lacking: set[int | None]
) -> Iterable[Gone]:
    """Return roster players (or results) that the file lacks: of its sides, or moved to one of its sides."""
    table, games = work.rows.table, sorted({game for game, *_ in corrects.sides})
    is_roster = table.name == ROSTERS
    kind, name = ("source_kind", "player_name") if is_roster else ("null", "null")
    statement = sql.SQL(
        f"select t.{table.key[0]}, t.game_id, t.team_venue, {kind}, t.player_number, t.player_id, {name}, t.source_file"
        f" from public.{table.name} as t where t.game_id = any(%s)"
        f" and not exists (select from {{}} as n where n.{table.key[0]} = t.{table.key[0]}) order by 1"  # nosec B608 # constants
    )
    cursor.execute(statement.format(staged_rows(table)), (games,))
    left = cursor.fetchall()
    sides = {side for side in corrects.sides if side[0] not in lacking and None not in lacking}
    moved = _movers(work) if left else set()
    for key, game, venue, source, number, player, person, own in left:
        if key in corrects.kept or (corrects.own_file_only and own != source_file):
            continue
        who = _who(game, source, number, player, person)
        if (game, venue, source) in sides or (corrects.sides and who & moved):
            shirt = None if number is None else f"#{number}"
            label = " ".join(part for part in (shirt, person or player, f"({venue})") if part)
            yield Gone(table.name, game, key, f"game {game}, {label}", player)


def _movers(work: TableWork) -> set[tuple[Any, ...]]:
    """Return the persons of the file, by id and by number and name."""
    rows = work.rows
    names = ("source_kind", "player_name") if rows.table.name == ROSTERS else (None, None)
    nothing = [None] * len(rows.positions)
    kinds, persons = (nothing if name is None else rows.columns[name] for name in names)
    cells = zip(
        rows.columns["game_id"], kinds, rows.columns["player_number"], rows.columns["player_id"], persons, strict=True
    )
    return {who for row in cells for who in _who(*row)}


def _who(game: int, kind: str | None, number: int | None, player: str | None, name: str | None) -> set[tuple[Any, ...]]:
    known: set[tuple[Any, ...]] = set()
    if player is not None:
        known.add((game, kind, "id", player))
    if number is not None and tokens(name):
        known.add((game, kind, number, folded(name)))
    return known


# Persons whom only rosters name have no raw row. One is deleted only if he is on the roster under another id, since
# he may be on the league's list otherwise.
_ORPHAN_PERSONS = """
    delete from public.staging_players as p
    where p.player_id = any(%(ids)s)
        and p.raw is null
        and exists (
            select from public.staging_game_rosters as r
            where r.game_id = any(%(games)s) and lower(r.player_name) = lower(p.player_name)
        )
        and not exists (select from public.staging_game_rosters as r where r.player_id = p.player_id)
        and not exists (select from public.staging_official_player_games as o where o.player_id = p.player_id)
        and not exists (select from public.staging_event_players as e where e.player_id = p.player_id)
    returning p.player_id, p.player_name
"""


@dataclass(frozen=True)
class _Listed:
    """A staged game of the schedule that the file lacks, in a season that it covers."""

    game_id: int
    season: str
    label: str
    came_with: str
    is_tracked: bool
    has_moved: bool


def _correct_schedule(
    cursor: Rows,
    work: TableWork,
    corrects: Corrects,
    found: Corrections,
    file: str,
    is_lacking: bool,
    most: float,
    force: bool,
) -> None:
    """Find games that the file dropped or renumbered; a tracked game is removed only by force.

    The file covers the seasons, kinds of games and teams that it names. It is the newer version of another file if it
    has most of that file's games: a month's schedule is not complete for other months.
    """
    cursor.execute(_SCHEDULE_SCOPE.format(landing=staged_rows(work.rows.table)))
    rows = cursor.fetchall()
    held: Counter[str] = Counter()
    missing: list[_Listed] = []
    for game, season, day, home, away, source, is_held, is_tracked, has_moved in rows:
        held[source] += is_held or game in corrects.kept
        if not is_held and game not in corrects.kept:
            label = f"{home} - {away}" + (f", {day}" if day else "")
            missing.append(_Listed(game, season, label, source, is_tracked, has_moved))
    dropped = Counter(each.came_with for each in missing if not each.has_moved)
    kept: dict[str, list[_Listed]] = {}
    for each in missing:
        is_part = dropped[each.came_with] > most * (held[each.came_with] + dropped[each.came_with])
        if each.is_tracked and not force:
            reason = "it is tracked"
        elif not each.has_moved and not force and (is_part or is_lacking):
            reason = (
                "a row of the file was rejected"
                if is_lacking
                else "the file has fewer than half of the games they came with"
            )
        elif not force and not _is_free(cursor, each.game_id):
            reason = "it is being loaded"
        else:
            found.gone.append(Gone(SCHEDULE, each.game_id, each.game_id, f"game {each.game_id} ({each.label})"))
            continue
        kept.setdefault(reason, []).append(each)
    found.notes += [_kept_note(file, reason, games) for reason, games in kept.items()]


def _is_free(cursor: Rows, game: int) -> bool:
    """Return whether no other session loads the game; it is locked until the end of the transaction."""
    cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", (LOADER_LOCK, game))
    return bool(cursor.fetchall()[0][0])


def _kept_note(file: str, reason: str, games: list[_Listed]) -> Problem:
    shown = ", ".join(str(each.game_id) for each in games[:5]) + (", …" if len(games) > 5 else "")
    text = f"games of the season that this file does not have stay in the schedule: {reason}; --force removes them"
    return Problem(file, Origin(), SCHEDULE, "game_id", shown, "every game of the season", text, fatal=False)


_SCHEDULE_SCOPE = sql.SQL("""
    with file as (
        select
            game_id, coalesce(season_id, season) as season, game_type, game_date, game_time,
            coalesce(home_team_id, home_team_name) as home, coalesce(away_team_id, away_team_name) as away
        from {landing}
    ),

    teams as (
        select season, game_type, home as team from file
        union select season, game_type, away from file
    ),

    scope as (
        select
            game_id, coalesce(season_id, season) as season, game_type, game_date, game_time, source_file,
            coalesce(home_team_name, home_team_id) as home_name, coalesce(away_team_name, away_team_id) as away_name,
            coalesce(home_team_id, home_team_name) as home, coalesce(away_team_id, away_team_name) as away
        from public.staging_schedule
    )

    select
        s.game_id, s.season, s.game_date, s.home_name, s.away_name, coalesce(s.source_file, ''),
        f.game_id is not null,
        f.game_id is null and (
            exists (select from public.staging_games as g where g.game_id = s.game_id)
            or exists (select from public.staging_events as e where e.game_id = s.game_id)
            or exists (select from public.staging_shifts as i where i.game_id = s.game_id)
        ),
        f.game_id is null and exists (
            select from file as m
            where m.season = s.season and m.home = s.home and m.away = s.away and m.game_date = s.game_date
                and (m.game_time = s.game_time or m.game_time is null or s.game_time is null)
                and not exists (select from public.staging_schedule as known where known.game_id = m.game_id)
        )
    from scope as s
    left join file as f on s.game_id = f.game_id
    inner join teams as h on s.home = h.team and s.season = h.season and s.game_type is not distinct from h.game_type
    inner join teams as a on s.away = a.team and s.season = a.season and s.game_type is not distinct from a.game_type
    order by s.game_id
""")
