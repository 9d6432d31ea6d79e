"""Lands one file in one transaction, and records it in load_history and staging_rejects."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import psycopg
from psycopg import sql

from ingest.contract.checked import CheckedRows
from ingest.contract.extract import Problem
from ingest.contract.tables import TABLES
from ingest.contract.work import TableWork
from ingest.database.session import Rows, Session, lock_games
from ingest.database.transient import TRANSIENT_ERRORS, first_line, is_refusal
from ingest.journal.phases import Counts, Journal, Step, error_payload
from ingest.journal.summary import FileResult, Status, TableResult
from ingest.landing import audit, receipts
from ingest.landing.admission import Admission, Admitted
from ingest.landing.audit import FileLoad
from ingest.landing.corrections import remove, remove_orphan_persons, removed_lines
from ingest.landing.file_plan import FilePlan, FileRejected, problems_of
from ingest.landing.receipts import Stamps
from ingest.landing.renewal import Landing
from ingest.landing.tables import Landed, LandingRefused, land, stage

LOCK_TIMEOUT = "10s"  # then the landing is retried, a few times, and reported
LEAGUE = 0  # locked, as if it were a game, for tables without games


@dataclass
class LandedFile:
    """The result of a file, the rows that landed, and the effect on its games (None if it failed)."""

    result: FileResult
    work: list[TableWork] = field(default_factory=list)
    landing: Landing | None = None


def land_file(session: Session, journal: Journal, plan: FilePlan) -> LandedFile:
    """Land the file, or record why it could not land; raise psycopg.OperationalError if the database is lost."""
    return _Landing(session, journal, plan).land()


class _Landing:
    """The landing of one file, attempt by attempt."""

    def __init__(self, session: Session, journal: Journal, plan: FilePlan) -> None:
        self.session, self.journal, self.plan = session, journal, plan
        self.step = self._next_step()
        self.is_first = True

    def land(self) -> LandedFile:
        """Land the file, or record why it could not land."""
        try:
            self.session.note(self._start)
            return self.session.attempt(self._attempt, self._retry)
        except LandingRefused as refused:
            problems = problems_of(self.plan, self.plan.work)
            return self._record_failure(str(refused), problems, error_payload(str(refused)))
        except FileRejected as rejected:
            return self._record_failure(str(rejected), rejected.problems, error_payload(str(rejected)))
        except psycopg.Error as error:
            if self.session.is_lost or not (is_refusal(error) or isinstance(error, TRANSIENT_ERRORS)):
                raise
            return self._record_refusal(error)

    def _next_step(self) -> Step:
        games = {game for each in self.plan.work for game in each.rows.games}
        game = min(games) if len(games) == 1 else self.plan.snapshot_game
        return self.journal.step(self.plan.phase, self.plan.load.source_file, game, self.plan.payload)

    def _start(self, cursor: Rows) -> None:
        audit.start(cursor, self.plan.load, self.plan.work)
        self.journal.start(cursor, self.step)

    def _retry(self, error: BaseException) -> None:
        """Record a failed attempt and the start of the next.

        A server that crashed may have lost the record of the first start.
        """
        following = replace(self.step, attempt=self.step.attempt + 1)
        with self.session.transaction() as cursor:
            audit.start(cursor, self.plan.load, self.plan.work)
            self.journal.fail(cursor, self.step, error_payload(error, str(self.plan.path), is_transient=True))
            self.journal.start(cursor, following)
        self.step = following

    def _attempt(self) -> LandedFile:
        plan = self.plan
        work = [replace(each, rows=each.rows.copy()) for each in plan.work]
        with self.session.transaction() as cursor:
            results = [] if self.is_first else audit.completed(cursor, plan.load, plan.tables)
            self.is_first = False
            if results:  # the connection was lost after the commit of the attempt before
                self.journal.complete(cursor, self.step, Counts.of(results))
                return _landed(plan, results, problems_of(plan, work), work)
            set_session(cursor, plan.load)
            lock_games(cursor, _games_to_lock(plan))
            before = receipts.versions(cursor, plan.games)
            admitted = self._admit(cursor)
            work, corrections = admitted.work, admitted.corrections
            versions = before | receipts.versions(cursor, corrections.games - before.keys())
            audit.start(cursor, plan.load, work)  # also for tables that only lose rows of another game
            landed = land(cursor, work, plan.load.load_id, plan.load.source_file)
            for name, table in ((each.rows.table.name, each.rows.table) for each in work):
                gone = remove(cursor, table, corrections.of_table(name))
                landed[name] = replace(landed[name], deleted=landed[name].deleted + gone)
            problems = problems_of(plan, work) + admitted.notes
            results = [_table_result(plan, each, landed[each.rows.table.name]) for each in work]
            removed = removed_lines(
                results, corrections, admitted.forced, {game: found for game, (found, _) in versions.items()}
            )
            for name, lines in remove_orphan_persons(cursor, corrections).items():
                removed += lines
                results = _with_deleted(cursor, plan, results, name, len(lines))
            _keep_rejects(cursor, plan, problems)
            audit.complete(cursor, plan.load, results)
            for part in plan.parts:
                audit.add_closed(cursor, part.load, part.result)
            self.journal.complete(cursor, self.step, Counts.of(results))
            landing = _keep_receipt(cursor, plan, results, problems, before)
        return replace(_landed(plan, results, problems, work, removed), landing=landing)

    def _admit(self, cursor: Rows) -> Admitted:
        """Stage rows until those that are staged may land."""
        admission, admitted = Admission(cursor, self.plan), None
        while admitted is None:
            work = admission.next_rows()
            stage(cursor, work)
            admitted = admission.judge(work)
        return admitted

    def _record_refusal(self, error: psycopg.Error) -> LandedFile:
        """Record rows that the database refused, or a lock that was not released; the latter is transient."""
        is_transient = isinstance(error, TRANSIENT_ERRORS)
        if is_transient:
            reason = f"other sessions held locks, {self.step.attempt} times ({first_line(error)}); try again later"
        else:
            reason = f"the database refused the rows: {first_line(error)}"
        payload = error_payload(error, str(self.plan.path), is_transient)
        landed = self._record_failure(reason, problems_of(self.plan, self.plan.work), payload)
        landed.result.is_transient = is_transient
        return landed

    def _record_failure(self, reason: str, problems: list[Problem], error: dict[str, Any]) -> LandedFile:
        plan = self.plan
        fatal = [problem for problem in problems if problem.fatal and not error["is_transient"]]

        def record(cursor: Rows) -> None:
            _keep_rejects(cursor, plan, fatal)
            audit.fail(cursor, plan.load, reason)
            self.journal.fail(cursor, self.step, error | {"file": str(plan.path)}, Counts(rows_rejected=len(fatal)))

        self.session.write(record)
        return LandedFile(FileResult(plan.path, plan.load.source_format, Status.FAILED, [], problems, reason))


def _keep_rejects(cursor: Rows, plan: FilePlan, problems: list[Problem]) -> None:
    """Keep the rejected rows under the name of the export that they came from."""
    fatal = [problem for problem in problems if problem.fatal]
    for part in plan.parts:
        path = str(part.result.path)
        audit.replace_rejects(cursor, part.load, [problem for problem in fatal if problem.file == path])
        fatal = [problem for problem in fatal if problem.file != path]
    audit.replace_rejects(cursor, plan.load, fatal)


def _with_deleted(cursor: Rows, plan: FilePlan, results: list[TableResult], name: str, count: int) -> list[TableResult]:
    """Add removed rows of a table to the results; a table without a result gets one."""
    if any(each.table == name for each in results):
        return [replace(each, deleted=each.deleted + count) if each.table == name else each for each in results]
    work = TableWork(CheckedRows.empty(TABLES[name], ""), plan.load.operation)
    audit.start(cursor, plan.load, [work])
    return [*results, _table_result(plan, work, Landed(0, 0, count))]


def _keep_receipt(
    cursor: Rows, plan: FilePlan, results: list[TableResult], problems: list[Problem], before: Stamps
) -> Landing:
    """Keep the receipt if possible; return the effect of the landing on the games."""
    kept = None
    if plan.receipt is not None and receipts.can_be_kept(plan.receipt, problems):
        own = {game: before[game] for game in plan.receipt.info.all_games}
        receipt = replace(plan.receipt, results=results, notes=problems)
        kept = receipt.key if receipts.keep(cursor, plan.load.source_file, receipt, own) else None
    return Landing.of(cursor, plan.work, results, before, kept)


def _landed(
    plan: FilePlan,
    results: list[TableResult],
    problems: list[Problem],
    work: list[TableWork],
    removed: Sequence[str] = (),
) -> LandedFile:
    result = FileResult(
        plan.path, plan.load.source_format, Status.COMPLETED, results, problems,
        removed=[*removed], games=sorted(plan.games),
    )  # fmt: skip
    return LandedFile(result, work)


def set_session(cursor: Rows, load: FileLoad) -> None:
    """Set, for this transaction, who loads what (read by the history triggers), and the lock timeout.

    Time zone and date style are fixed, since the content hash is made from the text of the record.
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


def _table_result(plan: FilePlan, work: TableWork, landed: Landed) -> TableResult:
    """Return the counts of a table; rows that the reader rejected count as read and rejected."""
    rows = work.rows
    unread = {problem.origin for problem in plan.problems if problem.fatal and problem.table == rows.table.name}
    rejected = len(rows.rejected) + len(unread)
    read = rows.read + len(unread)
    unchanged = read - rejected - landed.inserted - landed.updated
    return TableResult(
        rows.table.name, work.operation, read, landed.inserted, landed.updated, unchanged, landed.deleted, rejected
    )
