"""Turns the CSV file of an input into Parquet, in a folder or an object store that Spark reads."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from benchsight.engines.columns import NUMERIC_IN_SPARK, Column
from benchsight.engines.input import Input

if TYPE_CHECKING:
    from pyarrow import DataType

DIGITS = re.compile(r"numeric\((\d+),(\d+)\)")


def write_parquet(relation: Input, file: Path, place: str) -> None:
    """Write the rows of a CSV file of ``write_input`` to ``place``/rows.parquet, a path that fsspec knows."""
    import fsspec
    import pyarrow as pa
    import pyarrow.csv as csv
    import pyarrow.parquet as parquet

    types = {column.name: _type(column) for column in relation.columns}
    read = csv.ConvertOptions(
        column_types={name: pa.string() if pa.types.is_list(type_) else type_ for name, type_ in types.items()},
        null_values=[""],
        true_values=["t"],
        false_values=["f"],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    parse = csv.ParseOptions(newlines_in_values=True)
    names = csv.ReadOptions(column_names=list(types))
    schema = pa.schema(list(types.items()))
    if file.stat().st_size == 0:
        rows = schema.empty_table()
    else:
        rows = csv.read_csv(file, read_options=names, parse_options=parse, convert_options=read)
    for index, (name, type_) in enumerate(types.items()):
        if pa.types.is_list(type_) and rows.num_rows:
            lists = [None if text is None else json.loads(text) for text in rows[name].to_pylist()]
            rows = rows.set_column(index, name, pa.array(lists, type_))
    filesystem, path = fsspec.core.url_to_fs(place)
    filesystem.makedirs(path, exist_ok=True)
    with filesystem.open(f"{path}/rows.parquet", "wb") as written:
        parquet.write_table(rows.cast(schema), written)


def _type(column: Column) -> "DataType":
    import pyarrow as pa

    if column.type.endswith("[]"):
        return pa.list_(_type(Column(column.name, column.type.removesuffix("[]"))))
    if digits := DIGITS.fullmatch(column.type):
        return pa.decimal128(int(digits[1]), int(digits[2]))
    known = {
        "smallint": pa.int32(),
        "integer": pa.int32(),
        "bigint": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "real": pa.float32(),
        "double precision": pa.float64(),
        "timestamp with time zone": pa.timestamp("us", "UTC"),
        "numeric": pa.decimal128(*NUMERIC_IN_SPARK),
    }
    return known.get(column.type, pa.string())
