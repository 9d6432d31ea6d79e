"""One table to one file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from benchsight.backup.catalog import Relation
from benchsight.backup.files import ChecksumFile
from benchsight.backup.manifest import ExportedColumn, ExportedTable


def write_table(
    connection: psycopg.Connection, relation: Relation, folder: Path, file_format: str, games: Sequence[int]
) -> ExportedTable:
    """Write the rows (of these games; none: all) as the transaction of the connection sees them."""
    file = f"{relation.schema}/{relation.name}.{file_format}"
    writer = _write_parquet if file_format == "parquet" else _write_csv
    rows, written, stored_as = writer(connection, relation, folder / file, games)
    return ExportedTable(
        name=relation.full_name,
        is_view=relation.is_view,
        is_derived=relation.is_derived,
        rows=rows,
        file=file,
        bytes=written.size,
        sha256=written.sha256,
        columns=[
            ExportedColumn(column.name, column.type, stored, column.not_null, column.generated)
            for column, stored in zip(relation.columns, stored_as, strict=True)
        ],
        indexes=list(relation.indexes),
        sequences=_sequences(connection, relation),
    )


def _write_csv(
    connection: psycopg.Connection, relation: Relation, path: Path, games: Sequence[int]
) -> tuple[int, ChecksumFile, list[str]]:
    rows = -1  # the header
    with ChecksumFile(path) as file:
        for line in _lines(connection, relation, games, header=True):
            file.write(line)
            rows += 1
    return rows, file, ["text"] * len(relation.columns)


def _write_parquet(
    connection: psycopg.Connection, relation: Relation, path: Path, games: Sequence[int]
) -> tuple[int, ChecksumFile, list[str]]:
    from benchsight.backup.parquet_files import DoesNotFit, ParquetSink, arrow_types

    for plain in (True, False):
        rows = 0
        types = arrow_types(relation.columns, exact=not relation.is_view, plain=plain)
        try:
            with ChecksumFile(path) as file, ParquetSink(relation.columns, file, types) as sink:
                for line in _lines(connection, relation, games, header=False):
                    sink.add(line)
                    rows += 1
            return rows, file, [str(kind) for kind in types]
        except DoesNotFit:
            if not plain:
                raise
            path.unlink()  # some value is infinite or no number: as text, it is kept
    raise AssertionError("unreachable")


def _lines(connection: psycopg.Connection, relation: Relation, games: Sequence[int], header: bool) -> Iterator[bytes]:
    """Yield rows as CSV, in the order of the key. The server sends each in a message of its own."""
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in relation.columns)
    query = sql.SQL("select {} from {}").format(columns, relation.identifier)
    if games:
        query += sql.SQL(" where game_id = any({})").format(sql.Literal(list(games)))
    if relation.key:
        query += sql.SQL(" order by ") + sql.SQL(", ").join(map(sql.Identifier, relation.key))
    options = sql.SQL("format csv, header" if header else "format csv")
    with connection.cursor().copy(sql.SQL("copy ({}) to stdout ({})").format(query, options)) as copy:
        for line in copy:
            yield bytes(line)


def _sequences(connection: psycopg.Connection, relation: Relation) -> dict[str, int]:
    found = {}
    for column in relation.columns:
        if column.sequence is not None:
            query = "select pg_sequence_last_value(%s::regclass)"
            row = connection.execute(query, (column.sequence,)).fetchone()
            if row is not None and row[0] is not None:
                found[column.name] = int(row[0])
    return found
