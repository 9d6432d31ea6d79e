"""Authentication, scopes and rate limits of requests."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from http import HTTPStatus

from psycopg.rows import TupleRow

from benchsight.api.database import Database
from benchsight.api.errors import ApiError
from benchsight.api.keys import FIND, NOTE_USE, PREFIX, Scope, hash_of
from ingest.database.session import user_name

TRUSTED_SECONDS = 2.0  # lookups are cached this long, so a revoked key may work this long
MOST_REMEMBERED = 1000


@dataclass
class Bucket:
    """Token bucket of a key: ``rate`` requests per minute, and at most that many at once."""

    rate: int
    left: float
    filled_at: float

    def take(self, now: float) -> float:
        """Take one request. Return 0, or the seconds until the next one is allowed."""
        self.left = min(self.rate, self.left + (now - self.filled_at) * self.rate / 60)
        self.filled_at = now
        if self.left < 1:
            return (1 - self.left) * 60 / self.rate
        self.left -= 1
        return 0.0


@dataclass(frozen=True)
class Caller:
    """Authenticated caller: its name in the audit trail and its scopes."""

    name: str
    scopes: frozenset[str]
    key_id: int | None = None
    bucket: Bucket | None = None

    def require(self, scope: Scope) -> None:
        """Raise ApiError if the caller lacks the scope."""
        if not self.scopes & {scope, Scope.ADMIN}:
            raise ApiError(
                HTTPStatus.FORBIDDEN, "missing_scope", f"this key lacks the scope {scope}: ask whoever created it"
            )


@dataclass
class Callers:
    """Callers of a server; rate limits are per process."""

    database: Database
    keys_required: bool
    _known: "OrderedDict[bytes, tuple[float, Caller]]" = field(default_factory=OrderedDict)
    _buckets: dict[int, Bucket] = field(default_factory=dict)

    async def find(self, secret: str | None) -> Caller:
        """Return the caller of a key. Raise ApiError if it is missing, unknown or over its rate limit."""
        if secret is None:
            if self.keys_required:
                raise self._refused("an API key is required: `Authorization: Bearer KEY`")
            return Caller(user_name(), frozenset(Scope))
        caller = await self._look_up(secret)
        assert caller.bucket is not None
        wait = caller.bucket.take(time.monotonic())
        if wait:
            raise ApiError(
                HTTPStatus.TOO_MANY_REQUESTS, "too_often", f"rate limit exceeded: {caller.bucket.rate} per minute",
                {"Retry-After": str(int(wait) + 1)},
            )  # fmt: skip
        return caller

    async def _look_up(self, secret: str) -> Caller:
        digest, now = hash_of(secret), time.monotonic()
        if digest in self._known and now - self._known[digest][0] < TRUSTED_SECONDS:
            return self._known[digest][1]
        self._known.pop(digest, None)
        rows = await self.database.fetch(FIND, (digest,)) if secret.startswith(PREFIX) else []
        if not rows:
            raise self._refused("the API key is unknown, revoked or expired")
        caller = self._caller(rows[0], now)
        await self.database.fetch(NOTE_USE, (caller.key_id,))
        self._known[digest] = (now, caller)
        while len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return caller

    def _caller(self, row: TupleRow, now: float) -> Caller:
        key_id, name, scopes, rate = row[:4]
        bucket = self._buckets.get(key_id)
        if bucket is None or bucket.rate != rate:
            bucket = self._buckets[key_id] = Bucket(rate, rate, now)
        return Caller(f"key {key_id} ({name})"[:100], frozenset(scopes), key_id, bucket)

    def _refused(self, detail: str) -> ApiError:
        return ApiError(HTTPStatus.UNAUTHORIZED, "no_key", detail, {"WWW-Authenticate": "Bearer"})
