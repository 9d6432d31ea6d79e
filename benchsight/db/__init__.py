"""Connections to the configured database, its schema, and the embedded server.

Imported by every room that works with a database; imports `terminal` and `errors` alone.
"""
