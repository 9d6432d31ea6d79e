"""What can keep a model from being fitted."""

import importlib

from benchsight.errors import BenchSightError


class FitError(BenchSightError):
    """A model cannot be fitted; the message says what is missing."""


def require_fit_extra() -> None:
    """Raise FitError where scikit-learn is not installed."""
    try:
        importlib.import_module("sklearn")
    except ImportError:
        raise FitError("fitting needs scikit-learn: install it with pip install 'benchsight[fit]'") from None
