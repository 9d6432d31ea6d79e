"""The phases that land: of each file its members first, then, once every file's members are there, its games."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

from ingest.contract.checked import CheckedRows
from ingest.contract.codes_report import KnownCodes, unknown_codes
from ingest.contract.coerce import storable_text
from ingest.contract.extract import Origin, Problem
from ingest.contract.work import Operation, TableWork
from ingest.database.session import Session
from ingest.journal.phases import Counts, Journal, Phase
from ingest.journal.summary import FileResult, Status
from ingest.journal.versions import payload_version
from ingest.landing import audit
from ingest.landing.audit import FileLoad
from ingest.landing.chart_slots import with_slots
from ingest.landing.file_landing import land_file
from ingest.landing.file_plan import FilePlan, Part
from ingest.landing.plausibility import Limits
from ingest.landing.receipts import Receipt, stands_alone
from ingest.landing.renewal import Renewals
from ingest.landing.row_clocks import settled_tables
from ingest.landing.unchanged import land_unchanged
from ingest.runs.checked_files import CheckedFiles
from ingest.runs.records import RunError
from ingest.selection.choose import named_periods
from ingest.selection.joining import joined
from ingest.selection.plan import SCHEDULE, CallMemory, plan_tables
from ingest.selection.reading import MEMBERS, CheckedFile, FileClosed, ReadyFile, shared_games

MOST_PROBLEMS = 20_000  # beyond them a run only counts; what was rejected stands in staging_rejects


@dataclass(frozen=True)
class LandingOptions:
    """What decides how the files of a run land."""

    load_id: UUID
    operation: Operation
    strict: bool
    initiated_by: str
    known_codes: KnownCodes | None
    force: bool = False
    limits: Limits = field(default_factory=Limits)
    of_some_games: bool = False

    def file_load(self, source_file: str, file_format: str | None) -> FileLoad:
        """One file of this run, for its history."""
        who = storable_text(self.initiated_by[:100])
        return FileLoad(self.load_id, source_file, file_format, self.operation, who)


def tables_in(file: ReadyFile, phase: Phase, strict: bool) -> frozenset[str]:
    """The tables of a file that land in a phase.

    An export is one piece, and so, under ``strict``, is a file with members and games: it lands with its members.
    """
    members = file.info.tables & MEMBERS if file.info.facts.snapshot_game is None else frozenset()
    if strict and members:
        members = file.info.tables
    return members if phase is Phase.UPSERT_MEMBERS else file.info.tables - members


def lands_in(file: ReadyFile, phase: Phase, strict: bool) -> bool:
    """Whether a file has a part in a phase; one that has only problems is told of in the last."""
    return bool(tables_in(file, phase, strict)) or (phase is Phase.UPSERT_GAMES and not file.info.tables)


@dataclass
class Upserter:
    """Lands the files of a run, in their order, and gathers what came of each."""

    session: Session
    journal: Journal
    options: LandingOptions
    files: CheckedFiles
    order: list[ReadyFile]
    results: dict[str, FileResult] = field(default_factory=dict)
    codes: dict[str, Counter[str]] = field(default_factory=dict)
    landed_before: set[str] = field(default_factory=set)
    room: int = field(default_factory=lambda: MOST_PROBLEMS)
    contradicted: dict[Path, dict[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        files = ((file.info.facts, file.info.games) for file in self.order)
        self.memory = CallMemory.of(files, limited=self.options.of_some_games)
        self.shared = shared_games(self.order)
        self.renewals = Renewals.of(file.info.all_games for file in self.order)

    def land(self, file: ReadyFile, phase: Phase) -> Counts:
        """Land what a file has for this phase, or take over what an earlier attempt at the run did."""
        source = file.fetched.source_file
        before = self.results.get(source)
        if before is not None and before.status is Status.FAILED:
            return Counts()
        is_settled = (phase, source) in self.journal.outcomes
        result = self._settled(file, phase) if is_settled else self._land(file, phase)
        if before is not None:
            result = _joined(before, result)
        self.results[source] = result
        if phase is Phase.UPSERT_GAMES or not lands_in(file, Phase.UPSERT_GAMES, self.options.strict):
            for each in file.parts or (file,):
                self.files.drop(each)
        counts = Counts.of(result.tables)
        counts.files = 1
        return counts

    def results_of(self, file: ReadyFile) -> list[FileResult]:
        """What came of a file, or of each of the exports that a game is joined from."""
        result = self.results[file.fetched.source_file]
        if result.status is Status.COMPLETED:
            return [result, *(part.result for part in self._parts(file))]
        reason = f"it is joined with {result.path.name}, which did not land"
        failed = [replace(part.result, status=Status.FAILED, problems=[], reason=reason) for part in self._parts(file)]
        return [result, *(replace(each, is_transient=result.is_transient) for each in failed)]

    def renew_receipts(self) -> None:
        """At the end, bring up to date the receipts of files whose games got rows of other tables from later files."""
        if self.renewals.kept:
            self.session.note(self.renewals.renew)

    def _land(self, file: ReadyFile, phase: Phase) -> FileResult:
        load = self._file_load(file)
        unchanged = self._unchanged(file, phase, load)
        if unchanged is not None:
            return unchanged
        try:
            checked = self._rows(file)
        except FileClosed as closed:
            result = closed.result
            self.session.write(lambda cursor: audit.add_closed(cursor, load, result))
            return result
        landed = land_file(self.session, self.journal, self._plan(file, phase, checked))
        if landed.landing is not None:
            self.renewals.note(file.fetched.source_file, landed.landing)
        elif landed.result.status is Status.COMPLETED:
            self.renewals.forget(file.info.all_games)
        self._remember(landed.work)
        if self.options.known_codes is not None:
            self._count_codes(unknown_codes([each.rows for each in landed.work], self.options.known_codes))
        return self._light(landed.result)

    def _rows(self, file: ReadyFile) -> CheckedFile:
        """The rows of a file, with clocks that count down; raises FileClosed where they are gone."""
        if file.parts:
            return joined([(part, self.files.rows(part)) for part in file.parts])
        checked = self.files.rows(file)
        if checked.extract.snapshot_game is not None:
            return checked  # the reader has settled them
        tables, look_up = checked.tables, self.session.write
        if checked.extract.from_chart:
            tables = [with_slots(rows, look_up) for rows in tables]
        return replace(checked, tables=settled_tables(tables, look_up))

    def _unchanged(self, file: ReadyFile, phase: Phase, load: FileLoad) -> FileResult | None:
        """The result of a file that has nothing to do; None where its rows are to be looked at."""
        receipt = self.files.receipts.get(file.fetched.source_file)
        if receipt is None or file.parts or phase is not Phase.UPSERT_GAMES or not stands_alone(file, self.shared):
            return None
        result = land_unchanged(self.session, self.journal, load, file, receipt)
        if result is not None:
            self._count_codes(receipt.codes)
        return result

    def _count_codes(self, found: Mapping[str, Counter[str]]) -> None:
        for name, codes in found.items():
            self.codes.setdefault(name, Counter()).update(codes)

    def _receipt(self, file: ReadyFile, names: frozenset[str], tables: list[CheckedRows]) -> Receipt | None:
        """What is to be kept of a file when it has landed; None where that depends on other files."""
        # a schedule speaks of games that the file does not have, a part of a game not of all of it
        if SCHEDULE in names or file.parts:
            return None
        if names != file.info.tables or not all(file.info.games.values()) or not stands_alone(file, self.shared):
            return None
        known = self.options.known_codes
        key = self.files.receipt_key(file.fetched, self.options.strict, known)
        return Receipt(key, file.info, [], [], {} if known is None else unknown_codes(tables, known))

    def _plan(self, file: ReadyFile, phase: Phase, checked: CheckedFile) -> FilePlan:
        names = tables_in(file, phase, self.options.strict)
        tables = [rows for rows in checked.tables if rows.table.name in names]
        problems = checked.problems
        if names != file.info.tables:
            problems = _problems_of(file, problems, names, phase)
        work = plan_tables(checked.extract, tables, self.options.operation, self.memory)
        game = checked.extract.snapshot_game
        payload = payload_version(each.fetched.sha256 for each in file.parts or (file,))
        # what becomes of a chart depends on rosters that may have come since
        receipt = None if checked.extract.from_chart else self._receipt(file, names, tables)
        return FilePlan(
            file.fetched.path,
            self._file_load(file),
            phase,
            work,
            problems,
            game,
            strict=self.options.strict,
            force=self.options.force,
            limits=self.options.limits,
            payload=payload,
            receipt=receipt,
            parts=self._parts(file),
            contradicted=self.contradicted.setdefault(file.fetched.path.parent, {}),
        )

    def _parts(self, file: ReadyFile) -> tuple[Part, ...]:
        """The exports behind the first that a game is joined from."""
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
        """What came of a file before the run was resumed."""
        path, reason = file.fetched.path, self.journal.outcomes[phase, file.fetched.source_file]
        load = self._file_load(file)
        names = tables_in(file, phase, self.options.strict)
        with self.session.transaction() as cursor:
            tables = audit.completed(cursor, load, names)
            rejects = audit.rejects(cursor, load, path)
        if names != file.info.tables:
            rejects = _problems_of(file, rejects, names, phase)
        if reason is not None:
            return self._light(FileResult(path, load.source_format, Status.FAILED, [], rejects, reason))
        self.landed_before.add(file.fetched.source_file)
        if names & self.memory.shared:
            self._recall(file, phase)
        return self._light(FileResult(path, load.source_format, Status.COMPLETED, tables, rejects))

    def _recall(self, file: ReadyFile, phase: Phase) -> None:
        """Remember what a file has landed as if it had landed now: files after it may have the same keys."""
        try:
            work = self._plan(file, phase, self._rows(file)).work
        except FileClosed as closed:
            raise RunError(f"{closed}; the run needs it still: other files have rows of the same games") from closed
        with self.session.transaction() as cursor:
            rejected = audit.rejected_origins(cursor, self._file_load(file))
        for each in work:
            name, origins = each.rows.table.name, each.rows.source.origins
            each.rows.set_aside([(name, origins[place]) in rejected for place in each.rows.positions])
        self._remember(work)

    def _remember(self, work: Iterable[TableWork]) -> None:
        """Note what later files must not bring again: only rows of games that other files have too."""
        self.memory.remember(self._shared_part(each) for each in work)

    def _shared_part(self, work: TableWork) -> TableWork:
        table = work.rows.table
        if not table.of_games or table.name not in self.memory.shared:
            return work
        rows, games = work.rows.copy(), self.shared.get(table.name, frozenset())
        rows.set_aside([game not in games for game in rows.columns["game_id"]])
        return replace(work, rows=rows)

    def _light(self, result: FileResult) -> FileResult:
        """The result without the raw rows of its problems, and of the many those that there is room for."""
        ordered = sorted(result.problems, key=lambda problem: not problem.fatal)
        room = max(self.room, 1 if result.rejects else 0)
        self.room -= min(room, len(ordered))
        kept = result.problems if len(ordered) <= room else ordered[:room]
        light = [replace(problem, raw=None) for problem in kept]
        return replace(result, problems=light, problems_left_out=len(ordered) - len(kept))

    def _file_load(self, file: ReadyFile) -> FileLoad:
        return self.options.file_load(file.fetched.source_file, file.info.facts.file_format)


def _problems_of(file: ReadyFile, problems: list[Problem], names: frozenset[str], phase: Phase) -> list[Problem]:
    """The problems of a file that lands in two parts which go with this one; what is of no part goes with the last."""
    if phase is Phase.UPSERT_MEMBERS:
        return [problem for problem in problems if problem.table in names]
    return [problem for problem in problems if problem.table not in file.info.tables - names]


def _joined(first: FileResult, second: FileResult) -> FileResult:
    """The result of a file that landed in two parts."""
    left_out = first.problems_left_out + second.problems_left_out
    problems = first.problems + second.problems
    removed = first.removed + second.removed
    return replace(
        second,
        tables=first.tables + second.tables,
        problems=problems,
        problems_left_out=left_out,
        removed=removed,
    )
