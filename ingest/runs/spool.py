"""Keeps checked files from validation to landing: some rows in memory, the others in a folder of the run."""

import hashlib
import pickle  # nosec B403 # see its call
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, Generic, TypeVar
from uuid import UUID

from ingest.contract.column_rows import without_collection
from ingest.contract.table import Table
from ingest.contract.tables import TABLES
from ingest.journal.summary import FileResult, Status
from ingest.journal.versions import code_version
from ingest.selection.fetching import FetchedFile
from ingest.selection.reading import check_file
from ingest.selection.ready import CheckedFile, FileClosed, FileInfo, ReadyFile, Selection

Info = TypeVar("Info")
Body = TypeVar("Body")
DAYS_KEPT = 14
DIGEST = 32


class SpoolError(Exception):
    """The folder of the run cannot be written; the message says why."""


class Spool(Generic[Info, Body]):
    """Entries of the files of a run: a small ``info``, and a ``body`` with the rows.

    The key of an entry depends on the content of the file, so a changed file has no entry. Bodies stay in memory up to
    ``rows_in_memory`` rows in all. Without a folder a temporary one is created when needed. Entries of other processes
    are read only if their digest fits; no other user may write to the folder.
    """

    def __init__(self, folder: Path | None, rows_in_memory: int) -> None:
        self._folder = folder
        self._room = rows_in_memory
        self._bodies: dict[str, tuple[Body, int]] = {}

    def put(self, key: str, info: Info, body: Body, rows: int) -> None:
        """Keep a file; raise SpoolError if it cannot be written."""
        if rows <= self._room:
            self._room -= rows
            self._bodies[key] = (body, rows)
        else:
            self._write(f"{key}.rows", body)
        self._write(f"{key}.info", info)

    def info(self, key: str) -> Info | None:
        """Return the info of a file; None if it is missing or damaged."""
        found: Info | None = self._read(f"{key}.info")
        return found

    def body(self, key: str) -> Body | None:
        """Return the rows of a file; None if they are missing or damaged."""
        if key in self._bodies:
            return self._bodies[key][0]
        found: Body | None = self._read(f"{key}.rows")
        return found

    def drop(self, key: str) -> None:
        """Forget the rows of a file."""
        if key in self._bodies:
            self._room += self._bodies.pop(key)[1]
        elif self._folder is not None:
            with suppress(OSError):
                (self._folder / f"{key}.rows").unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the folder with its content."""
        self._bodies.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, name: str, value: Info | Body) -> None:
        content = _pickled(value)
        try:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="benchsight-load-"))
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (self._folder / name).open("wb") as file:
                file.write(hashlib.blake2b(content, digest_size=DIGEST).digest())
                file.write(content)
        except OSError as error:
            raise SpoolError(f"cannot write to {self._folder or tempfile.gettempdir()}: {error.strerror}") from error

    def _read(self, name: str) -> Any:
        if self._folder is None:
            return None
        try:
            found = (self._folder / name).read_bytes()
        except OSError:
            return None
        digest, content = found[:DIGEST], memoryview(found)[DIGEST:]
        if hashlib.blake2b(content, digest_size=DIGEST).digest() != digest:
            return None
        with without_collection():
            return pickle.loads(content)  # nosec B301 # a file of this process, in a folder only its user may enter


class CheckedFiles:
    """The checked files of a run by their content, limited to the ``wanted`` selection."""

    def __init__(self, spool: Spool[FileInfo, CheckedFile], wanted: Selection) -> None:
        self._spool = spool
        self.wanted = wanted

    def known(self, file: FetchedFile) -> ReadyFile | None:
        """Return the file as it was checked before, under its current path; None if that is not kept."""
        info = self._spool.info(self._key(file))
        return None if info is None else ReadyFile(file, replace(info, facts=replace(info.facts, path=file.path)))

    def keep(self, file: FetchedFile, info: FileInfo, checked: CheckedFile) -> ReadyFile:
        """Keep a checked file; raise SpoolError, or FileClosed if its values are nested too deeply."""
        try:
            self._spool.put(self._key(file), info, checked, checked.rows)
        except RecursionError as error:
            reason = f"{file.path}: it cannot be read: nested too deeply"
            raise FileClosed(FileResult(file.path, None, Status.FAILED, reason=reason)) from error
        return ReadyFile(file, info)

    def rows(self, file: ReadyFile) -> CheckedFile:
        """Return the rows of a file, read again if the spool lost them; raise FileClosed if that fails."""
        kept = self._spool.body(self._key(file.fetched))
        if kept is not None:
            return kept
        info, checked = check_file(file.fetched, self.wanted)
        self.keep(file.fetched, info, checked)
        return checked

    def drop(self, file: ReadyFile) -> None:
        """Forget the rows of a file."""
        self._spool.drop(self._key(file.fetched))

    def _key(self, file: FetchedFile) -> str:
        return entry_key(file.source_file, file.sha256, str(self.wanted))


def entry_key(source_file: str, sha256: str, wanted: str) -> str:
    """Return the key of a file's entry, which depends on everything that reading the file depends on."""
    parts = (source_file, sha256, wanted, code_version())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def opened_spool(runs_folder: Path | None, run_id: UUID, rows_in_memory: int) -> Spool[Any, Any]:
    """Return the spool of a run; remove old ones from the same folder."""
    if runs_folder is None:
        return Spool(None, rows_in_memory)
    remove_old(runs_folder)
    return Spool(runs_folder / str(run_id), rows_in_memory)


def remove_old(folder: Path) -> None:
    """Remove the folders of runs that were not used for two weeks."""
    if not folder.is_dir():
        return
    for each in folder.iterdir():
        with suppress(OSError):
            if time.time() - each.stat().st_mtime > DAYS_KEPT * 86_400:
                shutil.rmtree(each, ignore_errors=True)


class _Pickler(pickle.Pickler):
    """Pickles a table of the contract as its name."""

    def reducer_override(self, value: Any) -> Any:
        return (_table, (value.name,)) if isinstance(value, Table) else NotImplemented


def _table(name: str) -> Table:
    return TABLES[name]


def _pickled(value: object) -> memoryview:
    content = BytesIO()
    _Pickler(content, pickle.HIGHEST_PROTOCOL).dump(value)
    return content.getbuffer()
