"""Settings of the API, from the environment."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchsight.db.settings import number_of
from benchsight.errors import ConfigurationError

ENVIRONMENTS = ("development", "production")


@dataclass(frozen=True)
class ApiSettings:
    """What the application needs to know.

    ``keys_required``: every request but those for health and the description needs a key. Pages of ``cors_origins``
    may call. Sizes are in bytes, times in seconds. The event stream has at most ``stream_readers``, each with a queue
    of ``stream_queue`` events; a reader that leaves no room in it for ``stream_patience`` is disconnected.
    """

    project_root: Path
    keys_required: bool = False
    environment: str = "development"
    cors_origins: tuple[str, ...] = ()
    pool_size: int = 8
    pool_wait: float = 3.0
    request_seconds: float = 30.0
    body_bytes: int = 2**20
    document_bytes: int = 4 * 2**20
    upload_bytes: int = 256 * 2**20
    upload_seconds: float = 900.0
    stream_readers: int = 500
    stream_queue: int = 256
    stream_patience: float = 2.0
    heartbeat_seconds: float = 15.0
    cache_bytes: int = 2**25


def load_api_settings(
    project_root: Path, host: str = "127.0.0.1", environ: Mapping[str, str] | None = None
) -> ApiSettings:
    """Settings from the environment, for a server on ``host``. Raises ConfigurationError.

    Keys are required anywhere but on a loopback address outside production, unless BENCHSIGHT_API_KEYS=required asks
    for them there too.
    """
    environ = os.environ if environ is None else environ
    environment = environ.get("ENVIRONMENT") or ENVIRONMENTS[0]
    if environment not in ENVIRONMENTS:
        raise ConfigurationError(f"ENVIRONMENT is {environment!r}, expected {' or '.join(ENVIRONMENTS)}")
    keys = environ.get("BENCHSIGHT_API_KEYS") or "auto"
    if keys not in ("auto", "required"):
        raise ConfigurationError(f"BENCHSIGHT_API_KEYS is {keys!r}, expected auto or required")
    return ApiSettings(
        project_root=project_root,
        keys_required=keys == "required" or environment == "production" or not is_loopback(host),
        environment=environment,
        cors_origins=_origins(environ.get("CORS_ORIGINS", "")),
        pool_size=round(number_of(environ, "BENCHSIGHT_API_CONNECTIONS", 8, at_least=1)),
        request_seconds=number_of(environ, "BENCHSIGHT_API_TIMEOUT", 30, at_least=1),
        body_bytes=round(number_of(environ, "BENCHSIGHT_API_BODY_BYTES", 2**20, at_least=1024)),
        document_bytes=round(number_of(environ, "BENCHSIGHT_API_DOCUMENT_BYTES", 4 * 2**20, at_least=1024)),
        upload_bytes=round(number_of(environ, "BENCHSIGHT_API_UPLOAD_BYTES", 256 * 2**20, at_least=1024)),
        upload_seconds=number_of(environ, "BENCHSIGHT_API_UPLOAD_TIMEOUT", 900, at_least=1),
        cache_bytes=round(number_of(environ, "BENCHSIGHT_API_CACHE_BYTES", 2**25, at_least=0)),
    )


def is_loopback(host: str) -> bool:
    """Whether an address is of this machine alone; a name other than localhost is held to be public."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _origins(written: str) -> tuple[str, ...]:
    origins = tuple(origin.strip().rstrip("/") for origin in written.split(",") if origin.strip())
    for origin in origins:
        scheme, separator, rest = origin.partition("://")
        if not separator or scheme not in ("http", "https") or not rest or "/" in rest or "*" in rest:
            raise ConfigurationError(
                f"CORS_ORIGINS names {origin!r}, expected origins such as https://portal.example, with commas between"
            )
    return origins
