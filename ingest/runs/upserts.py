"""What lands of each file of a run: first its members (teams, players), then, after those of all files, its games."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from ingest.contract.checked import CheckedRows
from ingest.contract.codes_report import KnownCodes, unknown_codes
from ingest.contract.extract import Origin, Problem
from ingest.contract.work import TableWork
from ingest.database.session import Session
from ingest.journal.phases import Counts, Journal, Phase
from ingest.journal.summary import FileResult, Status
from ingest.journal.versions import payload_version
from ingest.landing import audit, receipts
from ingest.landing.audit import FileLoad
from ingest.landing.chart_slots import with_slots
from ingest.landing.file_landing import LandedFile
from ingest.landing.file_plan import FilePlan, Part
from ingest.landing.receipts import Receipt, stands_alone
from ingest.landing.renewal import Renewals
from ingest.landing.row_clocks import settled_tables
from ingest.landing.unchanged import land_unchanged
from ingest.runs.options import LoadOptions
from ingest.runs.records import RunError
from ingest.runs.results import Results
from ingest.runs.spool import CheckedFiles
from ingest.selection.exports import named_periods
from ingest.selection.joining import joined
from ingest.selection.plan import SCHEDULE, CallMemory, plan_tables
from ingest.selection.ready import MEMBERS, CheckedFile, FileClosed, ReadyFile, shared_games


def tables_in(file: ReadyFile, phase: Phase, strict: bool) -> frozenset[str]:
    """Return the tables of a file that land in a phase.

    An export is one piece, and so, if ``strict``, is a file with members and games: it lands with its members.
    """
    members = file.info.tables & MEMBERS if file.info.facts.snapshot_game is None else frozenset()
    if strict and members:
        members = file.info.tables
    return members if phase is Phase.UPSERT_MEMBERS else file.info.tables - members


def lands_in(file: ReadyFile, phase: Phase, strict: bool) -> bool:
    """Return whether a file has a part in a phase; a file with nothing but problems has one in the last."""
    return bool(tables_in(file, phase, strict)) or (phase is Phase.UPSERT_GAMES and not file.info.tables)


class Upserts:
    """Plans the landing of the files of a run, in their ``order``, and keeps the outcome of each.

    ``known_codes`` is the vocabulary (None: codes are not compared); ``found`` are receipts by source file.
    """

    def __init__(
        self,
        session: Session,
        journal: Journal,
        options: LoadOptions,
        files: CheckedFiles,
        order: list[ReadyFile],
        known_codes: KnownCodes | None,
        found: Mapping[str, Receipt],
    ) -> None:
        self._session, self._journal, self._options = session, journal, options
        self._files, self._known_codes, self._found = files, known_codes, found
        self.order = order
        self.results = Results()
        self.codes: dict[str, Counter[str]] = {}
        self.landed_before: set[str] = set()
        self._contradicted: dict[Path, dict[int, str]] = {}
        self._memory = CallMemory.of(((each.info.facts, each.info.games) for each in order), bool(options.games))
        self._shared = shared_games(order)
        self._renewals = Renewals.of(each.info.all_games for each in order)

    def of_phase(self, phase: Phase) -> list[ReadyFile]:
        """Return the files with a part in a phase, in landing order."""
        return [file for file in self.order if lands_in(file, phase, self._options.strict)]

    def plan(self, file: ReadyFile, phase: Phase) -> FilePlan | FileResult | None:
        """Return what is to land of a file in a phase, or its result if that is known without landing rows.

        None if the file failed in an earlier phase.
        """
        source = file.fetched.source_file
        if self.results.has_failed(source):
            return None
        if (phase, source) in self._journal.outcomes:
            return self._settled(file, phase)
        unchanged = self._unchanged(file, phase)
        if unchanged is not None:
            return unchanged
        try:
            checked = self._rows(file)
        except FileClosed as closed:
            load, result = self._file_load(file), closed.result
            self._session.write(lambda cursor: audit.add_closed(cursor, load, result))
            return result
        return self._plan(file, phase, checked)

    def note(self, file: ReadyFile, landed: LandedFile) -> FileResult:
        """Remember what a file has landed, for the files after it; return its result."""
        if landed.landing is not None:
            self._renewals.note(file.fetched.source_file, landed.landing)
        elif landed.result.status is Status.COMPLETED:
            self._renewals.forget(file.info.all_games)
        self._remember(landed.work)
        if self._known_codes is not None:
            self._count_codes(unknown_codes([each.rows for each in landed.work], self._known_codes))
        return landed.result

    def finish(self, file: ReadyFile, phase: Phase, result: FileResult) -> Counts:
        """Keep the result of a phase of a file, drop rows that are not needed again, and return its counts."""
        self.results.add(file.fetched.source_file, result)
        if phase is Phase.UPSERT_GAMES or not lands_in(file, Phase.UPSERT_GAMES, self._options.strict):
            for each in file.parts or (file,):
                self._files.drop(each)
        counts = Counts.of(self.results[file.fetched.source_file].tables)
        counts.files = 1
        return counts

    def results_of(self, file: ReadyFile) -> list[FileResult]:
        """Return the result of a file, or of each of the exports that a game is joined from."""
        result = self.results[file.fetched.source_file]
        if result.status is Status.COMPLETED:
            return [result, *(part.result for part in self._parts(file))]
        reason = f"it is joined with {result.path.name}, which did not land"
        failed = [replace(part.result, status=Status.FAILED, problems=[], reason=reason) for part in self._parts(file)]
        return [result, *(replace(each, is_transient=result.is_transient) for each in failed)]

    def renew_receipts(self) -> None:
        """Renew, at the end, the receipts of files whose games got rows of other tables from later files."""
        if self._renewals.kept:
            self._session.note(self._renewals.renew)

    def _rows(self, file: ReadyFile) -> CheckedFile:
        """Return the rows of a file, with clocks that count down; raise FileClosed if they are lost."""
        if file.parts:
            return joined([(part, self._files.rows(part)) for part in file.parts])
        checked = self._files.rows(file)
        if checked.extract.snapshot_game is not None:
            return checked  # the reader has settled them
        tables, look_up = checked.tables, self._session.write
        if checked.extract.from_chart:
            tables = [with_slots(rows, look_up) for rows in tables]
        return replace(checked, tables=settled_tables(tables, look_up))

    def _unchanged(self, file: ReadyFile, phase: Phase) -> FileResult | None:
        """Return the result of a file that has nothing to do; None if its rows must be compared."""
        receipt = self._found.get(file.fetched.source_file)
        if receipt is None or file.parts or phase is not Phase.UPSERT_GAMES or not stands_alone(file, self._shared):
            return None
        result = land_unchanged(self._session, self._journal, self._file_load(file), file, receipt)
        if result is not None:
            self._count_codes(receipt.codes)
        return result

    def _count_codes(self, found: Mapping[str, Counter[str]]) -> None:
        for name, codes in found.items():
            self.codes.setdefault(name, Counter()).update(codes)

    def _receipt(self, file: ReadyFile, names: frozenset[str], tables: list[CheckedRows]) -> Receipt | None:
        """Return the receipt to keep when the file has landed; None if its landing depends on other files."""
        # a schedule is about games that the file does not have, a part of a game not about all of it
        if SCHEDULE in names or file.parts:
            return None
        if names != file.info.tables or not all(file.info.games.values()) or not stands_alone(file, self._shared):
            return None
        known = self._known_codes
        key = receipts.receipt_key(file.fetched, self._files.wanted, self._options.strict, known)
        return Receipt(key, file.info, [], [], {} if known is None else unknown_codes(tables, known))

    def _plan(self, file: ReadyFile, phase: Phase, checked: CheckedFile) -> FilePlan:
        names = tables_in(file, phase, self._options.strict)
        tables = [rows for rows in checked.tables if rows.table.name in names]
        problems = checked.problems
        if names != file.info.tables:
            problems = _problems_of(file, problems, names, phase)
        # the landing of a chart depends on rosters that may have come since
        receipt = None if checked.extract.from_chart else self._receipt(file, names, tables)
        return FilePlan(
            file.fetched.path,
            self._file_load(file),
            phase,
            plan_tables(checked.extract, tables, self._options.operation, self._memory),
            problems,
            checked.extract.snapshot_game,
            strict=self._options.strict,
            force=self._options.force,
            limits=self._options.limits,
            payload=payload_version(each.fetched.sha256 for each in file.parts or (file,)),
            receipt=receipt,
            parts=self._parts(file),
            contradicted=self._contradicted.setdefault(file.fetched.path.parent, {}),
        )

    def _parts(self, file: ReadyFile) -> tuple[Part, ...]:
        """Return the exports behind the first that a game is joined from."""
        first, parts = file.fetched.path.name, []
        for each in file.parts[1:]:
            facts = each.info.facts
            reason = f"{named_periods(facts.tracked_periods)} of game {facts.snapshot_game}, joined with {first}"
            note = Problem(str(facts.path), Origin(), "", None, None, "one export of a game", reason, fatal=False)
            game = facts.snapshot_game
            result = FileResult(facts.path, facts.file_format, Status.COMPLETED, [], [note], reason, game)
            parts.append(Part(self._file_load(each), result))
        return tuple(parts)

    def _settled(self, file: ReadyFile, phase: Phase) -> FileResult:
        """Return the result of a phase of a file that ended before the run was resumed."""
        path, reason = file.fetched.path, self._journal.outcomes[phase, file.fetched.source_file]
        load = self._file_load(file)
        names = tables_in(file, phase, self._options.strict)
        with self._session.transaction() as cursor:
            tables = audit.completed(cursor, load, names)
            rejects = audit.rejects(cursor, load, path)
        if names != file.info.tables:
            rejects = _problems_of(file, rejects, names, phase)
        if reason is not None:
            return FileResult(path, load.source_format, Status.FAILED, [], rejects, reason)
        self.landed_before.add(file.fetched.source_file)
        if names & self._memory.shared:
            self._recall(file, phase)
        return FileResult(path, load.source_format, Status.COMPLETED, tables, rejects)

    def _recall(self, file: ReadyFile, phase: Phase) -> None:
        """Remember what a file landed before the run was resumed: later files may have the same keys."""
        try:
            work = self._plan(file, phase, self._rows(file)).work
        except FileClosed as closed:
            raise RunError(f"{closed}; the run needs it still: other files have rows of the same games") from closed
        with self._session.transaction() as cursor:
            rejected = audit.rejected_origins(cursor, self._file_load(file))
        for each in work:
            name, origins = each.rows.table.name, each.rows.source.origins
            each.rows.set_aside([(name, origins[place]) in rejected for place in each.rows.positions])
        self._remember(work)

    def _remember(self, work: Iterable[TableWork]) -> None:
        """Remember the rows that later files must not bring again: those of games that other files have too."""
        self._memory.remember(self._shared_part(each) for each in work)

    def _shared_part(self, work: TableWork) -> TableWork:
        table = work.rows.table
        if not table.of_games or table.name not in self._memory.shared:
            return work
        rows, games = work.rows.copy(), self._shared.get(table.name, frozenset())
        rows.set_aside([game not in games for game in rows.columns["game_id"]])
        return replace(work, rows=rows)

    def _file_load(self, file: ReadyFile) -> FileLoad:
        options, facts = self._options, file.info.facts
        source = file.fetched.source_file
        return FileLoad(self._journal.run_id, source, facts.file_format, options.operation, options.user)


def _problems_of(file: ReadyFile, problems: list[Problem], names: frozenset[str], phase: Phase) -> list[Problem]:
    """Return the problems of the tables that land in this phase; those of no table belong to the last phase."""
    if phase is Phase.UPSERT_MEMBERS:
        return [problem for problem in problems if problem.table in names]
    return [problem for problem in problems if problem.table not in file.info.tables - names]
