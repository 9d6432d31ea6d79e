"""API keys: created, listed and revoked; looked up by hash."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import psycopg
from psycopg.rows import class_row

from benchsight.errors import BenchSightError
from ingest.database.session import user_name

PREFIX = "bsk_"  # lets secret scanners recognize keys
DEFAULT_RATE = 600


class Scope(StrEnum):
    """Permission of a key; ``admin`` includes all."""

    READ = "read"
    TRACK = "track"
    LOAD = "load"
    ADMIN = "admin"


class KeyProblem(BenchSightError):
    """Key cannot be created or revoked."""


@dataclass(frozen=True)
class ApiKey:
    """Row of ops.api_keys, without the hash."""

    key_id: int
    name: str
    scopes: list[str]
    requests_per_minute: int
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


COLUMNS = "key_id, name, scopes, requests_per_minute, created_at, created_by, expires_at, last_used_at, revoked_at"
ACTIVE = "revoked_at is null and (expires_at is null or expires_at > clock_timestamp())"
FIND = f"select {COLUMNS} from ops.api_keys where key_hash = %s and {ACTIVE}"  # nosec B608 # constants
IS_ACTIVE = f"select 1 from ops.api_keys where key_id = %s and {ACTIVE}"  # nosec B608 # constants
NOTE_USE = """
    update ops.api_keys set last_used_at = clock_timestamp()
    where key_id = %s and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')
    returning key_id
"""


def hash_of(secret: str) -> bytes:
    """Return the SHA-256 under which a key is stored."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def invalid_holder(kind: str, name: str, scopes: Collection[Scope]) -> str:
    """Return the message for a name or scopes that a key or user cannot have."""
    return (
        f"invalid name {name!r} or scopes {', '.join(scopes) or 'none'}: a name has up to 80 letters, digits, "
        f"spaces and . _ @ -, and starts with a letter or digit; a {kind} needs at least one of the scopes "
        f"{', '.join(Scope)}"
    )


def create_key(
    connection: psycopg.Connection,
    name: str,
    scopes: Collection[Scope],
    requests_per_minute: int = DEFAULT_RATE,
    lifetime: timedelta | None = None,
    created_by: str | None = None,
) -> tuple[str, ApiKey]:
    """Create a key. Return its secret, which is not stored, and its row. Raise KeyProblem.

    ``created_by``: who asks for it, the user of this process by default.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    query = f"""
        insert into ops.api_keys (name, key_hash, scopes, requests_per_minute, created_by, expires_at)
        values (%s, %s, %s, %s, %s, clock_timestamp() + %s) returning {COLUMNS}
    """  # nosec B608 # constants
    values = (name, hash_of(secret), sorted(set(scopes)), requests_per_minute, created_by or user_name(), lifetime)
    try:
        with connection.transaction(), connection.cursor(row_factory=class_row(ApiKey)) as cursor:
            made = cursor.execute(query.encode(), values).fetchone()
    except psycopg.errors.UniqueViolation:
        raise KeyProblem(f"a key named {name!r} already exists: revoke it, or choose another name") from None
    except psycopg.errors.CheckViolation:
        raise KeyProblem(invalid_holder("key", name, scopes)) from None
    assert made is not None
    return secret, made


def list_keys(connection: psycopg.Connection) -> list[ApiKey]:
    """Return all keys, revoked ones included, newest first."""
    with connection.cursor(row_factory=class_row(ApiKey)) as cursor:
        return cursor.execute(f"select {COLUMNS} from ops.api_keys order by key_id desc".encode()).fetchall()  # nosec B608 # constants


def revoke_key(connection: psycopg.Connection, key_id: int) -> ApiKey:
    """Revoke a key permanently. Raise KeyProblem if it does not exist or is already revoked."""
    query = f"""
        update ops.api_keys set revoked_at = clock_timestamp() where key_id = %s and revoked_at is null
        returning {COLUMNS}
    """  # nosec B608 # constants
    with connection.cursor(row_factory=class_row(ApiKey)) as cursor:
        revoked = cursor.execute(query.encode(), (key_id,)).fetchone()
    if revoked is None:
        raise KeyProblem(f"no key {key_id}, or it is already revoked: `benchsight keys list` shows all")
    return revoked


def has_active_keys(connection: psycopg.Connection) -> bool:
    """Return whether any key is active."""
    return connection.execute(f"select exists (select from ops.api_keys where {ACTIVE})".encode()).fetchone() == (True,)  # nosec B608 # constants
