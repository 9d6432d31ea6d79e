"""The phase fetch: which files there are, and what they hold byte for byte, so that a change is noticed later."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.contract.coerce import storable_text
from ingest.contract.extract import UnreadableFile
from ingest.formats import find_files, unread_files
from ingest.journal.summary import FileResult, Status
from ingest.journal.versions import file_hash

Progress = Callable[[str, int, int], None]
Stamp = tuple[int, int]  # size in bytes, time of the last change


@dataclass(frozen=True)
class FetchedFile:
    """A file as it was fetched. ``path`` is as the user knows it, ``source_file`` the absolute path.

    ``is_named``: it was named itself, so that unknown content is a failure.
    """

    path: Path
    source_file: str
    is_named: bool
    sha256: str
    bytes: int
    stamp: Stamp | None = field(default=None, compare=False)

    @property
    def stored_path(self) -> str:
        """The path as a database can hold it."""
        return storable_text(self.path.as_posix())

    def is_unchanged(self) -> bool:
        """Whether the file on disk is still the one that was fetched; raises OSError where it cannot be read."""
        return self.stamp == _stamp(self.path) or file_hash(self.path) == self.sha256


def fetch(paths: Iterable[Path], progress: Progress) -> tuple[list[FetchedFile], list[FileResult]]:
    """The files to read, each once however often it is named; and what cannot be fetched, with the reason."""
    named = list(paths)
    found: dict[Path, Path] = {}
    closed: list[FileResult] = []
    unread: dict[Path, str] = {}
    for path in named:
        try:
            for each in find_files([path]):
                found.setdefault(each.resolve(), each)
            if path.is_dir():
                unread.update(unread_files(path))
        except (UnreadableFile, OSError) as error:
            closed.append(_failed(path, error))
    for path, reason in unread.items():
        if path.resolve() not in found:
            closed.append(FileResult(path, None, Status.SKIPPED, reason=f"{path}: {reason}"))
    files = []
    for done, path in enumerate(found.values()):
        progress(f"fetching {path.name}", done, 3 * len(found))
        try:
            files.append(_fetch(path, path in named))
        except (UnreadableFile, OSError) as error:
            closed.append(_failed(path, error))
    return files, closed


def source_name(path: Path) -> str:
    """The absolute path by which a file is found again, as a database can hold it."""
    return storable_text(path.resolve().as_posix())


def same_files(files: Iterable[FetchedFile], folder: Path) -> list[FetchedFile]:
    """Files of an earlier run, where they are now; raises UnreadableFile for the first that is gone or has changed.

    ``folder`` is the one in which the run was started: where we are in another, paths are absolute.
    """
    return [_same(file, folder) for file in files]


def _same(file: FetchedFile, folder: Path) -> FetchedFile:
    if not file.path.is_absolute() and folder != Path.cwd():
        file = replace(file, path=Path(file.source_file))
    try:
        is_same = file.is_unchanged()
    except OSError as error:
        raise UnreadableFile(f"{file.path}: {error.strerror or error}; it was fetched by this run") from error
    if not is_same:
        raise UnreadableFile(f"{file.path}: it has changed since this run fetched it; load it by a run of its own")
    return replace(file, stamp=_stamp(file.path))


def _fetch(path: Path, is_named: bool) -> FetchedFile:
    if not path.is_file():
        raise UnreadableFile(f"{path}: not a regular file")
    stamp = _stamp(path)
    return FetchedFile(path, source_name(path), is_named, file_hash(path), stamp[0], stamp)


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _failed(path: Path, error: UnreadableFile | OSError) -> FileResult:
    reason = f"{path}: {error.strerror or error}" if isinstance(error, OSError) else str(error)
    return FileResult(path, None, Status.FAILED, reason=reason)
