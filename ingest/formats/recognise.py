"""Known tables of CSV files and sheets: how each is read, and which of them a header belongs to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ingest.contract.extract import Extract, UnreadableFile
from ingest.contract.notes import Notes
from ingest.formats.cells.tables import Sheet

LEAST_SHARE = 0.7
LEAST_COLUMNS = 3
ReadSheet = Callable[[Sheet, Extract, Notes], None]


@dataclass(frozen=True)
class KnownTable:
    """A table as some file has it: a name for messages, its columns, and the required ones."""

    name: str
    columns: frozenset[str]
    required: frozenset[str]


def known_table(name: str, columns: str, required: str) -> KnownTable:
    """Return a known table of column names separated by blanks."""
    return KnownTable(name, frozenset(columns.split()), frozenset(required.split()))


@dataclass(frozen=True)
class TableFormat:
    """A known table with its reader; without a reader it is not used.

    ``lands_in`` is the staging table that its unreadable rows count for. A table whose columns have many spellings must
    have ``one_of_each`` of these groups.
    """

    table: KnownTable
    lands_in: str = ""
    read: ReadSheet | None = None
    fills_gaps: bool = False
    one_of_each: tuple[frozenset[str], ...] = ()

    def may_be(self, columns: Iterable[str]) -> bool:
        """Return whether the columns have one of each group."""
        named = set(columns)
        return all(group & named for group in self.one_of_each)


def table_format(
    name: str, columns: str, required: str, lands_in: str = "", read: ReadSheet | None = None, fills_gaps: bool = False
) -> TableFormat:
    """Return a format of column names separated by blanks."""
    return TableFormat(known_table(name, columns, required), lands_in, read, fills_gaps)


def recognise(columns: Iterable[str], tables: Iterable[KnownTable]) -> KnownTable | None:
    """Return the table that fits the columns best; None if most columns belong to no table.

    Of two tables with all the columns, the one with fewer other columns fits better.
    """
    found = {column for column in columns if column}
    best, best_score = None, (LEAST_SHARE, 0.0)
    for table in tables:
        common = len(found & table.columns)
        if common < min(LEAST_COLUMNS, len(table.columns)):
            continue
        score = (common / len(found), common / len(table.columns))
        if score >= best_score:
            best, best_score = table, score
    return best


def check_required(table: KnownTable, columns: Iterable[str], place: str) -> None:
    """Raise UnreadableFile if the table lacks a required column."""
    missing = sorted(table.required - set(columns))
    if missing:
        raise UnreadableFile(f"{place}: column {', '.join(missing)} missing, expected in a table of {table.name}")
