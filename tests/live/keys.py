"""Keys of an API: signed tokens (JWT, HS256) that name a role."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

SECRET = b"a secret of at least thirty-two bytes, for tests"


class InvalidKey(Exception):
    """The token was not signed here, or has expired."""


def key_of(role: str, secret: bytes = SECRET, **claims: Any) -> str:
    """The key of a role."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT"}, {"role": role, **claims})]
    signed = b".".join(map(_encode, parts))
    return (signed + b"." + _encode(hmac.digest(secret, signed, hashlib.sha256))).decode()


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a key. Raises InvalidKey."""
    try:
        head, body, signature = token.encode().split(b".")
        claims: dict[str, Any] = json.loads(_decode(body))
        expected = hmac.digest(SECRET, head + b"." + body, hashlib.sha256)
        is_ours = json.loads(_decode(head))["alg"] == "HS256" and hmac.compare_digest(_decode(signature), expected)
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidKey("JWSError CompactDecodeError") from error
    if not is_ours:
        raise InvalidKey("JWSError JWSInvalidSignature")
    if claims.get("exp", time.time() + 1) < time.time():
        raise InvalidKey("JWT expired")
    return claims


def _encode(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _decode(content: bytes) -> bytes:
    return base64.urlsafe_b64decode(content + b"=" * (-len(content) % 4))
