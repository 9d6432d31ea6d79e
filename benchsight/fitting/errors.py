"""Errors of fitting."""

from benchsight.errors import BenchSightError


class FitError(BenchSightError):
    """A model cannot be fitted; the message says what is missing."""
