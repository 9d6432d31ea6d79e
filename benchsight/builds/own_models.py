"""Models that a user of the project added beside ours: they are no part of its version, and no build runs them."""

import re
from pathlib import Path

OURS = ("staging", "intermediate", "marts")
MODELS = {".sql", ".py"}
SUFFIXES = {*MODELS, ".yml", ".yaml", ".csv"}
REFERENCE = re.compile(r"""ref\(\s*["'](\w+)["']""")


def own_files(project_root: Path) -> list[Path]:
    """Files of models that lie in none of our folders and that none of our models reads, be it through others.

    A project without any of our folders has no models but ours; a yml right below ``models`` is ours.
    """
    models = project_root / "models"
    if not any((models / folder).is_dir() for folder in OURS):
        return []
    files = [path for path in sorted(models.rglob("*")) if path.suffix in SUFFIXES]
    apart = [path for path in files if path.relative_to(models).parts[0] not in OURS]
    own = {path for path in apart if path.suffix in MODELS or path.parent != models}
    read = [path for path in files if path not in own] if any(path.suffix == ".sql" for path in own) else []
    while read:
        names = {name for path in read for name in REFERENCE.findall(path.read_text(encoding="utf-8"))}
        read = [path for path in own if path.stem in names]
        own -= set(read)
    return sorted(own)


def exclude(project_root: Path, *others: str) -> list[str]:
    """Arguments of dbt that leave a user's own models out, with their tests, and these others."""
    own = [path for path in own_files(project_root) if path.suffix in MODELS]
    left_out = [*others, *(f"path:{path.relative_to(project_root).as_posix()}" for path in own)]
    return ["--exclude", *left_out] if left_out else []
