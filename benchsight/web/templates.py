"""The Jinja environment of all pages."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from benchsight.web.assets import asset_path, assets
from benchsight.web.cells import UNKNOWN, ago, cell

FOLDERS = tuple(Path(__file__).parents[1] / room / "templates" for room in ("web", "site", "portal"))


@cache
def environment() -> Environment:
    """Return the environment: everything is escaped, and a name that is not defined is an error."""
    # autoescape, for every template
    made = Environment(
        loader=FileSystemLoader(FOLDERS), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= {"cell": cell, "ago": ago}
    made.globals |= {"asset": asset_path, "inline_asset": _inline_asset, "UNKNOWN": UNKNOWN}
    return made


def render(template: str, context: dict[str, Any]) -> str:
    """Return the page of a template."""
    return environment().get_template(template).render(context)


def _inline_asset(name: str) -> Markup:
    """Return a style sheet or script for a file that has to stand alone."""
    return Markup(assets()[name].content.decode().replace("</", "<\\/"))  # nosec B704 # our own file
