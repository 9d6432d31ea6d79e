"""All backfills: which columns of a staging table are filled, and from what."""

from collections.abc import Mapping
from dataclasses import dataclass

from benchsight.errors import ConfigurationError
from ingest.contract.table import Table
from ingest.contract.tables import TABLES


@dataclass(frozen=True)
class Backfill:
    """Columns of a staging table, each with the SQL of its value for a row ``t``.

    The SQL has to read what the row itself holds, and to give for a row what the reader gives for it in a new load.
    Without the column ``processed`` on the table, what is filled counts as a change of the input.
    """

    name: str
    table_name: str
    values: Mapping[str, str]
    description: str

    @property
    def table(self) -> Table:
        """The table in the contract."""
        return TABLES[self.table_name]


BACKFILLS = (
    Backfill(
        "event_video_seconds",
        "staging_events",
        {"video_seconds": "ops.video_second(t.raw)"},
        "Second of the video at which an event happened, from the raw row of its workbook.",
    ),
)


def find_backfill(name: str) -> Backfill:
    """Return the backfill of this name. Raises ConfigurationError if there is none."""
    for backfill in BACKFILLS:
        if backfill.name == name:
            return backfill
    known = ", ".join(backfill.name for backfill in BACKFILLS)
    raise ConfigurationError(f"there is no backfill {name}; there are: {known}")
