"""Which errors of the database are transient, and which are the fault of the data."""

import psycopg
from psycopg import errors

# Another session held a lock, or the server was not ready.
TRANSIENT_ERRORS = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    errors.TooManyConnections,
    errors.CannotConnectNow,
    errors.AdminShutdown,
    errors.CrashShutdown,
)
# Raised if another session writes between our read and our write, and if a file is at fault.
RACES = (errors.UniqueViolation, errors.ForeignKeyViolation)
REFUSALS = ("22", "23", "54")  # classes of SQLSTATE: data, integrity, limits of the server (a key too long to index)


class Judge:
    """Judges the errors of one piece of work, attempt by attempt."""

    def __init__(self) -> None:
        self._race: tuple[str | None, ...] | None = None

    def may_pass(self, error: BaseException, is_lost: bool) -> bool:
        """Return whether to try again; ``is_lost``: the connection is gone.

        A race is retried once: the next attempt sees the row of the other writer. The same violation twice is caused by
        the data.
        """
        if isinstance(error, RACES):
            race = (error.sqlstate, error.diag.constraint_name, error.diag.message_detail)
            is_new, self._race = race != self._race or race == (error.sqlstate, None, None), race
            return is_new
        return isinstance(error, TRANSIENT_ERRORS) or (isinstance(error, psycopg.Error) and is_lost)


def is_refusal(error: psycopg.Error) -> bool:
    """Return whether the database refused the data of the file."""
    return (error.sqlstate or "")[:2] in REFUSALS


def first_line(error: BaseException) -> str:
    """Return the message of an error in one line; the name of its class if it has none."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
