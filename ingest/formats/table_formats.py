"""The tables that a CSV file or a sheet may be, and how each is read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ingest.contract.extract import Extract
from ingest.contract.notes import Notes
from ingest.formats.cells.tables import Sheet
from ingest.formats.recognise import KnownTable, known_table

ReadSheet = Callable[[Sheet, Extract, Notes], None]


@dataclass(frozen=True)
class TableFormat:
    """A known table with its reader; without one, its content has no place in the staging tables.

    ``lands_in`` is the staging table of its rows: rows that cannot be read are counted there. A table whose columns
    have many spellings has ``one_of_each`` of these groups, else it is no such table.
    """

    table: KnownTable
    lands_in: str = ""
    read: ReadSheet | None = None
    fills_gaps: bool = False
    one_of_each: tuple[frozenset[str], ...] = ()

    def may_be(self, columns: Iterable[str]) -> bool:
        """Whether the columns have one of each group."""
        named = set(columns)
        return all(group & named for group in self.one_of_each)


def table_format(
    name: str, columns: str, required: str, lands_in: str = "", read: ReadSheet | None = None, fills_gaps: bool = False
) -> TableFormat:
    """A format of column names written with blanks between them."""
    return TableFormat(known_table(name, columns, required), lands_in, read, fills_gaps)
