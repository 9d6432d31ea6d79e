"""JSON files: which of the known documents it is."""

import json
from pathlib import Path

from ingest.contract.extract import Extract, UnreadableFile
from ingest.formats.cells.files import encoding_of_head
from ingest.formats.errors import UnknownFormat
from ingest.formats.tracker_json.export import is_tracker_export, read_tracker_export
from ingest.formats.tracker_json.roster import is_roster, read_roster


def read_json(path: Path) -> Extract:
    """The extract of a JSON file; raises UnreadableFile, or UnknownFormat for a document we do not know."""
    try:
        document = json.loads(_text(path.read_bytes()))
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


def _text(content: bytes) -> bytes | str:
    """The document's text; UTF-8 is for the parser to read."""
    encoding = encoding_of_head(content[:4096])
    return content if encoding is None else content.decode(encoding).removeprefix("\ufeff")
