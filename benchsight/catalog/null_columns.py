"""`python -m benchsight.catalog.null_columns`: the page of statistics that are NULL or never vary, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import psycopg
from psycopg import sql

from benchsight.catalog.statistics import CATALOG, GAME_TABLES, Statistic, read_catalog
from benchsight.db.settings import load_settings

PAGE = Path("docs/reference/null_columns.md")
INTRODUCTION = """\
# Which columns are NULL, on which data, and why

Made by `python -m benchsight.catalog.null_columns`, from databases built of the data that the columns are named after.
A statistic whose input nobody tracked is NULL, not 0; the catalogue (`seeds/catalog/stat_catalog.csv`) says what each
needs. `NULL` means NULL in every row; `NULL in n %` says how many rows lack it (not shown below 1 %); `always x` is the
same value wherever it is not NULL; a dot stands for a column that is there and varies. Columns with nothing but dots
are left out. Where the need is met, or there is none (a dash), a value that is always the same is a thing that did not
happen in this data, and a NULL is one that the definition gives not to everybody (a relief has no quality start).
"""


@dataclass(frozen=True)
class Dataset:
    """A built database and what it holds, in words."""

    name: str
    url: str


@dataclass(frozen=True)
class Filling:
    """The filling of a column: rows in all, rows that are not NULL, distinct values, and the lowest."""

    rows: int
    filled: int
    distinct: int
    lowest: str | None

    def __str__(self) -> str:
        """Return the text for the page."""
        if not self.rows or not self.filled:
            return "NULL"
        lacking = round(100 * (self.rows - self.filled) / self.rows)
        parts = [f"NULL in {lacking} %"] if lacking >= 1 else []
        parts += [f"always {self.lowest}"] if self.distinct == 1 else []
        return ", ".join(parts) or "·"


def fillings(url: str, table: str, columns: Sequence[str]) -> dict[str, Filling]:
    """Read how the columns of a published table are filled; raises psycopg.Error if the table does not exist."""
    parts = [
        sql.SQL("count({0}), count(distinct {0}), cast(min(cast({0} as text)) as text)").format(sql.Identifier(column))
        for column in columns
    ]
    query = sql.SQL("select count(*), {} from {}").format(sql.SQL(", ").join(parts), sql.Identifier(table))
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None  # an aggregate always has a row
    counts = [row[place : place + 3] for place in range(1, len(row), 3)]
    return {column: Filling(row[0], *three) for column, three in zip(columns, counts, strict=True)}


def page(datasets: Sequence[Dataset], catalog: Sequence[Statistic]) -> str:
    """Return the page: a table of columns for each published table of games."""
    sections = [_section(table, datasets, [row for row in catalog if row.table_name == table]) for table in GAME_TABLES]
    return "\n".join([INTRODUCTION, *sections])


def _section(table: str, datasets: Sequence[Dataset], statistics: Sequence[Statistic]) -> str:
    shown = [statistic for statistic in statistics if statistic.family != "identity"]
    columns = [statistic.column_name for statistic in shown]
    found = [fillings(dataset.url, table, columns) for dataset in datasets]
    rows = list(_rows(shown, found))
    head = ["column", *(dataset.name for dataset in datasets), "needs"]
    lines = [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]
    title = (
        f"## {table}\n\n{len(shown)} statistics, {len(shown) - len(rows)} of them filled and varying on all of it.\n"
    )
    return "\n".join([title, *lines, ""])


def _rows(statistics: Sequence[Statistic], found: Sequence[dict[str, Filling]]) -> Iterator[list[str]]:
    for statistic in statistics:
        cells = [str(of_data[statistic.column_name]) for of_data in found]
        if set(cells) != {"·"}:
            yield [f"`{statistic.column_name}`", *cells, _reason(statistic)]


def _reason(statistic: Statistic) -> str:
    """Return what the column needs; a ratio is also NULL without its denominator."""
    ratio = f"a denominator: {statistic.denominator}" if statistic.denominator else ""
    return "; ".join(part for part in (statistic.needs, ratio) if part) or "-"


@click.command()
@click.option("--data", "pairs", multiple=True, required=True, metavar="NAME=URL", help="A built database; repeat.")
def main(pairs: tuple[str, ...]) -> None:
    """Write docs/reference/null_columns.md from built databases, each named by what it holds."""
    datasets = [Dataset(*pair.split("=", 1)) for pair in pairs]
    root = load_settings().project_root
    (root / PAGE).write_text(page(datasets, read_catalog(root / CATALOG)), encoding="utf-8")
    click.echo(f"{PAGE} written")


if __name__ == "__main__":
    main()
