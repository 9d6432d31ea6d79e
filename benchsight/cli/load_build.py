"""The last phase of a load: builds what is due and reports the outcome to the load."""

from typing import TYPE_CHECKING

from benchsight.errors import BenchSightError
from benchsight.terminal.console import note
from ingest.journal.summary import StatsResult

if TYPE_CHECKING:
    from benchsight.builds.summary import BuildSummary


class LoadBuild:
    """Builds when it is called; ``summary`` is that of the build, None where there was none."""

    def __init__(self) -> None:
        self.summary: BuildSummary | None = None

    def __call__(self) -> StatsResult:
        """Build what is due; the result names what failed."""
        from benchsight.builds import BuildOptions, build
        from benchsight.sync.after_build import push_in_background

        try:
            self.summary = build(BuildOptions(), on_wait=note)
        except BenchSightError as error:
            return StatsResult(problem=f"the build failed: {error}")
        push_in_background()
        rows = sum(table.written for table in self.summary.tables)
        failed = self.summary.status == "failed"
        what = "not all of it could be built" if self.summary.recorded else "the build failed"
        problem = f"{what}: {self.summary.first_failure()}" if failed else None
        return StatsResult(len(self.summary.games_built), rows, problem)

    def show(self) -> None:
        """Print what was built for a person."""
        from benchsight.cli.screens.build import show_build

        if self.summary is not None:
            show_build(self.summary)
