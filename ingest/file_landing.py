"""Lands one file in one transaction, and leaves its trace in load_history and staging_rejects."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from ingest import history, receipts
from ingest.extract import Origin, Problem
from ingest.history import FileLoad
from ingest.landing import Landed, LandingRefused, Operation, TableWork, land, stage
from ingest.phases import Counts, Journal, Phase, Step, error_payload
from ingest.plan import CHILDREN_OF_EVENTS, EVENTS
from ingest.receipts import NO_SCHEDULE, NOT_SCHEDULED, Receipt, Stamps
from ingest.renewal import Landing
from ingest.session import Rows, Session, lock_games
from ingest.summary import FileResult, Status, TableResult
from ingest.transient import OF_THE_MOMENT, first_line, is_refusal

LOCK_TIMEOUT = "10s"  # then it is tried again, a few times, and at last told
SHIFTS = "staging_shifts"
SCHEDULE = "staging_schedule"
SCHEDULED = "a game of the schedule, which is loaded first"
TRACKED = frozenset({"staging_games", EVENTS, SHIFTS, *CHILDREN_OF_EVENTS})
LEAGUE = 0  # stands for the tables that belong to no game, where games are locked


@dataclass
class FilePlan:
    """All that is to land of a file, or of its members alone (``phase`` says which).

    ``problems`` are the reader's, ``snapshot_game`` is set for an export; a ``receipt`` is to be filled in and kept.
    """

    path: Path
    load: FileLoad
    phase: Phase
    work: list[TableWork]
    problems: list[Problem]
    snapshot_game: int | None = None
    strict: bool = False
    payload: str | None = None
    receipt: Receipt | None = None

    @property
    def tables(self) -> list[str]:
        """The names of the tables it lands in."""
        return [each.rows.table.name for each in self.work]

    @property
    def games(self) -> frozenset[int]:
        """The games of the file, those of rows that other files outrank among them if there is to be a receipt."""
        known = frozenset[int]() if self.receipt is None else self.receipt.info.all_games
        own = () if self.snapshot_game is None else (self.snapshot_game,)
        return known.union(own, *(each.rows.games for each in self.work))


class FileRejected(Exception):
    """Nothing of the file lands; the message says why, ``problems`` holds what was found until then."""

    def __init__(self, reason: str, problems: list[Problem]) -> None:
        super().__init__(reason)
        self.problems = problems


@dataclass
class LandedFile:
    """The result of a file, the rows that landed, and what that did to games (nothing if it failed)."""

    result: FileResult
    work: list[TableWork] = field(default_factory=list)
    landing: Landing | None = None


def land_file(session: Session, journal: Journal, plan: FilePlan) -> LandedFile:
    """Land the file, or record why it could not; raises psycopg.OperationalError where the database is lost."""
    return _Landing(session, journal, plan).land()


class _Landing:
    """The landing of one file, attempt by attempt."""

    def __init__(self, session: Session, journal: Journal, plan: FilePlan) -> None:
        self.session, self.journal, self.plan = session, journal, plan
        self.step = self._next_step()
        self.is_first = True

    def land(self) -> LandedFile:
        """Land it, or record why not."""
        try:
            self.session.note(self._start)
            return self.session.attempt(self._attempt, self._retry)
        except LandingRefused as refused:
            problems = _problems(self.plan, self.plan.work)
            return self._record_failure(str(refused), problems, error_payload(str(refused)))
        except FileRejected as rejected:
            return self._record_failure(str(rejected), rejected.problems, error_payload(str(rejected)))
        except psycopg.Error as error:
            if self.session.is_lost or not (is_refusal(error) or isinstance(error, OF_THE_MOMENT)):
                raise
            return self._record_refusal(error)

    def _next_step(self) -> Step:
        games = {game for each in self.plan.work for game in each.rows.games}
        game = min(games) if len(games) == 1 else self.plan.snapshot_game
        return self.journal.step(self.plan.phase, self.plan.load.source_file, game, self.plan.payload)

    def _start(self, cursor: Rows) -> None:
        history.start(cursor, self.plan.load, self.plan.work)
        self.journal.start(cursor, self.step)

    def _retry(self, error: BaseException) -> None:
        """One attempt has failed and another begins; a server that crashed may have forgotten that any had."""
        following = replace(self.step, attempt=self.step.attempt + 1)
        with self.session.transaction() as cursor:
            history.start(cursor, self.plan.load, self.plan.work)
            self.journal.fail(cursor, self.step, error_payload(error, str(self.plan.path), is_transient=True))
            self.journal.start(cursor, following)
        self.step = following

    def _attempt(self) -> LandedFile:
        plan = self.plan
        work = [replace(each, rows=each.rows.copy()) for each in plan.work]
        with self.session.transaction() as cursor:
            results = [] if self.is_first else history.completed(cursor, plan.load, plan.tables)
            self.is_first = False
            if results:  # the connection was lost after the commit of the attempt before
                self.journal.complete(cursor, self.step, Counts.of(results))
                return _landed(plan, results, _problems(plan, work), work)
            set_session(cursor, plan.load)
            lock_games(cursor, _games_to_lock(plan))
            before = receipts.versions(cursor, plan.games)
            notes = _hold_to_schedule(cursor, plan, work)
            _refuse_second_export(cursor, plan)
            stage(cursor, work)
            _refuse_broken_file(plan, work)
            landed = land(cursor, work, plan.load.load_id, plan.load.source_file)
            problems = _problems(plan, work) + notes
            results = [_table_result(plan, each, landed[each.rows.table.name]) for each in work]
            history.replace_rejects(cursor, plan.load, [problem for problem in problems if problem.fatal])
            history.complete(cursor, plan.load, results)
            self.journal.complete(cursor, self.step, Counts.of(results))
            landing = _keep_receipt(cursor, plan, results, problems, before)
        return replace(_landed(plan, results, problems, work), landing=landing)

    def _record_refusal(self, error: psycopg.Error) -> LandedFile:
        """The database did not take the rows; of a lock that never came free, another run may see the end."""
        is_transient = isinstance(error, OF_THE_MOMENT)
        if is_transient:
            reason = f"other sessions were in the way, {self.step.attempt} times ({first_line(error)}); try it later"
        else:
            reason = f"the database refused the rows: {first_line(error)}"
        payload = error_payload(error, str(self.plan.path), is_transient)
        landed = self._record_failure(reason, _problems(self.plan, self.plan.work), payload)
        landed.result.is_transient = is_transient
        return landed

    def _record_failure(self, reason: str, problems: list[Problem], error: dict[str, Any]) -> LandedFile:
        plan = self.plan
        fatal = [problem for problem in problems if problem.fatal and not error["is_transient"]]

        def record(cursor: Rows) -> None:
            history.replace_rejects(cursor, plan.load, fatal)
            history.fail(cursor, plan.load, reason)
            self.journal.fail(cursor, self.step, error | {"file": str(plan.path)}, Counts(rows_rejected=len(fatal)))

        self.session.write(record)
        return LandedFile(FileResult(plan.path, plan.load.source_format, Status.FAILED, [], problems, reason))


def _keep_receipt(
    cursor: Rows, plan: FilePlan, results: list[TableResult], problems: list[Problem], before: Stamps
) -> Landing:
    """Keep the receipt if there is to be one; what the landing did to the games."""
    kept = None
    if plan.receipt is not None and receipts.can_be_kept(plan.receipt, problems):
        own = {game: before[game] for game in plan.receipt.info.all_games}
        receipt = replace(plan.receipt, results=results, notes=problems)
        kept = receipt.key if receipts.keep(cursor, plan.load.source_file, receipt, own) else None
    return Landing.of(cursor, plan.work, results, before, kept)


def _landed(plan: FilePlan, results: list[TableResult], problems: list[Problem], work: list[TableWork]) -> LandedFile:
    return LandedFile(FileResult(plan.path, plan.load.source_format, Status.COMPLETED, results, problems), work)


def set_session(cursor: Rows, load: FileLoad) -> None:
    """For this transaction: who loads what (read by the triggers that keep history), and how long to wait for a lock.

    A record's text, and with it the content hash, must not depend on the session.
    """
    settings = {
        "timezone": "UTC",
        "datestyle": "ISO, MDY",
        "lock_timeout": LOCK_TIMEOUT,
        "benchsight.load_id": str(load.load_id),
        "benchsight.source_file": load.source_file,
        "benchsight.initiated_by": load.initiated_by,
    }
    statement = sql.SQL("select {}").format(sql.SQL(", ").join([sql.SQL("set_config(%s, %s, true)")] * len(settings)))
    cursor.execute(statement, [part for setting in settings.items() for part in setting])


def _games_to_lock(plan: FilePlan) -> frozenset[int]:
    return plan.games if all(each.rows.table.of_games for each in plan.work) else plan.games | {LEAGUE}


def _hold_to_schedule(cursor: Rows, plan: FilePlan, work: list[TableWork]) -> list[Problem]:
    """Reject tracked rows of a game that the league's schedule does not have, so that no test game slips in.

    Rosters and other league rows of such a game land with a note; so does everything while there is no schedule.
    """
    of_games = [each.rows for each in work if each.rows.table.of_games]
    scheduled_here = {game for rows in of_games if rows.table.name == SCHEDULE for game in rows.games}
    unknown, has_schedule = _unscheduled(cursor, {game for rows in of_games for game in rows.games} - scheduled_here)
    if not unknown:
        return []
    if not has_schedule:
        return [_schedule_note(plan, unknown, NO_SCHEDULE)]
    if plan.snapshot_game in unknown:
        problem = _schedule_problem(plan)
        raise FileRejected(str(problem), [*plan.problems, problem])
    for rows in (each for each in of_games if each.table.name in TRACKED):
        rows.reject([game in unknown for game in rows.columns["game_id"]], "game_id", SCHEDULED, NOT_SCHEDULED)
    left = unknown & {game for rows in of_games for game in rows.games}
    return [_schedule_note(plan, left, NOT_SCHEDULED)] if left else []


def _unscheduled(cursor: Rows, games: set[int]) -> tuple[set[int], bool]:
    """Which of the games are in no schedule, and whether there is a schedule at all."""
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
    """An export is one piece: it is appended only where nothing of its game is staged."""
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
    """Under --strict a rejected row takes its file with it; so does an export of which no event or no shift is good."""
    problems = _problems(plan, work)
    fatal = sum(problem.fatal for problem in problems)
    if plan.strict and fatal:
        found = "1 problem" if fatal == 1 else f"{fatal} problems"
        raise FileRejected(f"{found}; with --strict nothing lands of such a file", problems)
    if plan.snapshot_game is None or plan.load.operation is Operation.MERGE:
        return
    events, shifts = (next(each.rows for each in work if each.rows.table.name == name) for name in (EVENTS, SHIFTS))
    if not events.positions and not shifts.positions:
        raise FileRejected("none of its events and shifts can land", problems)
    for rows in (events, shifts):
        if rows.read and not rows.positions:
            raise FileRejected(f"none of its {rows.read} rows for {rows.table.name} can land", problems)


def _problems(plan: FilePlan, work: Iterable[TableWork]) -> list[Problem]:
    return plan.problems + [problem for each in work for problem in each.rows.problems]


def _table_result(plan: FilePlan, work: TableWork, landed: Landed) -> TableResult:
    """The counts of a table; rows that the reader itself rejected count as read and rejected."""
    rows = work.rows
    unread = {problem.origin for problem in plan.problems if problem.fatal and problem.table == rows.table.name}
    rejected = len(rows.rejected) + len(unread)
    read = rows.read + len(unread)
    unchanged = read - rejected - landed.inserted - landed.updated
    return TableResult(
        rows.table.name, work.operation, read, landed.inserted, landed.updated, unchanged, landed.deleted, rejected
    )
