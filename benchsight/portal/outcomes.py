"""Jobs as pages show them: what they did in words and numbers, and what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from benchsight.api.jobs.store import Job, read_job
from benchsight.api.uploads.models import MOST_SHOWN
from benchsight.api.uploads.outcome import UploadProblem, read_problems
from benchsight.portal.words import STATES, job_title, thing
from benchsight.reads.games import GameLine, read_games
from benchsight.terminal.text import count, listed, span
from benchsight.web.reader import PageReader
from benchsight.web.tables import Column, Table

COUNTS = ("read", "inserted", "updated", "unchanged", "deleted", "rejected")
ENDED = ("completed", "failed", "cancelled")


@dataclass(frozen=True)
class ShownFile:
    """A file of an upload: what it was recognised as, and the rows of its tables."""

    name: str
    format: str | None
    status: str
    reason: str | None
    games: str | None
    rows: int
    removed: Sequence[str]
    changes: Table


@dataclass(frozen=True)
class ShownJob:
    """A job, with the outcome of an upload (``files``, ``problems``) or the lines of any other result."""

    job: Job
    title: str
    state: str
    totals: Mapping[str, int]
    files: Sequence[ShownFile]
    problems: Sequence[UploadProblem]
    lines: Sequence[str]
    games_built: Sequence[int]

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens to it."""
        return self.job.status in ENDED

    @property
    def is_preview(self) -> bool:
        """Whether it only checked files."""
        return self.job.kind == "upload" and bool(self.job.arguments["preview"])

    @property
    def changes_nothing(self) -> bool:
        """Whether all rows are there already."""
        changed = ("inserted", "updated", "deleted", "rejected")
        return bool(self.files) and self.totals["read"] > 0 and not any(self.totals[name] for name in changed)

    @property
    def took(self) -> str | None:
        """How long it worked, None if it did not begin."""
        job = self.job
        if job.started_at is None or job.completed_at is None:
            return None
        return span((job.completed_at - job.started_at).total_seconds())

    @property
    def rejects(self) -> int:
        """Number of problems that kept a row out."""
        return int((self.job.result or {}).get("rejects", 0))

    @property
    def notes(self) -> int:
        """Number of problems of rows that landed."""
        return int((self.job.result or {}).get("notes", 0))


def read_shown_job(reader: PageReader, job_id: UUID) -> ShownJob:
    """Return a job for its page. Raise UnknownJob if there is none."""
    job = read_job(reader.connection, job_id)
    files = _files(job, read_games(reader.connection)) if job.kind == "upload" and job.result else []
    problems = read_problems(reader.connection, job_id, True, MOST_SHOWN) if job.kind == "upload" else []
    totals = {name: sum(row[name] for file in files for row in file.changes.rows) for name in COUNTS}
    return ShownJob(
        job, job_title(job.kind, job.arguments), STATES[job.status], totals, files, problems, _lines(job), _built(job)
    )


def _files(job: Job, games: Sequence[GameLine]) -> list[ShownFile]:
    known = {game.game_id: game for game in games}
    is_preview = job.arguments["preview"]
    labels = ("would be new", "would change", "stay", "would go") if is_preview else ("new", "changed", "same", "gone")
    columns = [
        Column("what", "Rows of"),
        *(Column(key, label, "0") for key, label in zip(COUNTS, ("in the file", *labels, "rejected"), strict=True)),
    ]
    shown = []
    for number, file in enumerate((job.result or {}).get("files", ()), start=1):
        rows = [{**table, "what": thing(table["table"])} for table in file["tables"]]
        changes = Table(f"changes-{number}", f"Rows of {file['file']}", columns, rows, hide_caption=True)
        games_of_file = _games(file.get("games") or [], known)
        read = sum(row["read"] for row in rows)
        shown.append(
            ShownFile(
                file["file"],
                file["format"],
                file["status"],
                file["reason"],
                games_of_file,
                read,
                file["removed"],
                changes,
            )
        )
    return shown


def game_title(game: GameLine) -> str:
    """Return a game with its teams and date."""
    teams = f"{game.away_team or 'unknown team'} at {game.home_team or 'unknown team'}"
    return f"{game.game_id} · {teams}" + (f" · {game.game_date}" if game.game_date else "")


def _games(games: Sequence[int], known: Mapping[int, GameLine]) -> str | None:
    if len(games) != 1:
        return count(len(games), "game") if games else None
    [game] = games
    return f"game {game_title(known[game])}" if game in known else f"game {game}, a new one"


def _built(job: Job) -> list[int]:
    result = job.result or {}
    built = result.get("build") or (result if "games_built" in result else {})
    return list(built.get("games_built") or ())


def _lines(job: Job) -> list[str]:
    """Return what a job that is no upload did, in sentences."""
    result = job.result or {}
    lines = []
    if job.kind == "plan":
        return _plan(result)
    build = result.get("build") or result
    if job.status == "completed" and build.get("status") == "nothing":
        lines.append("Nothing was due: everything is built from what is loaded.")
    if built := _built(job):
        lines.append(f"{count(len(built), 'game')} built: {listed(built)}.")
    tables = build.get("tables") or () if job.kind in ("build", "rebuild") else ()
    if written := sum(table.get("written") or 0 for table in tables):
        lines.append(f"{written:,} rows of {count(len(tables), 'table')} written.")
    lines += [f"Set aside: {_failure(failure)}" for failure in build.get("games_failed") or ()]
    if build.get("tests_passed"):
        lines.append(f"{count(build['tests_passed'], 'check')} of the data passed.")
    lines += [
        f"A check of the data failed: {test['sentence'] or test['message']}" for test in build.get("tests_failed") or ()
    ]
    if job.kind == "delete_game" and result:
        lines.append(f"{count(result['total_rows_deleted'], 'row')} deleted.")
        if result["is_due"]:
            lines.append("The game is still loaded: the next build makes its statistics again.")
    return lines


def _plan(result: Mapping[str, Any]) -> list[str]:
    games = result.get("games") or ()
    if not games:
        return ["A build has nothing to do now."]
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in (result.get("reasons") or {}).items())
    return [f"A build now computes {count(len(games), 'game')} ({reasons}): {listed(games)}."]


def _failure(failure: Mapping[str, Any]) -> str:
    return f"{failure.get('game') or failure['game_id']}: {failure['reason']}"
