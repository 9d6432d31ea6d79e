"""The staging contract: rows extracted from a file, what a row of each staging table must be, and the check.

Imported by every room of this package but `parsing` and `database`.
"""
