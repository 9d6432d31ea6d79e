"""Reads a file of any known format, recognised by its content."""

import json
from pathlib import Path

from ingest.contract.extract import Extract, UnknownFormat, UnreadableFile
from ingest.formats.cells.files import Kind, encoding_of_head, kind_of, read_json_bytes
from ingest.formats.csv_files import read_csv
from ingest.formats.tracker_json.entries import usual_export
from ingest.formats.tracker_json.export import is_roster, is_tracker_export, read_roster, read_tracker_export
from ingest.formats.workbooks import read_workbook


def read_file(path: Path, partial: bool = False) -> Extract:
    """Return the rows of a file by staging table; its name serves messages only.

    A ``partial`` table (for a merge) may lack what its rows need beside the key. Raise UnreadableFile with a message of
    one line, or its subclass UnknownFormat for a readable file of no known format.
    """
    kind = kind_of(path)
    if kind is Kind.JSON:
        return _read_json(path)
    if kind is Kind.TABLE:
        return read_csv(path, partial)
    return read_workbook(path, kind, partial)


def _read_json(path: Path) -> Extract:
    """Return the extract of a JSON file; raise UnreadableFile, or UnknownFormat for an unknown document."""
    content = read_json_bytes(path)
    encoding = encoding_of_head(content[:4096])
    usual = usual_export(content) if encoding is None else None
    if usual is not None:
        return read_tracker_export(path, usual)
    try:
        document = json.loads(_text(content, encoding))
    except json.JSONDecodeError as error:
        raise UnreadableFile(f"{path}, line {error.lineno}: not JSON ({error.msg})") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path}: not JSON in UTF-8 ({error.reason}); save it as UTF-8") from error
    except (ValueError, RecursionError) as error:  # thousands of digits, deep nesting
        raise UnreadableFile(f"{path}: not JSON ({type(error).__name__})") from error
    if is_tracker_export(document):
        return read_tracker_export(path, document)
    if is_roster(document):
        return read_roster(path, document)
    known = ", ".join(list(document)[:6]) if isinstance(document, dict) else type(document).__name__
    raise UnknownFormat(f"{path}: JSON of no known format ({known})")


def _text(content: bytes, encoding: str | None) -> bytes | str:
    """Return the document's text; bytes in UTF-8 are left to the parser."""
    return content if encoding is None else content.decode(encoding).removeprefix("\ufeff")
