"""Paths as a person types them: a mistyped one is told at once, with the name that was probably meant."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

import click


def require_paths(paths: Sequence[Path]) -> None:
    """Raise click.BadParameter, which ends a command with 2, if a path is not there; nothing is noted anywhere."""
    missing = [path for path in paths if not path.exists()]
    if not missing:
        return
    what = "; ".join(f"{path}: no such file or folder{_meant(path)}" for path in missing)
    untouched = "; nothing was loaded" if len(paths) > len(missing) else ""
    raise click.BadParameter(what + untouched, param_hint="PATH")


def _meant(path: Path) -> str:
    """The name beside it that is most like it, or how far the path goes."""
    wrong = next((part for part in (*reversed(path.parents), path) if not part.exists()), path)
    folder = wrong.parent
    try:
        near = get_close_matches(wrong.name, [each.name for each in folder.iterdir()], 1, 0.6)
    except OSError:
        return ""
    if near:
        return f" (did you mean {folder / near[0]}?)"
    return "" if folder == path.parent else f" ({folder} has no {wrong.name})"
