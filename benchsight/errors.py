"""The errors a user is told about in one line; each message says what to do about it."""


class BenchSightError(Exception):
    """Something went wrong that the user can act on; the message is one line."""


class ConfigurationError(BenchSightError):
    """A setting, or the place a command was run from, cannot work as it is."""


class Busy(BenchSightError):
    """Someone else holds the lock; trying again later may succeed."""


class ServerError(BenchSightError):
    """The embedded PostgreSQL server cannot be made, started or stopped."""


class MigrationError(BenchSightError):
    """The migrations here and the history of the database do not fit, or one failed."""
