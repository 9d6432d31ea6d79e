"""Errors of exports and restores."""

from benchsight.errors import BenchSightError


class BackupError(BenchSightError):
    """The export or restore cannot be done; nothing in the database has changed."""
