"""Settings of the pages, from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from benchsight.errors import ConfigurationError


class NameStyle(StrEnum):
    """How names of people are shown."""

    FULL = "full"
    INITIALS = "initials"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class WebSettings:
    """``public``: anyone may read the league's pages where the server needs keys; ``indexed``: search engines may."""

    title: str = "BenchSight"
    names: NameStyle = NameStyle.FULL
    public: bool = False
    indexed: bool = False


def load_web_settings(environ: Mapping[str, str] | None = None) -> WebSettings:
    """Return the settings of the environment. Raise ConfigurationError for a value that is not allowed."""
    environ = os.environ if environ is None else environ
    return WebSettings(
        title=environ.get("BENCHSIGHT_SITE_TITLE", "").strip() or WebSettings.title,
        names=NameStyle(_choice(environ, "BENCHSIGHT_SITE_NAMES", [str(style) for style in NameStyle])),
        public=_choice(environ, "BENCHSIGHT_SITE_PUBLIC", ["no", "yes"]) == "yes",
        indexed=_choice(environ, "BENCHSIGHT_SITE_ROBOTS", ["noindex", "index"]) == "index",
    )


def _choice(environ: Mapping[str, str], name: str, choices: list[str]) -> str:
    """Return the value of a variable; the first choice is the default."""
    value = environ.get(name) or choices[0]
    if value not in choices:
        raise ConfigurationError(f"{name} is {value!r}, expected {' or '.join(choices)}")
    return value
