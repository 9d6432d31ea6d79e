"""BigQuery as a copy of the warehouse, filled from its files."""
