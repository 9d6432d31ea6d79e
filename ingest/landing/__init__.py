"""Lands checked files in staging tables, with audit rows, receipts and refusals. Imported by `runs`."""
