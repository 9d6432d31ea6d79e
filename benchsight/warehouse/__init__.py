"""The third tier: published tables as Parquet files in a folder or object store, DuckDB views over them, BigQuery."""
