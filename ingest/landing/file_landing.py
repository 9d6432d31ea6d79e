"""Lands one file in one transaction, and leaves its trace in load_history and staging_rejects."""

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
from ingest.landing.corrections import remove, remove_nobodys, tell_removed
from ingest.landing.file_plan import FilePlan, FileRejected, problems_of
from ingest.landing.receipts import Stamps
from ingest.landing.renewal import Landing
from ingest.landing.tables import Landed, LandingRefused, land, stage

LOCK_TIMEOUT = "10s"  # then it is tried again, a few times, and at last told
LEAGUE = 0  # stands for the tables that belong to no game, where games are locked


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
        """One attempt has failed and another begins; a server that crashed may have forgotten that any had."""
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
            audit.start(cursor, plan.load, work)  # also of tables that only lose what another game has left
            landed = land(cursor, work, plan.load.load_id, plan.load.source_file)
            for name, table in ((each.rows.table.name, each.rows.table) for each in work):
                gone = remove(cursor, table, corrections.of_table(name))
                landed[name] = replace(landed[name], deleted=landed[name].deleted + gone)
            problems = problems_of(plan, work) + admitted.notes
            results = [_table_result(plan, each, landed[each.rows.table.name]) for each in work]
            removed = tell_removed(
                results, corrections, admitted.forced, {game: found for game, (found, _) in versions.items()}
            )
            for name, lines in remove_nobodys(cursor, corrections).items():
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
        """Stage the rows of the file until those that are staged may land."""
        admission, admitted = Admission(cursor, self.plan), None
        while admitted is None:
            work = admission.next_rows()
            stage(cursor, work)
            admitted = admission.judge(work)
        return admitted

    def _record_refusal(self, error: psycopg.Error) -> LandedFile:
        """The database did not take the rows; of a lock that never came free, another run may see the end."""
        is_transient = isinstance(error, TRANSIENT_ERRORS)
        if is_transient:
            reason = f"other sessions were in the way, {self.step.attempt} times ({first_line(error)}); try it later"
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
    """Keep the rejected rows under the name of the export that has them."""
    fatal = [problem for problem in problems if problem.fatal]
    for part in plan.parts:
        path = str(part.result.path)
        audit.replace_rejects(cursor, part.load, [problem for problem in fatal if problem.file == path])
        fatal = [problem for problem in fatal if problem.file != path]
    audit.replace_rejects(cursor, plan.load, fatal)


def _with_deleted(cursor: Rows, plan: FilePlan, results: list[TableResult], name: str, count: int) -> list[TableResult]:
    """The results with rows of a table that went besides; one that the file does not fill gets a result of its own."""
    if any(each.table == name for each in results):
        return [replace(each, deleted=each.deleted + count) if each.table == name else each for each in results]
    work = TableWork(CheckedRows.empty(TABLES[name], ""), plan.load.operation)
    audit.start(cursor, plan.load, [work])
    return [*results, _table_result(plan, work, Landed(0, 0, count))]


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


def _landed(
    plan: FilePlan,
    results: list[TableResult],
    problems: list[Problem],
    work: list[TableWork],
    removed: Sequence[str] = (),
) -> LandedFile:
    result = FileResult(plan.path, plan.load.source_format, Status.COMPLETED, results, problems, removed=[*removed])
    return LandedFile(result, work)


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
