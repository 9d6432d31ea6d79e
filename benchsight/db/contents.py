"""The contents of a database in a line, shown before it is used again or removed."""

from dataclasses import dataclass
from datetime import datetime

import psycopg

from benchsight.db.server import EmbeddedServer
from benchsight.errors import ServerError
from benchsight.terminal.text import count

DATABASES = """
    select datname from pg_database where not datistemplate and datname <> 'postgres' order by datname
"""
HELD = """
    select
        (select count(*) from ops.game_inputs), (select count(*) from ops.game_builds),
        (select max(completed_at) from public.load_history), pg_database_size(current_database())
"""
SIZE = "select pg_database_size(current_database())"


@dataclass(frozen=True)
class Contents:
    """The contents of a database; counts are None if it is not ours, or older than they are."""

    database: str
    bytes: int
    games_staged: int | None = None
    games_built: int | None = None
    last_load_at: datetime | None = None

    def sentence(self) -> str:
        """Describe the contents in words."""
        size = f"{self.bytes / 1e6:,.0f} MB"
        if self.games_staged is None or self.games_built is None:
            return f"{self.database}: {size}"
        loaded = f", last load {self.last_load_at:%Y-%m-%d}" if self.last_load_at else ""
        return f"{self.database}: {count(self.games_staged, 'game')}, {self.games_built:,} built, {size}{loaded}"


def server_contents(url: str) -> list[Contents]:
    """Return the contents of each database of a server; ``url`` is that of any of its databases."""
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        names = [str(name) for (name,) in connection.execute(DATABASES)]
    return [read_contents(url, name) for name in names]


def contents_of_embedded(server: EmbeddedServer) -> list[str]:
    """Describe the contents of an embedded server, which is started for it if it can be."""
    try:
        server.start()
        return [each.sentence() for each in server_contents(server.url("postgres"))]
    except (ServerError, psycopg.OperationalError) as error:
        return [f"what it holds cannot be read: {' '.join(str(error).split())}"]


def read_contents(url: str, database: str) -> Contents:
    """Return the contents of one database of the server of ``url``."""
    with psycopg.connect(url, dbname=database, autocommit=True, connect_timeout=10) as connection:
        try:
            row = connection.execute(HELD).fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedColumn):
            row = connection.execute(SIZE).fetchone()
            return Contents(database, row[0] if row else 0)
    assert row is not None
    return Contents(database, row[3], row[0], row[1], row[2])
