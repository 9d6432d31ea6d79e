"""The tables that a CSV file or a sheet may be, how each is read, and which of them a header belongs to."""

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
    """A table as some file has it: a name for messages, its columns, and those it cannot do without."""

    name: str
    columns: frozenset[str]
    required: frozenset[str]


def known_table(name: str, columns: str, required: str) -> KnownTable:
    """A known table of column names written with blanks between them."""
    return KnownTable(name, frozenset(columns.split()), frozenset(required.split()))


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


def recognise(columns: Iterable[str], tables: Iterable[KnownTable]) -> KnownTable | None:
    """The table that the columns fit best; None where most of them belong to no table.

    Of two tables that have all the columns, the one with fewer others is meant.
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
    """Raises UnreadableFile where the table lacks a column it cannot do without."""
    missing = sorted(table.required - set(columns))
    if missing:
        raise UnreadableFile(f"{place}: column {', '.join(missing)} missing, expected in a table of {table.name}")
