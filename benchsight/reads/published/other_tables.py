"""Contracts of tables that are no models of dbt's marts: the audit trail, the catalogue of statistics."""

from benchsight.reads.published.contract import Column, Contract

LOAD_HISTORY = Contract(
    "load_history",
    "One row for each load, file and table: what was asked for, what came of it, who did it.",
    (
        Column("id", "bigint", "Number of the row; grows with time."),
        Column("load_id", "uuid", "The load; one load has several rows."),
        Column("table_name", "text", "The table; * stands for the deletion of a game as a whole."),
        Column("operation", "text", "replace, append, upsert, merge or delete."),
        Column("scope", "text", "all, game, file, table or category."),
        Column("game_id", "integer", "The game, where one is meant."),
        Column("source_file", "text", "The file it came from."),
        Column("source_format", "text", "What kind of file it is."),
        Column("rows_read", "integer", "Rows of the file."),
        Column("rows_inserted", "integer", "Rows that are new."),
        Column("rows_updated", "integer", "Rows that changed."),
        Column("rows_unchanged", "integer", "Rows that were there as they are."),
        Column("rows_deleted", "integer", "Rows that went."),
        Column("rows_rejected", "integer", "Rows that did not fit."),
        Column("rows_affected", "integer", "Rows inserted, updated or deleted."),
        Column("started_at", "timestamp with time zone", "When it began."),
        Column("completed_at", "timestamp with time zone", "When it ended."),
        Column("duration_ms", "integer", "Milliseconds it took."),
        Column("status", "text", "started, completed, failed or skipped."),
        Column("error_message", "text", "Why it failed."),
        Column("initiated_by", "text", "Who did it."),
    ),
    ("id",),
)
# The seed stat_catalog, whose columns its yml describes as a whole.
STAT_CATALOG = Contract(
    "stat_catalog",
    "One row per column of the stat tables: what it is, its formula, what it needs, how to show it.",
    (
        Column("table_name", "text", "The published table."),
        Column("column_name", "text", "Its column."),
        Column("family", "text", "Family of statistics."),
        Column("data_type", "text", "Type of PostgreSQL."),
        Column("unit", "text", "Unit of the values."),
        Column("definition", "text", "What it is."),
        Column("numerator", "text", "Of a ratio: what is divided."),
        Column("denominator", "text", "Of a ratio: by what."),
        Column("needs", "text", "What has to be tracked for it."),
        Column("higher_is_better", "boolean", "Whether more is better; NULL where neither is."),
        Column("display_name", "text", "Its name for people."),
        Column("format", "text", "How to print it."),
        Column("source", "text", "What computes it."),
    ),
    ("table_name", "column_name"),
    schema="transform",
)
