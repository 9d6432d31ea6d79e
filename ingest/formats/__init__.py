"""One package per input format, recognised by content. Imported by `selection` and `runs`; never imports `landing`."""

from pathlib import Path

from ingest.contract.extract import Extract
from ingest.formats.cells.files import Kind, find_files, kind_of, unread_files
from ingest.formats.csv_files import read_csv
from ingest.formats.errors import UnknownFormat
from ingest.formats.json_files import read_json
from ingest.formats.workbooks import read_workbook
from ingest.game.coverage import Coverage, coverage

__all__ = ["Coverage", "UnknownFormat", "coverage", "find_files", "read_file", "unread_files"]


def read_file(path: Path, partial: bool = False) -> Extract:
    """Rows by staging table of any known file, found by its content; the name serves messages alone.

    A table that is ``partial`` (for a merge) may lack what its rows need beside the key.
    Raises UnreadableFile with one line that says why, and its child UnknownFormat for a readable file
    of no known format.
    """
    kind = kind_of(path)
    if kind is Kind.JSON:
        return read_json(path)
    if kind is Kind.TABLE:
        return read_csv(path, partial)
    return read_workbook(path, kind, partial)
