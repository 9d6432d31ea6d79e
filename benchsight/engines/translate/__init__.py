"""From PostgreSQL's SQL to the dialect of an engine: a named rule for each difference."""

DIVIDE = "divided"  # macro of DuckDB: a quotient of whole numbers is one


class Untranslatable(Exception):
    """A statement uses what no engine but PostgreSQL has."""
