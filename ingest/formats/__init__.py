"""One package per input format, recognised by content. Imported by `selection` and `runs`; never imports `landing`."""

from ingest.formats.cells.files import find_files, unread_files
from ingest.formats.dispatch import read_file

__all__ = ["find_files", "read_file", "unread_files"]
