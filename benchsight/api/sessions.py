"""Sessions of users who signed in: a random cookie, stored as its hash, that expires and can be ended."""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool

from benchsight.api.buckets import Bucket, too_often
from benchsight.api.database import Database
from benchsight.api.errors import ApiError
from benchsight.api.keys import hash_of
from benchsight.api.users import is_password

COOKIE = "benchsight_session"
CSRF_HEADER = "X-CSRF-Token"
LIFETIME_SECONDS = 7 * 24 * 3600
IDLE_SECONDS = 12 * 3600
ATTEMPTS_OF_A_NAME, ATTEMPTS_OF_ALL = 10, 60  # a minute, in one server process
MOST_REMEMBERED = 1000
AT_ONCE = 2  # verifications of passwords, 64 MiB each

FIND_USER = "select user_id, password_hash from ops.api_users where lower(name) = lower(%s) and revoked_at is null"
# Not for a user who was revoked, or whose password was changed, since it was verified.
SIGN_IN = """
    with signed_in as (
        update ops.api_users set signed_in_at = clock_timestamp()
        where user_id = %(user)s and password_hash = %(verified)s and revoked_at is null
        returning user_id, name, scopes
    ),
    made as (
        insert into ops.api_sessions (user_id, token_hash, expires_at)
        select user_id, %(hash)s, clock_timestamp() + make_interval(secs => %(lifetime)s) from signed_in
        on conflict (token_hash) do update set token_hash = excluded.token_hash  -- sent again, the connection was lost
        returning expires_at
    ),
    replaced as (
        update ops.api_sessions set ended_at = clock_timestamp() where token_hash = %(replaced)s and ended_at is null
    ),
    forgotten as (
        delete from ops.api_sessions where expires_at < clock_timestamp() - interval '30 days'
    )
    select s.name, s.scopes, m.expires_at from signed_in as s cross join made as m
"""
ACTIVE = f"""
    s.ended_at is null and s.expires_at > clock_timestamp() and u.revoked_at is null
    and s.last_used_at > clock_timestamp() - make_interval(secs => {IDLE_SECONDS})
"""
FIND_SESSION = f"""
    select s.session_id, u.user_id, u.name, u.scopes, s.expires_at
    from ops.api_sessions as s inner join ops.api_users as u on s.user_id = u.user_id
    where s.token_hash = %s and {ACTIVE}
"""  # nosec B608 # constants
IS_ACTIVE = f"""
    select 1 from ops.api_sessions as s inner join ops.api_users as u on s.user_id = u.user_id
    where s.session_id = %s and {ACTIVE}
"""  # nosec B608 # constants
NOTE_USE = """
    update ops.api_sessions set last_used_at = clock_timestamp()
    where session_id = %s and last_used_at < clock_timestamp() - interval '1 minute'
    returning session_id
"""
END = "update ops.api_sessions set ended_at = clock_timestamp() where session_id = %s and ended_at is null returning 1"


@dataclass(frozen=True)
class Session:
    """What a browser gets at sign-in; ``token`` is for the cookie alone."""

    token: str
    name: str
    scopes: list[str]
    expires_at: datetime


def csrf_token(token: str) -> str:
    """Return the CSRF token of a session, which only the holder of its cookie can compute."""
    return hmac.new(token.encode("utf-8", "surrogatepass"), b"benchsight csrf", hashlib.sha256).hexdigest()


def is_csrf_token(given: str | None, token: str) -> bool:
    """Return whether a CSRF token is that of a session."""
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), csrf_token(token).encode())


@dataclass
class SignIn:
    """Verifies passwords, within limits per server process."""

    database: Database
    _names: "OrderedDict[str, Bucket]" = field(default_factory=OrderedDict)
    _all: Bucket = field(default_factory=lambda: Bucket.full(ATTEMPTS_OF_ALL))
    _verifying: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def sign_in(self, name: str, password: str, replaced: str | None = None) -> Session:
        """Start a session, which takes the place of one. Raise ApiError for a wrong name or password, or too many."""
        self._count(name.casefold())
        rows = await self.database.fetch(FIND_USER, (name,))
        user_id, stored = rows[0] if rows else (None, None)
        async with self._verifying:
            is_right = await run_in_threadpool(is_password, stored, password)
        token = secrets.token_urlsafe(32)
        values = {
            "user": user_id,
            "verified": stored,
            "hash": hash_of(token),
            "lifetime": LIFETIME_SECONDS,
            "replaced": None if replaced is None else hash_of(replaced),
        }
        made = await self.database.fetch(SIGN_IN, values) if is_right else []
        if not made:
            raise ApiError(HTTPStatus.UNAUTHORIZED, "wrong_credentials", "the name or the password is wrong")
        self._names.pop(name.casefold(), None)
        return Session(token, *made[0])

    async def end(self, session_id: int) -> None:
        """End a session."""
        await self.database.fetch(END, (session_id,))

    def _count(self, name: str) -> None:
        now = time.monotonic()
        bucket = self._names.setdefault(name, Bucket.full(ATTEMPTS_OF_A_NAME))
        self._names.move_to_end(name)
        while len(self._names) > MOST_REMEMBERED:
            self._names.popitem(last=False)
        if wait := bucket.take(now) or self._all.take(now):
            raise too_often("too many attempts to sign in: wait a moment", wait)
