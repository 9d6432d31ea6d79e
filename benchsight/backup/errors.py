"""What can be wrong with an export, or stand in the way of a restore."""

from benchsight.errors import BenchSightError


class BackupError(BenchSightError):
    """The export or restore cannot be done; nothing in the database has changed."""
