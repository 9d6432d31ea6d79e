"""The folder of a static site: what we wrote of it, and how a new version comes into it."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from benchsight.errors import BenchSightError, Busy

OURS = ".benchsight-site"  # the mark: a folder with the list of our files
LIST, NEXT = "files.json", "next"


class NotOurs(BenchSightError):
    """The folder has files that we did not write."""


@dataclass
class Changes:
    """What a new version changed; ``kept``: files of the version before that were edited since, and are left."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: list[str] = field(default_factory=list)


@contextmanager
def opened(folder: Path) -> Iterator["SiteFolder"]:
    """Yield a folder to write a site into. Raise NotOurs if it has other files, Busy if it is being written."""
    mark = folder / OURS
    if folder.exists() and not folder.is_dir():
        raise NotOurs(f"{folder} is a file: choose a folder")
    if not mark.is_dir():
        if folder.is_dir() and any(folder.iterdir()):
            raise NotOurs(f"{folder} has files that `benchsight site` did not write: choose a new or an empty folder")
        mark.mkdir(parents=True)
    lock = FileLock(mark / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Busy(f"another `benchsight site` is writing {folder}: wait for it to end") from None
    try:
        yield SiteFolder(folder)
    finally:
        lock.release()
        shutil.rmtree(mark / NEXT, ignore_errors=True)


class SiteFolder:
    """A folder with our mark. Files are written beside it, then put in place together: no reader meets half a site.

    Each file is replaced at once; new ones come before old ones go, so that every link has its file in between.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark = folder / OURS
        self._next = self._mark / NEXT
        shutil.rmtree(self._next, ignore_errors=True)  # of a run that was interrupted
        self._before = self._read()
        self._now: dict[str, str] = {}

    def add(self, file: str, content: bytes) -> None:
        """Write a file of the new version beside the folder's."""
        digest = hashlib.sha256(content).hexdigest()
        self._now[file] = digest
        if self._digest(file) == digest:
            return
        path = self._next / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def swap(self) -> Changes:
        """Put the new version in place. Raise NotOurs, changing nothing, where a file of somebody else would go."""
        for file in self._now:
            if file not in self._before and self._digest(file) is not None:
                raise NotOurs(f"{self._folder / file} was not written by `benchsight site`: move it away")
        self._write({**self._before, **self._now})  # whatever happens now, these files are ours
        changes = Changes()
        pages_last = sorted(self._now, key=lambda file: (file.endswith(".html"), file))
        for file in pages_last:
            beside = self._next / file
            if not beside.exists():
                changes.unchanged += 1
                continue
            target = self._folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(beside, target)
            changes.written += 1
        for file in sorted(set(self._before) - set(self._now)):
            found = self._digest(file)
            if found is not None and found != self._before[file]:
                changes.kept.append(file)
            elif found is not None:
                (self._folder / file).unlink()
                self._remove_empty((self._folder / file).parent)
                changes.removed += 1
        self._write(self._now)
        return changes

    def _digest(self, file: str) -> str | None:
        path = self._folder / file
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None

    def _read(self) -> dict[str, str]:
        path = self._mark / LIST
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}

    def _write(self, files: Mapping[str, str]) -> None:
        beside = self._mark / f"{LIST}.new"
        beside.write_text(json.dumps(files, indent=0, sort_keys=True), encoding="utf-8")
        os.replace(beside, self._mark / LIST)

    def _remove_empty(self, folder: Path) -> None:
        while folder != self._folder and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent
