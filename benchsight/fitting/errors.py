"""What can keep a model from being fitted."""

from benchsight.errors import BenchSightError


class FitError(BenchSightError):
    """A model cannot be fitted; the message says what is missing."""
