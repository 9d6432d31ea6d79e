"""Errors that a user can act on; each message is one line that says how."""

import importlib


class BenchSightError(Exception):
    """Something went wrong that the user can act on; the message is one line."""


class MissingExtra(BenchSightError):
    """Packages are missing that a plain install leaves out."""


def require_extra(extra: str, module: str, need: str) -> None:
    """Raise MissingExtra if ``module`` cannot be imported; ``need`` says what needs which package."""
    try:
        importlib.import_module(module)
    except ImportError:
        raise MissingExtra(f"{need}: install it with pip install 'benchsight[{extra}]'") from None


class ConfigurationError(BenchSightError):
    """A setting, or the place a command was run from, cannot work as it is."""


class Busy(BenchSightError):
    """Someone else holds the lock; trying again later may succeed."""


class ServerError(BenchSightError):
    """The embedded PostgreSQL server cannot be made, started or stopped."""


class MigrationError(BenchSightError):
    """The migrations here and the history of the database do not fit, or one failed."""


class ReplacedHistory(MigrationError):
    """The database has the migrations of an earlier history, which this version replaced."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"the database has migration {version} of an earlier history, which this version replaced; nothing was "
            "changed. Move it: `benchsight export --to FOLDER`, then `benchsight restore FOLDER` into a new database "
            "(docs/how-to/move-to-a-new-database.md)"
        )
