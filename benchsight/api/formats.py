"""Serialization of pages as JSON, CSV, Parquet or Arrow."""

import csv
import io
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchsight.reads.published.contract import Column


class Format(StrEnum):
    """Response format of a page."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    ARROW = "arrow"


MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.ARROW: "application/vnd.apache.arrow.stream",
}
ARROW_TYPES = {
    "integer": pa.int32(),
    "smallint": pa.int16(),
    "bigint": pa.int64(),
    "text": pa.string(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    "timestamp with time zone": pa.timestamp("us", "UTC"),
    "uuid": pa.string(),
    "jsonb": pa.string(),
    "text[]": pa.list_(pa.string()),
}


def wanted(format: Format | None, accept: str) -> Format:
    """Return ``format`` if given, else the first supported one in the Accept header, else JSON."""
    if format is not None:
        return format
    named = {media: each for each, media in MEDIA_TYPES.items()}
    return next(
        (named[part] for each in accept.split(",") if (part := each.split(";")[0].strip()) in named), Format.JSON
    )


def json_page(rows: Sequence[str], following: str | None, version: str) -> bytes:
    """Return a JSON page of rows that are already JSON objects."""
    ends = f'],"count":{len(rows)},"next":{json.dumps(following)},"payload_version":{json.dumps(version)}}}'
    return ('{"data":[' + ",".join(rows) + ends).encode()


def write(format: Format, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> bytes:
    """Return rows as CSV (NULL is an empty cell), or as typed Parquet or Arrow."""
    if format is Format.CSV:
        return _csv(columns, rows)
    table = _arrow(columns, rows)
    sink = pa.BufferOutputStream()
    if format is Format.PARQUET:
        pq.write_table(table, sink)
    else:
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _csv(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.name for column in columns])
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, (dict, list)) else value


def _arrow(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> Any:
    schema = pa.schema([(column.name, _arrow_type(column)) for column in columns])
    arrays = [
        pa.array(
            [_plain(column, row[place]) for row in rows],
            schema.field(place).type,
        )
        for place, column in enumerate(columns)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _plain(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.data_type == "jsonb":
        return json.dumps(value)
    return str(value) if column.data_type == "uuid" else value


def _arrow_type(column: Column) -> Any:
    if column.data_type.startswith("numeric("):
        precision, scale = column.data_type.removeprefix("numeric(").removesuffix(")").split(",")
        return pa.decimal128(int(precision), int(scale))
    return ARROW_TYPES[column.data_type]
