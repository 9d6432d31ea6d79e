"""Authentication, scopes and rate limits of requests."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

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
    _known: "OrderedDict[tuple[str, bytes], tuple[float, Caller]]" = field(default_factory=OrderedDict)
    _buckets: dict[tuple[str, int], Bucket] = field(default_factory=dict)

    async def find(self, shown: Credentials) -> Caller:
        """Return the caller of a request: of its key, else of its session, else the user of this machine.

        Raise ApiError if none is allowed, the rate limit is exceeded, or a write with a session lacks its CSRF token.
        """
        if shown.key is not None:
            caller = await self._find_key(shown.key)
            if caller is None:
                raise _refused("the API key is unknown, revoked or expired")
        else:
            caller = await self.find_session(shown)
        if caller is None:
            if not self.keys_required:
                return Caller(user_name(), frozenset(Scope))
            if shown.session is not None:
                raise _refused("the session has ended: sign in again")
            raise _refused("an API key is required: `Authorization: Bearer KEY`")
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
        if shown.session is None:
            return None
        digest = hash_of(shown.session)
        caller = self._remembered("user", digest)
        if caller is None:
            rows = await self.database.fetch(sessions.FIND_SESSION, (digest,))
            if not rows:
                return None
            session_id, user_id, name, scopes, expires_at = rows[0]
            bucket = self._bucket("user", user_id, DEFAULT_RATE)
            who = f"user {name}"[:100]
            caller = Caller(who, frozenset(scopes), None, bucket, session_id, name, expires_at)
            await self.database.fetch(sessions.NOTE_USE, (session_id,))
            self._remember("user", digest, caller)
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
        self._known.pop(("user", hash_of(session)), None)

    async def _find_key(self, secret: str) -> Caller | None:
        digest = hash_of(secret)
        caller = self._remembered("key", digest)
        if caller is None:
            rows = await self.database.fetch(keys.FIND, (digest,)) if secret.startswith(PREFIX) else []
            if not rows:
                return None
            key_id, name, scopes, rate = rows[0][:4]
            bucket = self._bucket("key", key_id, rate)
            caller = Caller(f"key {key_id} ({name})"[:100], frozenset(scopes), key_id, bucket)
            await self.database.fetch(keys.NOTE_USE, (key_id,))
            self._remember("key", digest, caller)
        return caller

    def _remembered(self, kind: str, digest: bytes) -> Caller | None:
        found_at, caller = self._known.get((kind, digest), (0.0, None))
        return caller if time.monotonic() - found_at < TRUSTED_SECONDS else None

    def _remember(self, kind: str, digest: bytes, caller: Caller) -> None:
        self._known[kind, digest] = (time.monotonic(), caller)
        self._known.move_to_end((kind, digest))
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)

    def _bucket(self, kind: str, number: int, rate: int) -> Bucket:
        bucket = self._buckets.get((kind, number))
        if bucket is None or bucket.rate != rate:
            bucket = self._buckets[kind, number] = Bucket.full(rate)
        return bucket


def _refused(detail: str) -> ApiError:
    return ApiError(HTTPStatus.UNAUTHORIZED, "no_key", detail, {"WWW-Authenticate": "Bearer"})
