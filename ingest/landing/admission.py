"""Decides what of a file may land: rows of scheduled games, plausible versions of staged games; whole or in part."""

from dataclasses import dataclass, field, replace

from ingest.contract.checked import CheckedRows
from ingest.contract.extract import Origin, Problem
from ingest.contract.tables import TABLES
from ingest.contract.work import Operation, Scope, TableWork
from ingest.database.session import Rows
from ingest.landing.corrections import Corrections, find_corrections
from ingest.landing.file_plan import FilePlan, FileRejected, problems_of
from ingest.landing.plausibility import FORCE, cause, judge, without_games
from ingest.landing.receipts import NO_SCHEDULE, NOT_SCHEDULED
from ingest.selection.exports import RICHNESS
from ingest.selection.game_identity import looks_like, teams_of_others
from ingest.selection.plan import CHILDREN_OF_EVENTS, EVENTS, ROSTERS, VIDEOS

SHIFTS = "staging_shifts"
SCHEDULE = "staging_schedule"
SCHEDULED = "a game of the schedule, which is loaded first"
TRACKED = frozenset({"staging_games", EVENTS, SHIFTS, *CHILDREN_OF_EVENTS})


@dataclass
class Admitted:
    """What lands: the staged rows, what they correct, notes, and the refusals that ``--force`` overrode."""

    work: list[TableWork]
    notes: list[Problem]
    corrections: Corrections
    forced: list[str] = field(default_factory=list)


class Admission:
    """Decides what of a file may land, in rounds: ``next_rows`` are staged, then ``judge`` looks at them.

    Rows of a refused game are rejected, and its staged rows stay; an export is refused as a whole.
    """

    def __init__(self, cursor: Rows, plan: FilePlan) -> None:
        self._cursor, self._plan = cursor, plan
        self._planned, self._notes = plan.work, list[Problem]()
        self._refused = _contradicted_beside(plan)
        if self._refused:
            _refuse_whole_file(plan, plan.work, self._refused)

    def next_rows(self) -> list[TableWork]:
        """Return the rows to stage: of scheduled games, without refused ones; raise FileRejected if none may land."""
        work = [replace(each, rows=each.rows.copy()) for each in self._planned]
        self._notes = _reject_unscheduled(self._cursor, self._plan, work)
        if not self._plan.force:
            _reject_other_teams(self._cursor, work)
        _refuse_second_export(self._cursor, self._plan)
        without_games(work, self._refused)
        return work

    def judge(self, work: list[TableWork]) -> Admitted | None:
        """Return what lands of the staged rows; None if other rows must be staged first.

        Raise FileRejected if nothing of the file may land.
        """
        cursor, plan = self._cursor, self._plan
        verdict = judge(cursor, work, problems_of(plan, work), plan.limits, plan.snapshot_game is None)
        if verdict.refused and not plan.force:
            plan.contradicted.update(verdict.contradicted)
            _refuse_whole_file(plan, work, verdict.refused)
            self._refused |= verdict.refused
            return None
        cleared = _with_leftovers(self._planned, verdict.wrongly_staged)
        if len(cleared) != len(self._planned):
            self._planned = cleared
            return None
        forced = list(verdict.refused.values())
        if not forced:
            _refuse_broken_file(plan, work)
        _refuse_if_strict(plan, work)
        corrections = find_corrections(
            cursor, work, str(plan.path), plan.load.source_file, plan.problems, plan.limits.most, plan.force
        )
        return Admitted(work, self._notes + corrections.notes, corrections, forced)


def _contradicted_beside(plan: FilePlan) -> dict[int | None, str]:
    """Return the games of tracked rows for which a file in the same folder names the teams of another game.

    Events and shifts of a CSV name no team: they belong to the game of the roster in the same folder.
    """
    if plan.force or plan.snapshot_game is not None:
        return {}
    games = {game for each in plan.work if each.rows.table.name in TRACKED for game in each.rows.games}
    return {game: plan.contradicted[game] for game in sorted(games & plan.contradicted.keys())}


def _refuse_whole_file(plan: FilePlan, work: list[TableWork], refused: dict[int | None, str]) -> None:
    """Raise FileRejected for an export, and for a file of which no row would be left."""
    games = {game for each in work for game in (each.rows.games if each.rows.table.of_games else (None,))}
    if plan.snapshot_game is None and games - refused.keys():
        return
    reasons = list(refused.values())
    more = f" (and {len(reasons) - 1} more games)" if len(reasons) > 1 else ""
    problems = problems_of(plan, plan.work)
    _refuse_broken_file(plan, work)
    raise FileRejected(f"{plan.path}: {reasons[0]}{more}; nothing of it was loaded, {FORCE}", problems)


def _with_leftovers(planned: list[TableWork], wrong: set[int]) -> list[TableWork]:
    """Add the deletion of rosters and videos of another game that was staged under the number of this export."""
    snapshots = [each for each in planned if each.rows.table.name == EVENTS and each.scope is not None]
    if not wrong or not snapshots:
        return planned
    names = {each.rows.table.name for each in planned}
    found = list(planned)
    scope = Scope(frozenset(wrong))
    if ROSTERS not in names:
        found.append(
            TableWork(_nothing(ROSTERS), Operation.REPLACE, replace(scope, source_kinds=frozenset({"tracker"})))
        )
    if VIDEOS not in names:
        found.append(TableWork(_nothing(VIDEOS), Operation.REPLACE, scope, exports=frozenset(RICHNESS)))
    return found


def _nothing(name: str) -> CheckedRows:
    return CheckedRows.empty(TABLES[name], "")


def _reject_unscheduled(cursor: Rows, plan: FilePlan, work: list[TableWork]) -> list[Problem]:
    """Reject tracked rows of games that are not in the league's schedule, such as test games.

    Rosters and other league rows of such a game land with a note, and so does everything if no schedule is loaded.
    """
    of_games = [each.rows for each in work if each.rows.table.of_games]
    scheduled_here = {game for rows in of_games if rows.table.name == SCHEDULE for game in rows.games}
    unknown, has_schedule = _unscheduled(cursor, {game for rows in of_games for game in rows.games} - scheduled_here)
    if not unknown:
        return []
    if not has_schedule:
        return [_schedule_note(plan, unknown, NO_SCHEDULE)]
    if plan.snapshot_game is not None and plan.snapshot_game in unknown:
        problem = _schedule_problem(plan)
        like = looks_like(cursor, work, plan.snapshot_game)
        raise FileRejected(f"{problem}{like}", [*plan.problems, problem])
    for rows in (each for each in of_games if each.table.name in TRACKED):
        rows.reject([game in unknown for game in rows.columns["game_id"]], "game_id", SCHEDULED, NOT_SCHEDULED)
    left = unknown & {game for rows in of_games for game in rows.games}
    return [_schedule_note(plan, left, NOT_SCHEDULED)] if left else []


def _reject_other_teams(cursor: Rows, work: list[TableWork]) -> None:
    """Reject schedule rows that give a tracked game two other teams: their number is mistyped."""
    for rows in (each.rows for each in work if each.rows.table.name == SCHEDULE):
        for game, reason in teams_of_others(cursor, rows).items():
            bad = [found == game for found in rows.columns["game_id"]]
            rows.reject(bad, "game_id", "the teams of the tracked game", f"{reason}; {FORCE}")


def _unscheduled(cursor: Rows, games: set[int]) -> tuple[set[int], bool]:
    """Return the games that are in no schedule, and whether there is a schedule at all."""
    cursor.execute(
        "select array(select g from unnest(cast(%s as int4[])) as g"
        " where not exists (select from public.staging_schedule as s where s.game_id = g)),"
        " exists (select from public.staging_schedule)",
        (sorted(games),),
    )
    unknown, has_schedule = cursor.fetchall()[0]
    return set(unknown), has_schedule


def _schedule_problem(plan: FilePlan) -> Problem:
    game, expected = plan.snapshot_game, "a game of the schedule"
    return Problem(str(plan.path), Origin(), "staging_games", "game_id", game, expected, NOT_SCHEDULED, True, game)


def _schedule_note(plan: FilePlan, games: set[int], reason: str) -> Problem:
    first = sorted(games)
    shown = ", ".join(str(game) for game in first[:5]) + (", …" if len(first) > 5 else "")
    expected = "games of the schedule"
    return Problem(str(plan.path), Origin(), "staging_schedule", "game_id", shown, expected, reason, fatal=False)


def _refuse_second_export(cursor: Rows, plan: FilePlan) -> None:
    """Raise FileRejected if an export is to be appended to a game with staged rows."""
    if plan.snapshot_game is None or plan.load.operation is not Operation.APPEND:
        return
    cursor.execute(
        "select exists (select from public.staging_events where game_id = %(game)s)"
        " or exists (select from public.staging_shifts where game_id = %(game)s)",
        {"game": plan.snapshot_game},
    )
    if cursor.fetchall()[0][0]:
        reason = f"game {plan.snapshot_game} is staged already, and an export replaces its game or nothing"
        raise FileRejected(reason, plan.problems)


def _refuse_broken_file(plan: FilePlan, work: list[TableWork]) -> None:
    """Raise FileRejected for an export without any good event or any good shift."""
    if plan.snapshot_game is None or plan.load.operation is Operation.MERGE:
        return
    problems = problems_of(plan, work)
    events, shifts = (next(each.rows for each in work if each.rows.table.name == name) for name in (EVENTS, SHIFTS))
    if not events.positions and not shifts.positions:
        reason = (
            f"none of its events and shifts of game {plan.snapshot_game} can land{cause(problems, {EVENTS, SHIFTS})}"
        )
        raise FileRejected(reason, problems)
    for rows in (events, shifts):
        if rows.read and not rows.positions:
            name, read = rows.table.name, f"{rows.read} rows of game {plan.snapshot_game}"
            raise FileRejected(f"none of its {read} for {name} can land{cause(problems, {name})}", problems)


def _refuse_if_strict(plan: FilePlan, work: list[TableWork]) -> None:
    """Raise FileRejected for a file with a rejected row if --strict is set."""
    problems = problems_of(plan, work)
    fatal = sum(problem.fatal for problem in problems)
    if plan.strict and fatal:
        found = "1 problem" if fatal == 1 else f"{fatal} problems"
        raise FileRejected(f"{found}; with --strict no row of such a file lands", problems)
