"""Locks that sessions hold or wait for."""

OWN_LOCKS = "pg_locks join pg_database on pg_database.oid = database and datname = current_database()"
"""Those of the own database: tests of other databases, in which tables have the same numbers, run beside."""
