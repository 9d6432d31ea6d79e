"""Safe names for files that clients name."""

import unicodedata
from collections.abc import Container
from pathlib import PurePosixPath

MOST_BYTES = 150  # leaves room for a number; file systems take 255
NAMELESS = "file"


def safe_name(name: str, taken: Container[str] = ()) -> str:
    """Return the last part of a path without control characters, at most MOST_BYTES long in UTF-8.

    A name in ``taken`` (folded) gets a number: the same file twice is two files.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rpartition("/")[2]
    printable = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    plain = printable.strip().lstrip("~.$") or NAMELESS  # not hidden, and no lock file of Excel
    path = PurePosixPath(plain)
    suffix = path.suffix if len(path.suffix.encode()) < MOST_BYTES // 2 else ""
    stem = _cut(plain.removesuffix(suffix), MOST_BYTES - len(suffix.encode()))
    found, number = f"{stem}{suffix}", 2
    while found.casefold() in taken:
        found, number = f"{stem} ({number}){suffix}", number + 1
    return found


def _cut(text: str, most_bytes: int) -> str:
    return text.encode()[:most_bytes].decode(errors="ignore")
