"""Authentication, scopes and rate limits of requests."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from psycopg.rows import TupleRow

from benchsight.api import keys, sessions
from benchsight.api.buckets import Bucket
from benchsight.api.database import Database
from benchsight.api.errors import ApiError
from benchsight.api.keys import DEFAULT_RATE, PREFIX, Scope, hash_of
from ingest.database.session import user_name

TRUSTED_SECONDS = 2.0  # lookups are cached this long, so a revoked key may work this long
MOST_REMEMBERED = 1000


@dataclass(frozen=True)
class Credentials:
    """What a request shows: an API key, or the session cookie and, to write, its CSRF token."""

    key: str | None = None
    session: str | None = None
    csrf_token: str | None = None
    writes: bool = False


@dataclass(frozen=True)
class Caller:
    """Authenticated caller: its name in the audit trail and its scopes."""

    name: str
    scopes: frozenset[str]
    key_id: int | None = None
    bucket: Bucket | None = None
    session_id: int | None = None
    user: str | None = None
    expires_at: datetime | None = None

    def require(self, scope: Scope) -> None:
        """Raise ApiError if the caller lacks the scope."""
        if not self.scopes & {scope, Scope.ADMIN}:
            who = "this key" if self.user is None else f"user {self.user}"
            raise ApiError(
                HTTPStatus.FORBIDDEN, "missing_scope", f"{who} lacks the scope {scope}: ask whoever created it"
            )


@dataclass
class Callers:
    """Callers of a server; rate limits are per process."""

    database: Database
    keys_required: bool
    _known: "OrderedDict[bytes, tuple[float, Caller]]" = field(default_factory=OrderedDict)
    _buckets: dict[tuple[str, int], Bucket] = field(default_factory=dict)

    async def find(self, shown: Credentials) -> Caller:
        """Return the caller of a request: of its key, else of its session, else the user of this machine.

        Raise ApiError if none is allowed, the rate limit is exceeded, or a write with a session lacks its CSRF token.
        """
        if shown.key is not None:
            caller = await self._look_up(shown.key)
            if caller is None:
                raise self._refused("the API key is unknown, revoked or expired")
        else:
            caller = await self.find_session(shown)
        if caller is None:
            if not self.keys_required:
                return Caller(user_name(), frozenset(Scope))
            if shown.session is not None:
                raise self._refused("the session has ended: sign in again")
            raise self._refused("an API key is required: `Authorization: Bearer KEY`")
        assert caller.bucket is not None
        wait = caller.bucket.take(time.monotonic())
        if wait:
            raise ApiError(
                HTTPStatus.TOO_MANY_REQUESTS, "too_often", f"rate limit exceeded: {caller.bucket.rate} per minute",
                {"Retry-After": str(int(wait) + 1)},
            )  # fmt: skip
        return caller

    async def find_session(self, shown: Credentials) -> Caller | None:
        """Return the user of a session; None if it has ended. Raise ApiError if a write lacks its CSRF token."""
        caller = None if shown.session is None else await self._look_up(shown.session, is_key=False)
        if caller is None or shown.session is None:
            return None
        if shown.writes and not sessions.is_csrf_token(shown.csrf_token, shown.session):
            raise ApiError(
                HTTPStatus.FORBIDDEN, "csrf",
                f"a write with a session needs the header {sessions.CSRF_HEADER}: GET /api/session returns its value",
            )  # fmt: skip
        return caller

    async def is_active(self, caller: Caller) -> bool:
        """Return whether the key or session of a caller is still valid."""
        if caller.key_id is not None:
            return bool(await self.database.fetch(keys.IS_ACTIVE, (caller.key_id,)))
        if caller.session_id is not None:
            return bool(await self.database.fetch(sessions.IS_ACTIVE, (caller.session_id,)))
        return True

    def forget(self, session: str) -> None:
        """Look the session up again with its next request."""
        self._known.pop(hash_of(session), None)

    async def _look_up(self, secret: str, is_key: bool = True) -> Caller | None:
        digest, now = hash_of(secret), time.monotonic()
        if digest in self._known and now - self._known[digest][0] < TRUSTED_SECONDS:
            return self._known[digest][1] if (self._known[digest][1].key_id is not None) == is_key else None
        self._known.pop(digest, None)
        if is_key:
            rows = await self.database.fetch(keys.FIND, (digest,)) if secret.startswith(PREFIX) else []
        else:
            rows = await self.database.fetch(sessions.FIND_SESSION, (digest,))
        if not rows:
            return None
        caller = self._of_key(rows[0], now) if is_key else self._of_session(rows[0], now)
        await self.database.fetch(keys.NOTE_USE if is_key else sessions.NOTE_USE, (rows[0][0],))
        self._known[digest] = (now, caller)
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return caller

    def _of_key(self, row: TupleRow, now: float) -> Caller:
        key_id, name, scopes, rate = row[:4]
        bucket = self._bucket("key", key_id, rate, now)
        return Caller(f"key {key_id} ({name})"[:100], frozenset(scopes), key_id, bucket)

    def _of_session(self, row: TupleRow, now: float) -> Caller:
        session_id, user_id, name, scopes, expires_at = row
        bucket = self._bucket("user", user_id, DEFAULT_RATE, now)
        who = f"user {name}"[:100]
        return Caller(who, frozenset(scopes), None, bucket, session_id, name, expires_at)

    def _bucket(self, kind: str, number: int, rate: int, now: float) -> Bucket:
        bucket = self._buckets.get((kind, number))
        if bucket is None or bucket.rate != rate:
            bucket = self._buckets[kind, number] = Bucket(rate, rate, now)
        return bucket

    def _refused(self, detail: str) -> ApiError:
        return ApiError(HTTPStatus.UNAUTHORIZED, "no_key", detail, {"WWW-Authenticate": "Bearer"})
