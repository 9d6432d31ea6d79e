"""A second session that reads what the transaction of a build began with."""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager

import psycopg
from psycopg import sql

from benchsight.builds.engine import EngineFailed
from benchsight.builds.lock import build_connection

# Longer waits only who waits for the build: it holds the relations already.
PATIENCE = "set local lock_timeout = '10s'"


@contextmanager
def second_session(connection: psycopg.Connection, relations: Collection[str]) -> Iterator[psycopg.Connection]:
    """Open a session that reads relations as the transaction of ``connection`` does, but without what that writes.

    The transaction is of isolation level repeatable read, and holds these relations. Raises EngineFailed if somebody is
    about to alter one of them, or the server takes no other session.
    """
    row = connection.execute("select pg_export_snapshot()").fetchone()
    assert row is not None
    with ExitStack() as opened:
        try:
            reader = opened.enter_context(build_connection())
            opened.enter_context(reader.transaction())
            reader.execute("set transaction isolation level repeatable read, read only")
            reader.execute(sql.SQL("set transaction snapshot {}").format(sql.Literal(row[0])))
            reader.execute(PATIENCE)
            hold(reader, relations)
        except psycopg.OperationalError as error:  # among them LockNotAvailable
            raise EngineFailed(f"a second session: {error}") from error
        yield reader


def hold(connection: psycopg.Connection, relations: Collection[str]) -> None:
    """Keep relations (schema.name) from being altered until the transaction ends.

    Two sessions of a build that lock a relation one after the other could have one in between that alters it: it waits
    for the first and keeps the second waiting, of which the server sees no deadlock.
    """
    names = sql.SQL(", ").join(sql.Identifier(*name.split(".")) for name in sorted(relations))
    if relations:
        connection.execute(sql.SQL("lock table {} in access share mode").format(names))
