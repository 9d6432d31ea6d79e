"""The way to a project, whatever it is."""

from collections.abc import Callable, Collection
from typing import Protocol

from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

from benchsight.sync.published.tables import CloudTable

Report = Callable[[int], None]  # so many more rows are done


ATTEMPTS = 5


def retrying(is_lost: Callable[[BaseException], bool], first_wait: float, attempts: int = ATTEMPTS) -> Retrying:
    """Return how work is tried again after errors of the connection or the server; the last error is raised."""
    return Retrying(
        retry=retry_if_exception(is_lost),
        stop=stop_after_attempt(attempts),
        wait=wait_exponential(multiplier=first_wait, max=30),
        reraise=True,
    )


class Place(Protocol):
    """A project that tables are copied to. Each call may be repeated: the second changes nothing."""

    def close(self) -> None:
        """Close connections."""

    def lacks(self, table: CloudTable) -> str | None:
        """Return what of a table is missing there."""

    def games(self) -> set[int] | None:
        """Return the games of its schedule; None if it has no schedule."""

    def write(self, table: CloudTable, report: Report) -> int:
        """Insert and update rows; return how many were sent (REST) or changed (PostgreSQL)."""

    def delete_gone(self, table: CloudTable, games: Collection[int]) -> int:
        """Delete the rows that are gone here; of a table by game, only rows of ``games`` or of no game."""
