"""Tables as BigQuery has them: fields with descriptions, partitions by month of the game's date, clusters by game."""

import re

from google.cloud import bigquery

from benchsight.warehouse.manifest import WarehouseColumn, WarehouseTable

DATE = "game_date"  # added to tables of games that lack it
LONGEST_DESCRIPTION = 1024
TYPES = {
    "int16": "INTEGER",
    "int32": "INTEGER",
    "int64": "INTEGER",
    "bool": "BOOLEAN",
    "float": "FLOAT",
    "double": "FLOAT",
    "date32[day]": "DATE",
    "timestamp[us, tz=UTC]": "TIMESTAMP",
    "timestamp[us]": "DATETIME",
}
DECIMAL = re.compile(r"decimal128\((\d+), (\d+)\)")


def fields(table: WarehouseTable) -> list[bigquery.SchemaField]:
    """Return the fields of a table in BigQuery; those of games end with the date of the game."""
    found = [_field(column) for column in table.columns]
    if has_added_date(table):
        found.append(bigquery.SchemaField(DATE, "DATE", description="Date of the game; partitions are by it."))
    return found


def has_added_date(table: WarehouseTable) -> bool:
    """Return whether the date of the game is added to the table's own columns."""
    return table.is_by_game and all(column.name != DATE for column in table.columns)


def load_config(table: WarehouseTable, into_partitions: bool = True) -> bigquery.LoadJobConfig:
    """Return the settings of a load job that replaces a table."""
    config = bigquery.LoadJobConfig(
        source_format=bigquery.SourceFormat.PARQUET,
        write_disposition=bigquery.WriteDisposition.WRITE_TRUNCATE,
        schema=fields(table),
    )
    if table.is_by_game and into_partitions:
        config.time_partitioning = bigquery.TimePartitioning(type_=bigquery.TimePartitioningType.MONTH, field=DATE)
        config.clustering_fields = ["game_id"]
    return config


def _field(column: WarehouseColumn) -> bigquery.SchemaField:
    kind = TYPES.get(column.stored_as, "STRING")
    if (match := DECIMAL.fullmatch(column.stored_as)) is not None:
        precision, scale = int(match[1]), int(match[2])
        kind = "NUMERIC" if scale <= 9 and precision - scale <= 29 else "BIGNUMERIC"
    return bigquery.SchemaField(column.name, kind, description=column.description[:LONGEST_DESCRIPTION])
