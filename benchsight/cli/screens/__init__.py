"""Printing of results, one module per kind of result. Imported by commands."""
