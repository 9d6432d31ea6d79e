"""The fetch phase: lists the files and hashes their content, so that later changes are noticed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.contract.coerce import storable_text
from ingest.contract.extract import UnreadableFile
from ingest.formats import find_files, unread_files
from ingest.journal.summary import FileResult, Status
from ingest.journal.versions import file_hash

Progress = Callable[[str, int, int], None]
UPLOAD = Path("upload")
Stamp = tuple[int, int]  # size in bytes, time of the last change


@dataclass(frozen=True)
class FetchedFile:
    """A fetched file. ``path`` is as the user wrote it, ``source_file`` what identifies it: see source_name.

    ``is_named``: the user named the file itself, so unknown content is a failure.
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
        """Return whether the file on disk is the one that was fetched; raise OSError if it cannot be read."""
        return self.stamp == _stamp(self.path) or file_hash(self.path) == self.sha256


def fetch(
    paths: Iterable[Path], progress: Progress, received_in: Path | None = None
) -> tuple[list[FetchedFile], list[FileResult]]:
    """Return the files to read, each once, and the results of those that cannot be fetched."""
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
            files.append(_fetch(path, path in named, received_in))
        except (UnreadableFile, OSError) as error:
            closed.append(_failed(path, error))
    return files, closed


def source_name(path: Path, received_in: Path | None = None) -> str:
    """Return the absolute path that identifies a file, as the database can hold it.

    A file below ``received_in`` was received under its name, by which a second version of it is recognised:
    ``upload/NAME``.
    """
    absolute = path.resolve()
    if received_in is not None and absolute.is_relative_to(received_in.resolve()):
        absolute = UPLOAD / absolute.relative_to(received_in.resolve())
    return storable_text(absolute.as_posix())


def same_files(files: Iterable[FetchedFile], folder: Path) -> list[FetchedFile]:
    """Return the files of an earlier run; raise UnreadableFile for the first that is gone or has changed.

    ``folder`` is where the run was started; from other folders, absolute paths are used.
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


def _fetch(path: Path, is_named: bool, received_in: Path | None) -> FetchedFile:
    if not path.is_file():
        raise UnreadableFile(f"{path}: not a regular file")
    stamp = _stamp(path)
    return FetchedFile(path, source_name(path, received_in), is_named, file_hash(path), stamp[0], stamp)


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _failed(path: Path, error: UnreadableFile | OSError) -> FileResult:
    reason = f"{path}: {error.strerror or error}" if isinstance(error, OSError) else str(error)
    return FileResult(path, None, Status.FAILED, reason=reason)
