"""What a load did: each file with its tables, the problems, the files left aside, the codes nobody knows."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from ingest.contract.coerce import storable_text
from ingest.contract.extract import Problem

DOCUMENTS = frozenset({".md", ".rst", ".pdf", ".doc", ".docx", ".html", ".png", ".jpg", ".jpeg", ".log", ".py", ".sql"})


class Status(StrEnum):
    """How it went with a file."""

    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class TableResult:
    """What one table got from a file, in rows; unchanged rows stay as they are."""

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
    """What became of one file; ``reason`` says why it failed or was skipped.

    ``is_transient``: it failed for what may pass, and lands where the run is resumed. ``problems_left_out`` counts
    those that there were too many of to keep. ``removed`` says what went, of a corrected file or by force.
    ``is_unused``: it was skipped because nothing of it is known or used.
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
    """What came of the build that a load was asked for; ``problem`` says why it failed."""

    games: int = 0
    rows: int | None = None
    problem: str | None = None


@dataclass
class LoadSummary:
    """The outcome of one call of load, whose id is that of its run.

    ``unknown_codes`` counts rows by field and code, None without a vocabulary; ``landed_before`` counts the files that
    had landed before the run was resumed; ``problem`` says why a phase failed after the files. A ``strict`` load is
    not ok where a file is not used.
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
        """Whether everything landed: something did, no file failed, no row was rejected."""
        files_ok = all(result.status is not Status.FAILED and not result.rejects for result in self.files)
        is_used = not (self.strict and self.unused)
        return files_ok and is_used and self.problem is None and self.why_nothing is None

    @property
    def unused(self) -> list[FileResult]:
        """The files of which nothing is known, or nothing is to be used; not those that were left aside by a rule."""
        return [result for result in self.of(Status.SKIPPED) if result.is_unused and not _is_document(result.path)]

    @property
    def why_nothing(self) -> str | None:
        """Why not one file was loaded; None where one was."""
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
        """Why the run is worth being resumed; None where it is at its end."""
        if self.dry_run:
            return None
        waiting = [result.reason for result in self.files if result.is_transient]
        return self.problem or (waiting[0] if waiting else None)

    def of(self, status: Status) -> Iterator[FileResult]:
        """The files with this status."""
        return (result for result in self.files if result.status is status)

    def as_json(self) -> dict[str, Any]:
        """The summary as plain values for JSON."""
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
    """Whether a file is there to be read by people, not to be loaded."""
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
    """A value as JSON and UTF-8 can hold it; infinity, NaN and lists are told as text."""
    if value is None or isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return storable_text(str(value))
