"""From PostgreSQL's SQL to the dialect of an engine: a named rule for each difference."""


class Untranslatable(Exception):
    """A statement uses what no engine but PostgreSQL has."""
