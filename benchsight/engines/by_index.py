"""Has the planner take the rows of a batch of games by index."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

ONLY_BY_INDEX, BY_COST = (f"set local enable_seqscan = {setting}" for setting in ("off", "on"))


@contextmanager
def by_index(connection: psycopg.Connection) -> Iterator[None]:
    """Read tables by index in the block, for rows of the games of a batch.

    In a first build tables grow from batch to batch without statistics: the planner takes the games of a batch for most
    of their rows, and would read all of each table for each batch.
    """
    connection.execute(ONLY_BY_INDEX)
    yield
    connection.execute(BY_COST)
