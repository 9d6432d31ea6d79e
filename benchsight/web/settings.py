"""Settings of the pages, from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from benchsight.errors import ConfigurationError


class NameStyle(StrEnum):
    """How names of people are shown."""

    FULL = "full"
    INITIALS = "initials"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class WebSettings:
    """``public``: anyone may read the league's pages where the server needs keys; ``indexed``: search engines may.

    ``url``: where people find the pages, without a slash at the end; feeds and share links need it. ``zone``: time zone
    of the game times. ``is_static``: the pages are for files, without what needs a server.
    """

    title: str = "BenchSight"
    names: NameStyle = NameStyle.FULL
    public: bool = False
    indexed: bool = False
    url: str | None = None
    zone: ZoneInfo | None = None
    is_static: bool = False


def load_web_settings(environ: Mapping[str, str] | None = None) -> WebSettings:
    """Return the settings of the environment. Raise ConfigurationError for a value that is not allowed."""
    environ = os.environ if environ is None else environ
    return WebSettings(
        title=environ.get("BENCHSIGHT_SITE_TITLE", "").strip() or WebSettings.title,
        names=NameStyle(_choice(environ, "BENCHSIGHT_SITE_NAMES", [str(style) for style in NameStyle])),
        public=_choice(environ, "BENCHSIGHT_SITE_PUBLIC", ["no", "yes"]) == "yes",
        indexed=_choice(environ, "BENCHSIGHT_SITE_ROBOTS", ["noindex", "index"]) == "index",
        url=_address(environ, "BENCHSIGHT_SITE_URL"),
        zone=_zone(environ, "BENCHSIGHT_SITE_TIMEZONE"),
    )


def _address(environ: Mapping[str, str], name: str) -> str | None:
    value = environ.get(name, "").strip().rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
        raise ConfigurationError(f"{name} is {value!r}, expected an address like https://league.example.org/hockey")
    return value or None


def _zone(environ: Mapping[str, str], name: str) -> ZoneInfo | None:
    value = environ.get(name, "").strip()
    if not value:
        return None
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigurationError(f"{name} is {value!r}, expected a time zone like Europe/Berlin") from None


def _choice(environ: Mapping[str, str], name: str, choices: list[str]) -> str:
    """Return the value of a variable; the first choice is the default."""
    value = environ.get(name) or choices[0]
    if value not in choices:
        raise ConfigurationError(f"{name} is {value!r}, expected {' or '.join(choices)}")
    return value
