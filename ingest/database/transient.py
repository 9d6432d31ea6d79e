"""Which errors of the database may pass when the same is tried again, and which are the fault of the data."""

import psycopg
from psycopg import errors

# Another session was in the way, or the server was not ready.
TRANSIENT_ERRORS = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    errors.TooManyConnections,
    errors.CannotConnectNow,
    errors.AdminShutdown,
    errors.CrashShutdown,
)
# Arise when a live writer comes between our look and our write; and when a file itself is at fault.
RACES = (errors.UniqueViolation, errors.ForeignKeyViolation)
REFUSALS = ("22", "23", "54")  # classes of SQLSTATE: data, integrity, limits of the server (a key too long to index)


class Judge:
    """Judges the errors of one piece of work, attempt by attempt."""

    def __init__(self) -> None:
        self._race: tuple[str | None, ...] | None = None

    def may_pass(self, error: BaseException, is_lost: bool) -> bool:
        """Whether to try again; ``is_lost``: the connection is gone.

        A race is lost once: the next attempt sees the other's row. The same violation twice is of our own making.
        """
        if isinstance(error, RACES):
            race = (error.sqlstate, error.diag.constraint_name, error.diag.message_detail)
            is_new, self._race = race != self._race or race == (error.sqlstate, None, None), race
            return is_new
        return isinstance(error, TRANSIENT_ERRORS) or (isinstance(error, psycopg.Error) and is_lost)


def is_refusal(error: psycopg.Error) -> bool:
    """Whether the database refused what was in the file."""
    return (error.sqlstate or "")[:2] in REFUSALS


def first_line(error: BaseException) -> str:
    """The message of an error in one line; its name where it says nothing."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
