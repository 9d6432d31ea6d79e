"""Parquet files of an export: CSV as PostgreSQL writes it to typed columns, and back to CSV that COPY reads."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from pyarrow import csv, parquet

from benchsight.backup.catalog import TableColumn

BATCH_BYTES = 8 << 20  # of CSV: a row group
COMPRESSION = "zstd"
NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")
MOST_DIGITS = 38
PLAIN = {
    "smallint": pa.int16(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "real": pa.float32(),
    "double precision": pa.float64(),
    "date": pa.date32(),
    "timestamp with time zone": pa.timestamp("us", tz="UTC"),
    "timestamp without time zone": pa.timestamp("us"),
}


class DoesNotFit(Exception):
    """A value (infinity, NaN, a year before Christ) that the type in the file cannot hold."""


@dataclass
class ParquetSink:
    """Writes the rows of a table, given as CSV lines; the file is whole once the block ends without an error.

    ``description`` and those of columns go into the metadata of the file.
    """

    columns: Sequence[TableColumn]
    file: io.RawIOBase
    types: Sequence[pa.DataType]
    description: str = ""
    descriptions: Mapping[str, str] = field(default_factory=dict)
    rows: int = 0

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        fields = [
            pa.field(name, kind, metadata=_described(self.descriptions.get(name)))
            for name, kind in zip(names, self.types, strict=True)
        ]
        self.schema = pa.schema(fields, metadata=_described(self.description))
        self._filled: set[str] = set()
        self._writer = parquet.ParquetWriter(pa.PythonFile(self.file, mode="w"), self.schema, compression=COMPRESSION)
        self._lines: list[bytes] = []
        self._bytes = 0

    def add(self, line: bytes) -> None:
        """Take in one row. Raises DoesNotFit."""
        self._lines.append(line)
        self._bytes += len(line)
        if self._bytes >= BATCH_BYTES:
            self._flush()

    @property
    def empty(self) -> list[str]:
        """Columns without a value in what is written."""
        return [name for name in self.schema.names if name not in self._filled]

    def __enter__(self) -> "ParquetSink":
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Write what is left, and the footer. Raises DoesNotFit."""
        try:
            if kind is None:
                self._flush()
                self._writer.close()
        finally:
            with suppress(OSError):  # else it would try again when collected, and warn
                self._writer.close()

    def _flush(self) -> None:
        if self._lines:
            table = _parse(b"".join(self._lines), self.schema)
            self._writer.write_table(table)
            self.rows += table.num_rows
            self._filled.update(name for name in table.column_names if table[name].null_count < table.num_rows)
        self._lines, self._bytes = [], 0


def arrow_types(columns: Iterable[TableColumn], exact: bool, plain: bool = True) -> list[pa.DataType]:
    """Return the types in the file. ``exact``: every value comes back the same, so numbers without a scale are text.

    Without ``plain`` all that may be infinite or not a number is text too.
    """
    return [_arrow_type(column.type, exact, plain) for column in columns]


def read_csv_lines(path: Path) -> Iterator[bytes]:
    """Yield the rows of a Parquet file as CSV for COPY, a row group at a time; NULL is an empty unquoted field."""
    with parquet.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            table = file.read_row_group(group, use_threads=False)
            texts = pa.table([_as_text(column) for column in table.columns], names=table.column_names)
            out = pa.BufferOutputStream()
            csv.write_csv(texts, out, csv.WriteOptions(include_header=False, quoting_style="all_valid"))
            yield out.getvalue().to_pybytes()


def _arrow_type(postgres_type: str, exact: bool, plain: bool) -> pa.DataType:
    if postgres_type in PLAIN:
        kind = PLAIN[postgres_type]
        return pa.string() if not plain and (pa.types.is_temporal(kind)) else kind
    if (match := NUMERIC.fullmatch(postgres_type)) is not None:
        precision, scale = int(match[1]), int(match[2])
        if plain and scale <= precision <= MOST_DIGITS:
            return pa.decimal128(precision, scale)
    if postgres_type == "numeric" and not exact:
        return pa.float64()
    return pa.string()


def _described(text: str | None) -> dict[str, str] | None:
    return {"description": text} if text else None


def _parse(lines: bytes, schema: pa.Schema) -> pa.Table:
    try:
        table = csv.read_csv(
            pa.BufferReader(lines),
            # one block: no row is cut in two
            read_options=csv.ReadOptions(column_names=schema.names, block_size=len(lines) + 1, use_threads=False),
            parse_options=csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(
                column_types=schema,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
                true_values=["t"],
                false_values=["f"],
            ),
        )
    except pa.ArrowInvalid as error:
        raise DoesNotFit(str(error)) from error
    return table.cast(schema)  # which has the descriptions


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    # As the clock of UTC, which the session that reads it has: text with a zone would need the machine's time zones.
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us"))
    return column.cast(pa.string())
