"""Errors of synchronisation."""

from benchsight.errors import BenchSightError


class SyncError(BenchSightError):
    """A synchronisation that could not start or had to stop; the message holds no credentials."""
