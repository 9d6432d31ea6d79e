"""What builds games for a worker: dbt in a process for each build, or a session that stays with all of it planned."""

from typing import Protocol

from benchsight.builds import BuildOptions, BuildSummary, build
from benchsight.builds.plan import Request
from benchsight.builds.run import Say


class Engine(Protocol):
    """Builds games; may be called again after any error."""

    def build(self, request: Request, say: Say = ...) -> BuildSummary:
        """Build what is asked for; what failed is told in the summary. Raises as ``benchsight.builds.build``."""

    def warm_up(self) -> None:
        """Do ahead what the first build would have to."""

    def close(self) -> None:
        """Give back what was kept between builds."""


class DbtEngine:
    """Starts dbt for each build, with the tests of the data: for a worker that ends when nothing waits."""

    def __init__(self, tests: bool = True) -> None:
        self._tests = tests

    def build(self, request: Request, say: Say = lambda text: None) -> BuildSummary:
        """As ``benchsight build`` does."""
        return build(BuildOptions(request, self._tests), say)

    def warm_up(self) -> None:
        """Nothing is kept, so there is nothing to do ahead."""

    def close(self) -> None:
        """Nothing is kept."""
