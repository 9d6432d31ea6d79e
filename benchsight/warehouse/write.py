"""Writes the rows of partitions to Parquet files, named after their content."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from benchsight.backup.files import ChecksumFile
from benchsight.backup.parquet_files import DoesNotFit, ParquetSink, arrow_types
from benchsight.warehouse.errors import WarehouseError
from benchsight.warehouse.manifest import DataFile, WarehouseColumn
from benchsight.warehouse.relations import Partition, Published

NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
NO_GAME = -1


def columns_of(table: Published) -> list[WarehouseColumn]:
    """Return the columns as the files have them."""
    types = arrow_types(table.relation.columns, exact=False)
    return [
        WarehouseColumn(column.name, column.type, str(kind), table.descriptions.get(column.name, ""))
        for column, kind in zip(table.relation.columns, types, strict=True)
    ]


def write_partitions(
    connection: psycopg.Connection, table: Published, chosen: Sequence[Partition], folder: Path
) -> Iterator[tuple[Path, DataFile]]:
    """Yield a file below ``folder`` for each partition, as the transaction of the connection sees its rows.

    Raises WarehouseError for a value that its type in Parquet cannot hold.
    """
    written = set()
    for place, group in groupby(_lines(connection, table, chosen), key=lambda line: line[0]):
        written.add(place)
        yield _write(table, chosen[place], (line for _, line in group), folder / f"{table.name}-{place}")
    for place, partition in enumerate(chosen):
        if place not in written:  # a table without rows
            yield _write(table, partition, iter(()), folder / f"{table.name}-{place}")


def _write(table: Published, partition: Partition, lines: Iterator[bytes], path: Path) -> tuple[Path, DataFile]:
    types = arrow_types(table.relation.columns, exact=False)
    try:
        with (
            ChecksumFile(path) as file,
            ParquetSink(table.relation.columns, file, types, table.description, table.descriptions) as sink,
        ):
            for line in lines:
                sink.add(line)
    except DoesNotFit as error:
        raise WarehouseError(
            f"{table.name} holds a value (infinity, or no number) that its column in Parquet cannot hold: {error}"
        ) from error
    return path, DataFile(
        path=f"{_folder(table, partition)}/{file.sha256[:20]}.parquet",
        rows=sink.rows,
        bytes=file.size,
        sha256=file.sha256,
        fingerprint=partition.fingerprint,
        season=partition.season,
        bucket=partition.bucket,
        games=sorted(game for game in partition.games if game is not None),
        empty=sink.empty,
    )


def _folder(table: Published, partition: Partition) -> str:
    """Return the folder of a file in the Hive layout; names of partitions are no names of columns."""
    if not table.is_by_game:
        return f"data/{table.name}"
    season = NO_VALUE if partition.season is None else quote(partition.season, safe="")
    bucket = NO_VALUE if partition.bucket is None else partition.bucket
    return f"data/{table.name}/game_season={season}/game_bucket={bucket}"


def _lines(
    connection: psycopg.Connection, table: Published, chosen: Sequence[Partition]
) -> Iterator[tuple[int, bytes]]:
    """Yield the place of a partition and a row as CSV, partition by partition, in the order of the key."""
    columns = sql.SQL(", ").join(sql.Identifier("t", column.name) for column in table.relation.columns)
    order: list[sql.Composable] = [sql.Identifier("t", name) for name in table.key or table.relation.key]
    order = order or [sql.SQL("cast(t as text)")]
    place: sql.Composable = sql.SQL("0")
    join: sql.Composable = sql.SQL("")
    if any(partition.games for partition in chosen):
        pairs = [
            (NO_GAME if game is None else game, number)
            for number, partition in enumerate(chosen)
            for game in partition.games
        ]
        games, numbers = (sql.Literal(list(each)) for each in zip(*pairs, strict=True))
        place = sql.SQL("p.place")
        join = sql.SQL(
            " inner join unnest({}, {}) as p (game_id, place) on coalesce(t.game_id, {}) = p.game_id"
        ).format(games, numbers, sql.Literal(NO_GAME))
    query = sql.SQL("copy (select {}, {} from {} as t{} order by {}) to stdout (format csv)").format(
        place, columns, table.relation.identifier, join, sql.SQL(", ").join([sql.SQL("1"), *order])
    )
    with connection.cursor().copy(query) as copy:
        for line in copy:
            number, _, row = bytes(line).partition(b",")
            yield int(number), row
