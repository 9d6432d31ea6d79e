"""Applies the schema migrations, and keeps their history in the Supabase CLI's own table.

`supabase db push` and this runner agree: each sees what the other applied.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlparse

from benchsight.errors import Busy, MigrationError, ReplacedHistory

# As the Supabase CLI reads file names: of `202611200900__staging.sql` the name is `_staging`.
FILE_NAME = re.compile(r"([0-9]+)_(.*)\.sql")
# An applied file that had to be amended names, in a comment, the digests of the texts it was applied as before.
FORMER_TEXT = re.compile(r"^-- Also applied as: ([0-9a-f]{16})$", re.MULTILINE)
# The last of the files that replace an earlier history names, in a comment, the first and last version of that history.
REPLACES = re.compile(r"^-- Replaces: ([0-9]+) to ([0-9]+)$", re.MULTILINE)
LOCK_KEY = 0x62656E6368  # 'bench'; any number that every runner shares
LOCK_SECONDS = 60
HISTORY = "supabase_migrations.schema_migrations"


@dataclass(frozen=True)
class Migration:
    """One file of the migrations folder."""

    version: str
    name: str
    path: Path
    text: str


def read_migrations(folder: Path) -> list[Migration]:
    """Return the migrations of a folder in the order they apply. Raises MigrationError for a name that does not fit."""
    migrations: dict[str, Migration] = {}
    for path in sorted(folder.glob("*.sql")):
        if (parts := FILE_NAME.fullmatch(path.name)) is None:
            raise MigrationError(f"{path} is not named <version>_<name>.sql with digits for the version")
        version, name = parts.groups()
        if version in migrations:
            raise MigrationError(f"{path} and {migrations[version].path.name} have the same version {version}")
        migrations[version] = Migration(version, name, path, path.read_text(encoding="utf-8"))
    return [migrations[version] for version in sorted(migrations)]


def applied_versions(connection: psycopg.Connection) -> list[str]:
    """Return versions in the history of the database, in order; none for a database without history."""
    if not _has_history(connection):
        return []
    return [row[0] for row in connection.execute(f"select version from {HISTORY} order by version").fetchall()]  # nosec B608 # constants


def pending_migrations(connection: psycopg.Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """Migrations that the database has not had yet, in order.

    Raises MigrationError, as the Supabase CLI does, if the database had one that is not here, or a later one first;
    ReplacedHistory if those it had are all of a history that the files here replace.
    """
    applied = applied_versions(connection)
    here = {migration.version for migration in migrations}
    if unknown := [version for version in applied if version not in here]:
        if replacement_of(applied, migrations) is not None:
            raise ReplacedHistory(applied[-1])
        raise MigrationError(
            f"the database has migration {unknown[-1]}, which is not in this checkout: "
            "update the checkout (git pull), or use the database that belongs to it"
        )
    pending = [migration for migration in migrations if migration.version not in applied]
    if pending and applied and pending[0].version < applied[-1]:
        raise MigrationError(
            f"{pending[0].path.name} is older than {applied[-1]}, which the database already has: "
            "give the file a later version"
        )
    return pending


@dataclass(frozen=True)
class Replacement:
    """An earlier history, its last version, and the versions here that make the same schema."""

    last: str
    versions: list[str]


def replacement_of(history: Sequence[str], migrations: Sequence[Migration]) -> Replacement | None:
    """Return the replacement of this history; None if a version of it belongs to no replaced history."""
    for migration in migrations:
        for first, last in REPLACES.findall(migration.text):
            if history and all(first <= version <= last for version in history):
                return Replacement(last, [each.version for each in migrations if each.version <= migration.version])
    return None


def changed_migrations(connection: psycopg.Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """Applied migrations whose file says something else now than when it was applied (space aside).

    A file that names the digest of what was applied (``FORMER_TEXT``) was amended on purpose, and is not among them.
    """
    if not _has_history(connection):
        return []
    rows = connection.execute(f"select version, statements from {HISTORY} where statements is not null").fetchall()  # nosec B608 # constants
    applied = {version: _essence("".join(statements)) for version, statements in rows}
    return [m for m in migrations if m.version in applied and not _is_same(applied[m.version], m.text)]


def apply_migrations(connection: psycopg.Connection, migrations: Sequence[Migration]) -> list[Migration]:
    """Apply what is pending, each file in a transaction of its own; returns those it applied.

    The connection must be in autocommit. Raises MigrationError if a file fails (that file is rolled back whole,
    those before it stay), Busy if another runner is at it for a minute.
    """
    with _lock(connection):
        pending = pending_migrations(connection, migrations)
        if pending:
            _make_history(connection)
        for migration in pending:
            _apply(connection, migration)
    return pending


def split_statements(text: str) -> list[str]:
    """Return the statements of a file as the Supabase CLI stores them: without outer space and final semicolons."""
    statements = (statement.rstrip().rstrip(";").strip() for statement in sqlparse.split(text))
    return [statement for statement in statements if statement]


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    insert = f"insert into {HISTORY} (version, name, statements) values (%s, %s, %s)"  # nosec B608 # constants
    try:
        with connection.transaction():
            connection.execute("set local lock_timeout = '30s'")
            connection.execute(migration.text.encode())
            connection.execute(insert, (migration.version, migration.name, split_statements(migration.text)))
    except psycopg.Error as error:
        line = ""
        if error.diag.statement_position and error.diag.internal_position is None:
            position = int(error.diag.statement_position)
            line = f" line {migration.text.count(chr(10), 0, position - 1) + 1}"
        reason = error.diag.message_primary or str(error)
        raise MigrationError(f"{migration.path.name}{line}: {reason}; nothing of this file was applied") from error
    finally:
        # A file may set a parameter for its session (an empty search_path, say); the next one starts clean.
        if not connection.closed:
            connection.execute("reset all")


@contextmanager
def _lock(connection: psycopg.Connection) -> Iterator[None]:
    """Hold the lock of migrations; a second runner waits and finds nothing to do."""
    if not connection.autocommit:
        raise ValueError("migrations need a connection in autocommit")
    try:
        connection.execute(f"set lock_timeout = '{LOCK_SECONDS}s'")
        connection.execute("select pg_advisory_lock(%s)", (LOCK_KEY,))
    except psycopg.errors.LockNotAvailable as error:
        raise Busy(f"another process has been migrating this database for {LOCK_SECONDS} s: try again later") from error
    finally:
        connection.execute("reset lock_timeout")
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("select pg_advisory_unlock(%s)", (LOCK_KEY,))


def _has_history(connection: psycopg.Connection) -> bool:
    row = connection.execute("select to_regclass(%s) is not null", (HISTORY,)).fetchone()
    return row is not None and bool(row[0])


def _make_history(connection: psycopg.Connection) -> None:
    connection.execute("create schema if not exists supabase_migrations")
    connection.execute(f"create table if not exists {HISTORY} (version text not null primary key)")
    connection.execute(f"alter table {HISTORY} add column if not exists statements text[]")
    connection.execute(f"alter table {HISTORY} add column if not exists name text")


def _is_same(applied: str, text: str) -> bool:
    if applied == _essence(text):
        return True
    digest = hashlib.sha256(applied.encode()).hexdigest()
    return any(digest.startswith(former) for former in FORMER_TEXT.findall(text))


def _essence(text: str) -> str:
    """Return the text without space and semicolons, which is what splitting it into statements takes away."""
    return re.sub(r"[\s;]+", "", text)
