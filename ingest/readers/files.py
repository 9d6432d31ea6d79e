"""Which files to read, and what kind of file each is by its first bytes."""

import gzip
import zipfile
import zlib
from collections.abc import Iterable
from enum import Enum
from pathlib import Path
from typing import IO, cast

from ingest.extract import UnreadableFile

SUFFIXES = (".json", ".xlsx", ".xlsm", ".csv", ".gz")
HEAD_BYTES = 65_536
GZIP_MAGIC, ZIP_MAGIC, OLD_EXCEL_MAGIC = b"\x1f\x8b", b"PK", b"\xd0\xcf\x11\xe0"
MAX_JSON_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_PACKING = 1_000


class Kind(Enum):
    """What a file is, by its content."""

    JSON = "JSON"
    WORKBOOK = "Excel workbook"
    TABLE = "CSV"


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files to read: files as named, folders searched for JSON, workbooks and CSV; each once, sorted in a folder.

    Raises UnreadableFile for a path that does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found.update(dict.fromkeys(_in_folder(path)))
        elif path.exists():
            found[path] = None
        else:
            raise UnreadableFile(f"{path}: no such file or folder")
    return list(found)


def _in_folder(folder: Path) -> list[Path]:
    """Readable files below a folder; hidden ones and Excel's lock files (~$) are nobody's data."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not path.name.startswith(("~$", "."))
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def kind_of(path: Path) -> Kind:
    """What the file is, from its first bytes; raises UnreadableFile for what cannot be read at all."""
    head = _head(path)
    if not head.strip():
        raise UnreadableFile(f"{path}: the file is empty")
    if head.startswith(OLD_EXCEL_MAGIC):
        raise UnreadableFile(f"{path}: an Excel file of the old format or with a password; save it as plain .xlsx")
    if head.startswith(ZIP_MAGIC):
        _check_workbook(path)
        return Kind.WORKBOOK
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        raise UnreadableFile(f"{path}: not an Excel workbook, whatever its name says")
    text = _plain(head, path).lstrip(b"\xef\xbb\xbf").lstrip()
    if b"\x00" in text:
        raise UnreadableFile(f"{path}: neither JSON nor Excel nor CSV (binary content)")
    if text.startswith((b"{", b"[")):
        _check_size(path)
        return Kind.JSON
    if path.suffix.lower() == ".json":
        raise UnreadableFile(f"{path}: not JSON (it starts with {text[:20].decode('utf-8', 'replace')!r})")
    return Kind.TABLE


def open_plain(path: Path) -> IO[bytes]:
    """The file's bytes, unpacked where it is gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == GZIP_MAGIC
    return cast(IO[bytes], gzip.open(path, "rb")) if packed else path.open("rb")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error


def _plain(head: bytes, path: Path) -> bytes:
    """The first bytes, unpacked where the file is gzip."""
    if not head.startswith(GZIP_MAGIC):
        return head
    try:
        plain = zlib.decompressobj(wbits=31).decompress(head, HEAD_BYTES)
    except zlib.error as error:
        raise UnreadableFile(f"{path}: damaged gzip file ({error})") from error
    if not plain.strip():
        raise UnreadableFile(f"{path}: the file is empty")
    return plain


def _check_size(path: Path) -> None:
    size = path.stat().st_size
    if size > MAX_JSON_BYTES:
        raise UnreadableFile(f"{path}: {size // 1_000_000} MB of JSON, expected at most {MAX_JSON_BYTES // 1_000_000}")


def _check_workbook(path: Path) -> None:
    """Raises UnreadableFile for a zip that is cut off, no workbook, or grows beyond reason when unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableFile(f"{path}: not a readable Excel workbook, perhaps cut off ({error})") from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise UnreadableFile(f"{path}: a zip file, but no Excel workbook")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or any(part.file_size > MAX_PACKING * part.compress_size + 1e6 for part in parts):
        raise UnreadableFile(f"{path}: unpacks to {unpacked // 1_000_000} MB, more than any league's workbook")
