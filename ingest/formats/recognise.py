"""Which known table a header belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.contract.extract import UnreadableFile

LEAST_SHARE = 0.7
LEAST_COLUMNS = 3


@dataclass(frozen=True)
class KnownTable:
    """A table as some file has it: a name for messages, its columns, and those it cannot do without."""

    name: str
    columns: frozenset[str]
    required: frozenset[str]


def known_table(name: str, columns: str, required: str) -> KnownTable:
    """A known table of column names written with blanks between them."""
    return KnownTable(name, frozenset(columns.split()), frozenset(required.split()))


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
