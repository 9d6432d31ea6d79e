"""The form of a text file: its encoding, its separator, and the cells of its header."""

import codecs
import csv
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO

from ingest.contract.extract import UnreadableFile
from ingest.formats.cells.files import (
    HEAD_BYTES,
    HEADER_SEARCH_ROWS,
    MAX_UNPACKED_BYTES,
    encoding_of_head,
    open_plain,
)
from ingest.parsing.values import ODD_CHARACTERS

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}
SAVE_AS_UTF8 = "save it as UTF-8 (in a spreadsheet program: CSV UTF-8)"
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
"""A line by which some programs state the separator for spreadsheet programs."""

BLOCK = 1 << 20
MOST_FOREIGN_LETTERS = 3
"""Most letters beyond ASCII in a row in a western name; longer runs are Cyrillic or Greek."""

WESTERN_SIGNS = frozenset(
    "\xa0\xa1\xa3\xa7\xab\xb0\xb4\xb7\xbb\xbd\xbf\xd7\xa9\xae"  # signs of Latin-1
    "\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u20ac\u2122"  # dashes, quotes and the like
)
TORN_WORD = re.compile("[^\\W\\d_][\\u2018\\u201c\\u2022\\xa1\\xab\\xbf]")
"""An opening sign right behind a letter is a letter of another encoding."""


@dataclass(frozen=True)
class TextForm:
    """The form of a CSV file: ``lines_before`` its header, a ``sample`` of its letters beyond ASCII.

    ``titles`` are those of the lines before that do not state the separator.
    """

    encoding: str
    separator: str
    header: tuple[str, ...]
    lines_before: int = 0
    titles: int = 0
    sample: str | None = None

    @property
    def is_usual(self) -> bool:
        """Whether it is UTF-8 with commas, as documented."""
        return self.encoding == "utf-8-sig" and self.separator == ","

    def __str__(self) -> str:
        """Return the form for a note."""
        shown = f" (as in {self.sample!r})" if self.sample else ""
        return f"{ENCODINGS[self.encoding]}{shown}, {SEPARATORS[self.separator]}"


def text_forms(path: Path) -> Iterator[TextForm]:
    """Yield the form of a CSV file, plain or gzip, with its first line as header, then, below titles, each of the next.

    Raise UnreadableFile if its encoding is unclear.
    """
    encoding, sample = _encoding(path)
    lines: list[str] = []
    with open_text(path, encoding) as file:
        while line := file.readline(HEAD_BYTES):
            lines.append(line)
            if sum(map(len, lines)) >= HEAD_BYTES or len(lines) > 200:
                break
    stated = SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    before = 1 if stated else 0
    text = lines[before:]
    if text and len(text[0]) >= HEAD_BYTES:
        raise UnreadableFile(f"{path}: not CSV (no end of line in the first {HEAD_BYTES} characters)")
    wanted = [stated[1]] if stated and stated[1] in SEPARATORS else list(SEPARATORS)
    for titles in range(max(1, min(len(text), HEADER_SEARCH_ROWS))):
        headers = {separator: _first_row(text[titles:], separator) for separator in wanted}
        separator = max(wanted, key=lambda each: len(headers[each]))  # of equals the first, a comma
        yield TextForm(encoding, separator, headers[separator], before + titles, titles, sample)


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[TextIO]:
    """Open the file's text; raise UnreadableFile for damage anywhere in the file."""
    try:
        with io.TextIOWrapper(open_plain(path), encoding=encoding, newline="") as file:
            if encoding.startswith("utf-16"):
                _skip_mark(file)
            yield file
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path}: not {ENCODINGS[encoding]} text ({error.reason}); {SAVE_AS_UTF8}") from error
    except (EOFError, OSError, zlib.error) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise UnreadableFile(f"{path}: damaged file ({reason})") from error


def plain_lines(file: TextIO, path: Path) -> Iterator[str]:
    """Yield the lines with look-alike characters replaced; raise UnreadableFile beyond the size of any season."""
    total = 0
    for line in file:
        total += len(line)
        if total > MAX_UNPACKED_BYTES:
            raise UnreadableFile(f"{path}: more than {MAX_UNPACKED_BYTES // 1_000_000} MB of CSV")
        yield line if line.isascii() else line.translate(ODD_CHARACTERS)


def _skip_mark(file: TextIO) -> None:
    """Skip the byte order mark of UTF-16, if there is one."""
    if file.read(1) not in ("\ufeff", ""):
        file.seek(0)


def _encoding(path: Path) -> tuple[str, str | None]:
    """Return the encoding of a text file, and, if that is a guess, a text that shows it."""
    try:
        with open_plain(path) as file:
            found = encoding_of_head(file.read(4096))
        if found:
            return found, None
        with open_plain(path) as file:
            return ("utf-8-sig", None) if _is_utf8(file) else _western(path)
    except (EOFError, OSError, zlib.error) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise UnreadableFile(f"{path}: damaged file ({reason})") from error


def _is_utf8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    total = 0
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
            total += len(block)
            if total > MAX_UNPACKED_BYTES:
                return True  # too large: reading its lines reports it
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _western(path: Path) -> tuple[str, str]:
    """Return Windows-1252 (which covers Latin-1) and a sample; raise UnreadableFile if a character does not fit."""
    with open_plain(path) as file:
        raw = file.read(MAX_UNPACKED_BYTES)
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path}: not UTF-8 text, nor Windows-1252; {SAVE_AS_UTF8}") from error
    foreign = {sign for sign in set(text) if ord(sign) > 127}
    is_western = all(sign.isalpha() or sign in WESTERN_SIGNS for sign in foreign)
    letters = "".join(sorted(sign for sign in foreign if sign.isalpha()))
    alien_word = letters and re.search(f"[{re.escape(letters)}]{{{MOST_FOREIGN_LETTERS + 1}}}", text)
    if not is_western or alien_word or TORN_WORD.search(text) or "\x00" in text:
        raise UnreadableFile(f"{path}: not UTF-8 text, and its encoding is unclear; {SAVE_AS_UTF8}")
    word = re.search(r"[^\s,;|\t\"]*[^\x00-\x7f][^,;|\t\"\r\n]*", text)
    return "cp1252", (word[0].strip() if word else "")[:40]


def _first_row(lines: list[str], separator: str) -> tuple[str, ...]:
    """Return the cells of the header, which may have quoted line breaks."""
    cleaned = (line if line.isascii() else line.translate(ODD_CHARACTERS) for line in lines)
    try:
        return tuple(next(csv.reader(cleaned, delimiter=separator), ()))
    except csv.Error:
        return ()
