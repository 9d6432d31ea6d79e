"""Authentication, scopes and rate limits of requests."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from benchsight.api import keys, sessions
from benchsight.api.buckets import Bucket, too_often
from benchsight.api.database import Database
from benchsight.api.errors import ApiError
from benchsight.api.keys import DEFAULT_RATE, PREFIX, Scope, hash_of
from ingest.database.session import user_name

TRUSTED_SECONDS = 2.0  # lookups are cached this long, so a revoked key may work this long
MOST_REMEMBERED = 1000
Row = tuple[Any, ...]


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
            raise too_often(f"rate limit exceeded: {caller.bucket.rate} per minute", wait)
        return caller

    async def find_session(self, shown: Credentials) -> Caller | None:
        """Return the user of a session; None if it has ended. Raise ApiError if a write lacks its CSRF token."""
        if shown.session is None:
            return None
        caller = await self._look_up("user", shown.session, sessions.FIND_SESSION, sessions.NOTE_USE, self._of_session)
        if caller is None:
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
        self._known.pop(("user", hash_of(session)), None)

    async def _find_key(self, secret: str) -> Caller | None:
        if not secret.startswith(PREFIX):
            return None
        return await self._look_up("key", secret, keys.FIND, keys.NOTE_USE, self._of_key)

    async def _look_up(
        self, kind: str, secret: str, query: str, note_use: str, caller_of: Callable[[Row], Caller]
    ) -> Caller | None:
        """Return the caller of a secret, and note its use; None if it is not valid. Rows begin with their id."""
        digest = hash_of(secret)
        caller = self._remembered(kind, digest)
        if caller is None:
            rows = await self.database.fetch(query, (digest,))
            if not rows:
                return None
            caller = caller_of(rows[0])
            await self.database.fetch(note_use, (rows[0][0],))
            self._remember(kind, digest, caller)
        return caller

    def _of_key(self, row: Row) -> Caller:
        key_id, name, scopes, rate = row[:4]
        bucket = self._bucket("key", key_id, rate)
        return Caller(f"key {key_id} ({name})"[:100], frozenset(scopes), key_id, bucket)

    def _of_session(self, row: Row) -> Caller:
        session_id, user_id, name, scopes, expires_at = row
        bucket = self._bucket("user", user_id, DEFAULT_RATE)
        return Caller(f"user {name}"[:100], frozenset(scopes), None, bucket, session_id, name, expires_at)

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
