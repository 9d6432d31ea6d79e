"""What a reader raises."""

from ingest.contract.extract import UnreadableFile


class UnknownFormat(UnreadableFile):
    """A readable file, but of no format we know; a folder load names it and goes on."""
