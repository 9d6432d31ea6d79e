"""Users who sign in: created, listed and revoked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

import psycopg
from psycopg.rows import class_row

from benchsight.api.keys import Scope, invalid_holder
from benchsight.errors import BenchSightError
from ingest.database.session import user_name

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 10, 1024  # characters of a password


class UserProblem(BenchSightError):
    """User cannot be created, changed or revoked."""


@dataclass(frozen=True)
class User:
    """Row of ops.api_users, without the password hash."""

    user_id: int
    name: str
    scopes: list[str]
    created_at: datetime
    created_by: str
    password_changed_at: datetime
    signed_in_at: datetime | None
    revoked_at: datetime | None


COLUMNS = "user_id, name, scopes, created_at, created_by, password_changed_at, signed_in_at, revoked_at"
END_SESSIONS = """
    update ops.api_sessions set ended_at = clock_timestamp() where user_id = %s and ended_at is null
"""


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()  # Argon2id with the parameters of RFC 9106 for little memory: 64 MiB


@cache
def _nobody() -> str:
    """Return the hash of a password that no user has, verified for unknown names so that they take as long."""
    return _hasher().hash("the password of no user")


def is_password(stored: str | None, password: str) -> bool:
    """Return whether a password is that of a stored hash; as slow for no hash (None). Takes about 0.1 s and 64 MiB."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    nobody = _nobody()  # in any case, since the first call takes longer
    try:
        return _hasher().verify(nobody if stored is None else stored, password) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def create_user(
    connection: psycopg.Connection, name: str, password: str, scopes: Collection[Scope], created_by: str | None = None
) -> User:
    """Create a user. Raise UserProblem for a name that is taken or invalid, no scope, or a weak password."""
    query = f"""
        insert into ops.api_users (name, password_hash, scopes, created_by) values (%s, %s, %s, %s)
        returning {COLUMNS}
    """  # nosec B608 # constants
    values = (name, _hash(password, name), sorted(set(scopes)), created_by or user_name())
    try:
        with connection.transaction(), connection.cursor(row_factory=class_row(User)) as cursor:
            made = cursor.execute(query.encode(), values).fetchone()
    except psycopg.errors.UniqueViolation:
        raise UserProblem(f"a user named {name!r} already exists: revoke that one, or choose another name") from None
    except psycopg.errors.CheckViolation:
        raise UserProblem(invalid_holder("user", name, scopes)) from None
    assert made is not None
    return made


def list_users(connection: psycopg.Connection) -> list[User]:
    """Return all users, revoked ones included, newest first."""
    query = f"select {COLUMNS} from ops.api_users order by user_id desc"  # nosec B608 # constants
    with connection.cursor(row_factory=class_row(User)) as cursor:
        return cursor.execute(query.encode()).fetchall()


def change_password(connection: psycopg.Connection, name: str, password: str) -> User:
    """Set a user's password and end the user's sessions. Raise UserProblem for an unknown user or a weak password."""
    change = "password_hash = %s, password_changed_at = clock_timestamp()"
    return _change(connection, name, change, [_hash(password, name)])


def revoke_user(connection: psycopg.Connection, name: str) -> User:
    """Revoke a user permanently and end the user's sessions. Raise UserProblem for an unknown user."""
    return _change(connection, name, "revoked_at = clock_timestamp()", [])


def has_active_users(connection: psycopg.Connection) -> bool:
    """Return whether any user may sign in."""
    return connection.execute("select exists (select from ops.api_users where revoked_at is null)").fetchone() == (
        True,
    )


def _change(connection: psycopg.Connection, name: str, change: str, values: list[str]) -> User:
    query = f"""
        update ops.api_users set {change} where lower(name) = lower(%s) and revoked_at is null returning {COLUMNS}
    """  # nosec B608 # constants
    with connection.transaction(), connection.cursor(row_factory=class_row(User)) as cursor:
        changed = cursor.execute(query.encode(), [*values, name]).fetchone()
        if changed is None:
            raise UserProblem(f"there is no user {name!r}, or it is revoked: `benchsight users list` shows all")
        cursor.execute(END_SESSIONS, (changed.user_id,))
    return changed


def _hash(password: str, name: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise UserProblem(f"a password has {SHORTEST} to {LONGEST} characters, this one has {len(password)}")
    if password.casefold() == name.casefold():
        raise UserProblem("the password is the name: choose another")
    return _hasher().hash(password)
