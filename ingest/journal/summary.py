"""The outcome of a load: each file with its tables and problems, files left aside, unknown codes."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from ingest.contract.coerce import storable_text
from ingest.contract.extract import Problem

DOCUMENTS = frozenset({".md", ".rst", ".pdf", ".doc", ".docx", ".html", ".png", ".jpg", ".jpeg", ".log", ".py", ".sql"})


class Status(StrEnum):
    """The outcome of a file."""

    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class TableResult:
    """The effect of a file on one table, in rows."""

    table: str
    operation: str
    read: int
    inserted: int
    updated: int
    unchanged: int
    deleted: int
    rejected: int


@dataclass
class FileResult:
    """The outcome of one file; ``reason`` says why it failed or was skipped.

    ``is_transient``: it failed for a transient reason, and lands when the run is resumed. ``problems_left_out`` counts
    problems beyond the limit. ``removed`` lists what a corrected file or ``--force`` removed. ``is_unused``: it was
    skipped since nothing in it is known or used. ``games``: the games that it has rows of, of a file that landed.
    """

    path: Path
    file_format: str | None
    status: Status
    tables: list[TableResult] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    reason: str | None = None
    game_id: int | None = None
    is_transient: bool = False
    problems_left_out: int = 0
    removed: list[str] = field(default_factory=list)
    is_unused: bool = False
    games: Sequence[int] = ()

    @property
    def rejects(self) -> list[Problem]:
        """The problems that kept a row out of the database."""
        return [problem for problem in self.problems if problem.fatal]

    @property
    def notes(self) -> list[Problem]:
        """The problems of rows that landed all the same."""
        return [problem for problem in self.problems if not problem.fatal]


@dataclass(frozen=True)
class StatsResult:
    """The outcome of the build after a load; ``problem`` says why it failed."""

    games: int = 0
    rows: int | None = None
    problem: str | None = None


@dataclass
class LoadSummary:
    """The outcome of one load; its id is that of the run.

    ``unknown_codes`` counts rows by field and code (None without a vocabulary). ``landed_before`` counts the files that
    had landed before the run was resumed. ``problem`` says why a phase after the files failed. A ``strict`` load is not
    ok if a file is not used.
    """

    load_id: UUID
    dry_run: bool = False
    files: list[FileResult] = field(default_factory=list)
    unknown_codes: dict[str, Counter[str]] | None = None
    landed_before: int = 0
    problem: str | None = None
    strict: bool = False

    @property
    def ok(self) -> bool:
        """Whether everything landed: at least one file, no file failed, no row was rejected."""
        files_ok = all(result.status is not Status.FAILED and not result.rejects for result in self.files)
        is_used = not (self.strict and self.unused)
        return files_ok and is_used and self.problem is None and self.why_nothing is None

    @property
    def unused(self) -> list[FileResult]:
        """The files in which nothing is known or used; not those left aside by a rule."""
        return [result for result in self.of(Status.SKIPPED) if result.is_unused and not _is_document(result.path)]

    @property
    def why_nothing(self) -> str | None:
        """Why no file was loaded; None if one was."""
        if any(self.of(Status.COMPLETED)):
            return None
        if not self.files:
            return "there is no file of a known kind"
        first = self.files[0]
        reason = (first.reason or "").removeprefix(f"{first.path}: ")
        more = f" (and {len(self.files) - 1} more files, see above)" if len(self.files) > 1 else ""
        return f"{first.path.name}: {reason}{more}"

    @property
    def resumable(self) -> str | None:
        """Why the run should be resumed; None if it has nothing left to do."""
        if self.dry_run:
            return None
        waiting = [result.reason for result in self.files if result.is_transient]
        return self.problem or (waiting[0] if waiting else None)

    def of(self, status: Status) -> Iterator[FileResult]:
        """Return the files with this status."""
        return (result for result in self.files if result.status is status)

    def as_json(self) -> dict[str, Any]:
        """Return the summary as plain values for JSON."""
        return {
            "load_id": str(self.load_id),
            "run_id": str(self.load_id),
            "dry_run": self.dry_run,
            "ok": self.ok,
            "problem": self.problem or self.why_nothing,
            "is_resumable": self.resumable is not None,
            "landed_before": self.landed_before,
            "files": [_file_as_json(result) for result in self.files],
            "unknown_codes": self.unknown_codes,
        }


def _is_document(path: Path) -> bool:
    """Return whether a file is documentation for people, not input."""
    return path.suffix.lower() in DOCUMENTS or path.name.upper().startswith(("README", "LICENSE", "MANIFEST"))


def _file_as_json(result: FileResult) -> dict[str, Any]:
    return {
        "file": str(result.path),
        "format": result.file_format,
        "status": str(result.status),
        "reason": result.reason,
        "tables": [asdict(table) for table in result.tables],
        "problems": [_problem_as_json(problem) for problem in result.rejects],
        "notes": [_problem_as_json(problem) for problem in result.notes],
        "problems_left_out": result.problems_left_out,
        "removed": result.removed,
    }


def _problem_as_json(problem: Problem) -> dict[str, Any]:
    return {
        "table": problem.table,
        "game_id": problem.game_id,
        "sheet": problem.origin.sheet,
        "row": problem.origin.row,
        "column": problem.column,
        "value": _as_json(problem.value),
        "expected": problem.expected,
        "reason": problem.reason,
        "message": str(problem),
    }


def _as_json(value: Any) -> Any:
    """Return a value as JSON and UTF-8 can hold it; infinity, NaN and lists as text."""
    if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return storable_text(str(value))
