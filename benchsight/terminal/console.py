"""Helpers of commands: options, checks of paths, JSON on stdout, notes and progress on stderr."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.progress import Progress

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def json_option(function: Decorated) -> Decorated:
    """Give a command ``--json``; it arrives as the argument ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(function)


def print_json(value: object) -> None:
    """Print ``value`` as JSON on stdout; dates, paths, UUIDs and decimals as text."""
    click.echo(json.dumps(value, indent=2, default=str, ensure_ascii=False))


def note(text: str) -> None:
    """Print a line for the person at the terminal on stderr, so that stdout stays clean."""
    click.echo(text, err=True)


def tell(text: str) -> None:
    """Print prose on stderr: on a terminal its lines break between words, in a pipe it is one line."""
    from benchsight.terminal.text import Terminal

    Terminal(stderr=True).say(text)


def progress() -> "Progress":
    """Return a progress display on stderr that vanishes when done; silent where stderr is no terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from benchsight.terminal.text import Terminal

    console = Terminal(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def require_paths(paths: Sequence[Path]) -> None:
    """Raise click.BadParameter, which ends a command with 2, if a path is not there; nothing is noted anywhere."""
    missing = [path for path in paths if not path.exists()]
    if not missing:
        return
    what = "; ".join(f"{path}: no such file or folder{_meant(path)}" for path in missing)
    untouched = "; nothing was loaded" if len(paths) > len(missing) else ""
    raise click.BadParameter(what + untouched, param_hint="PATH")


def _meant(path: Path) -> str:
    """Return the name beside it that is most like it, or how far the path goes."""
    from difflib import get_close_matches

    wrong = next((part for part in (*reversed(path.parents), path) if not part.exists()), path)
    folder = wrong.parent
    try:
        near = get_close_matches(wrong.name, [each.name for each in folder.iterdir()], 1, 0.6)
    except OSError:
        return ""
    if near:
        return f" (did you mean {folder / near[0]}?)"
    return "" if folder == path.parent else f" ({folder} has no {wrong.name})"
