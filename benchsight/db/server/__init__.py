"""Runs the embedded PostgreSQL server from the programs of its wheel. Imported by `db` alone."""

from benchsight.db.server.embedded import EmbeddedServer

__all__ = ["EmbeddedServer"]
