"""How large the sheets of a workbook are, before memory is taken for every cell between the first and the last."""

import re
import zipfile
import zlib
from pathlib import Path

from ingest.contract.extract import UnreadableFile

MAX_CELLS = 20_000_000
TWO_LETTERS = 26 + 26 * 26  # columns A to ZZ
ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="([0-9]{1,7})"')
FAR_COLUMN = re.compile(rb'r="[A-Z]{3}[0-9]')
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>/]*>')
SHEETS = "xl/worksheets/"
# A file that lies about what it holds, or holds half of it: the reader of cells will say so.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)


def check_area(path: Path) -> None:
    """Raises UnreadableFile where one cell far from the others makes a sheet larger than any memory."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith(SHEETS) and name.endswith(".xml"):
                _check_sheet(path, archive, name)


def _check_sheet(path: Path, archive: zipfile.ZipFile, name: str) -> None:
    try:
        text = archive.read(name)
    except DAMAGE:
        return
    last_row = max(map(int, ROW.findall(text)), default=0)
    if last_row * TWO_LETTERS <= MAX_CELLS and not FAR_COLUMN.search(text):
        return  # small enough however wide, as nearly all are: no need to look at every cell
    rows, columns = 0, 0
    for letters, digits in CELL.findall(text):
        rows, columns = max(rows, int(digits)), max(columns, column_number(letters))
    if rows * columns > MAX_CELLS:
        where = f"{path}, {name.removeprefix('xl/')}"
        raise UnreadableFile(f"{where}: cells as far as row {rows}, column {columns}, expected a sheet of one table")


def column_number(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
