"""Errors of the warehouse."""

from benchsight.errors import BenchSightError


class WarehouseError(BenchSightError):
    """The warehouse cannot be written or read; what its manifest names is as it was."""
