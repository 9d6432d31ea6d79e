"""Which files to read, and the kind of each by its first bytes."""

import gzip
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import IO, cast

from ingest.contract.extract import UnreadableFile

SUFFIXES = (".json", ".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt", ".gz")
HEAD_BYTES = 65_536
HEADER_SEARCH_ROWS = 5
"""Rows at the top of a table in which its header is looked for: titles may stand above it."""

MOST_UNREAD = 50
"""Files of other kinds in a folder that are listed one by one."""

UTF_16 = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
NOT_DATA = frozenset({"thumbs.db", "desktop.ini"})
GZIP_MAGIC, ZIP_MAGIC, OLD_EXCEL_MAGIC = b"\x1f\x8b", b"PK", b"\xd0\xcf\x11\xe0"
MAX_JSON_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 500_000_000
MAX_PACKING = 1_000


class Kind(Enum):
    """The kind of a file, by its content."""

    JSON = "JSON"
    WORKBOOK = "workbook (.xlsx, .xlsm)"
    OPEN_DOCUMENT = "OpenDocument workbook (.ods)"
    OLD_WORKBOOK = "workbook of the old Excel format (.xls)"
    TABLE = "CSV"


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files to read, each once: named files, and files in folders with endings of known kinds, sorted.

    Raise UnreadableFile for a path that does not exist.
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


def unread_files(folder: Path) -> list[tuple[Path, str]]:
    """Return files below a folder that are not read, with the reasons; beyond some, one line for the rest."""
    others = sorted(path for path in _data_files(folder) if path.suffix.lower() not in SUFFIXES)
    reasons = [(path, _why_unread(path)) for path in others[:MOST_UNREAD]]
    if len(others) > MOST_UNREAD:
        endings = Counter(path.suffix.lower() or "no ending" for path in others[MOST_UNREAD:])
        kinds = ", ".join(f"{count:,} {ending}" for ending, count in endings.most_common(8))
        reasons.append((folder, f"{len(others) - MOST_UNREAD:,} more files of other kinds are not read ({kinds})"))
    return reasons


def _why_unread(path: Path) -> str:
    ending = f"its ending {path.suffix}" if path.suffix else "a name without ending"
    return f"not read: {ending} is none of {', '.join(SUFFIXES)}; if it holds data, name the file itself"


def _in_folder(folder: Path) -> list[Path]:
    """Return readable files below a folder."""
    return sorted(path for path in _data_files(folder) if path.suffix.lower() in SUFFIXES)


def _data_files(folder: Path) -> Iterator[Path]:
    """Yield files below a folder, without hidden ones and lock files of Excel (~$) and LibreOffice (.~lock)."""
    for path in folder.rglob("*"):
        if (
            not path.name.startswith(("~$", "."))
            and path.name.lower() not in NOT_DATA
            and not any(part.startswith(".") for part in path.relative_to(folder).parts)
            and path.is_file()
        ):
            yield path


def kind_of(path: Path) -> Kind:
    """Return the kind of a file from its first bytes; raise UnreadableFile if it cannot be read at all."""
    head = _head(path)
    if not head.strip():
        raise UnreadableFile(f"{path}: the file is empty")
    if head.startswith(OLD_EXCEL_MAGIC):
        return Kind.OLD_WORKBOOK
    if head.startswith(ZIP_MAGIC):
        return _kind_of_zip(path)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".ods"):
        raise UnreadableFile(f"{path}: not an Excel workbook, whatever its name says")
    plain = _plain(head, path)
    encoding = encoding_of_head(plain)
    if encoding:
        plain = plain.decode(encoding, "replace").lstrip("\ufeff").encode()
    text = plain.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\x00" in text:
        raise UnreadableFile(f"{path}: neither JSON nor Excel nor CSV (binary content)")
    if text.startswith((b"{", b"[")):
        return Kind.JSON
    if path.suffix.lower() == ".json":
        raise UnreadableFile(f"{path}: not JSON (it starts with {text[:20].decode('utf-8', 'replace')!r})")
    return Kind.TABLE


def open_plain(path: Path) -> IO[bytes]:
    """Open the file's bytes, unpacked if it is gzip."""
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
    """Return the first bytes, unpacked if the file is gzip."""
    if not head.startswith(GZIP_MAGIC):
        return head
    try:
        plain = zlib.decompressobj(wbits=31).decompress(head, HEAD_BYTES)
    except zlib.error as error:
        raise UnreadableFile(f"{path}: damaged gzip file ({error})") from error
    if not plain.strip():
        raise UnreadableFile(f"{path}: the file is empty")
    return plain


def read_json_bytes(path: Path) -> bytes:
    """Return all bytes of a JSON file, unpacked if it is gzip; raise UnreadableFile if it is damaged or too large."""
    try:
        with open_plain(path) as file:
            content = file.read(MAX_JSON_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableFile(f"{path}: damaged gzip file ({error})") from error
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error
    if len(content) > MAX_JSON_BYTES:
        raise UnreadableFile(f"{path}: more than {MAX_JSON_BYTES // 1_000_000} MB of JSON")
    return content


def encoding_of_head(head: bytes) -> str | None:
    """Return UTF-16 by its mark, or by the NUL in every second byte; None for anything else."""
    for mark, encoding in UTF_16:
        if head.startswith(mark) and head[2:4] != b"\x00\x00":
            return encoding
    even, odd = head[0:4096:2], head[1:4096:2]
    if len(odd) < 8:
        return None
    nuls_even, nuls_odd = even.count(0) / len(even), odd.count(0) / len(odd)
    if nuls_odd > 0.5 and nuls_even < 0.02:
        return "utf-16-le"
    return "utf-16-be" if nuls_even > 0.5 and nuls_odd < 0.02 else None


def _kind_of_zip(path: Path) -> Kind:
    """Return the kind of workbook; raise UnreadableFile for a damaged zip, other content, or an oversized one."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableFile(f"{path}: not a readable Excel workbook, perhaps cut off ({error})") from error
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names or any(name.endswith(".iwa") for name in names):
        raise UnreadableFile(f"{path}: a workbook of a format that is not read; save or export it as .xlsx")
    kind = Kind.OPEN_DOCUMENT if "content.xml" in names else Kind.WORKBOOK
    if kind is Kind.WORKBOOK and "xl/workbook.xml" not in names:
        raise UnreadableFile(f"{path}: a zip file, but no Excel workbook; unpack it and load what is in it")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or any(part.file_size > MAX_PACKING * part.compress_size + 1e6 for part in parts):
        raise UnreadableFile(f"{path}: unpacks to {unpacked // 1_000_000} MB, more than any league's workbook")
    return kind
