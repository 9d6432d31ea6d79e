"""The dbt project of a checkout: where dbt writes for a database, the version of the code, models a user added."""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchsight.builds.dbt.process import DbtProject
from benchsight.db.connections import dbt_environment
from benchsight.db.settings import Settings

VERSIONED_FOLDERS = ("models", "macros", "seeds")
OUR_FOLDERS = ("staging", "intermediate", "marts")  # of models; anything beside them belongs to a user
MODEL_SUFFIXES = {".sql", ".py"}
SUFFIXES = {".sql", ".yml", ".yaml", ".csv"}
TICK_NS = 100_000_000  # within it a file may change again without another time of its last change
REFERENCE = re.compile(r"""ref\(\s*["'](\w+)["']""")


class SeenFile(NamedTuple):
    """A file as it was when it was last read."""

    path: str
    changed_ns: int
    size: int


VERSIONS: dict[Path, tuple[frozenset[SeenFile], str]] = {}
"""The version of each project that this process has asked for, and the files that it was made of."""


def dbt_project(settings: Settings) -> DbtProject:
    """Return the project, ready to run on the configured database; its files stand below BENCHSIGHT_HOME/dbt.

    Each database has its own folder: dbt parses the whole project again when the connection differs from the last run.
    """
    environment = dbt_environment()
    place = "/".join(environment[f"BENCHSIGHT_PG_{part}"] for part in ("HOST", "PORT", "DBNAME"))
    work = settings.home / "dbt" / hashlib.sha256(place.encode()).hexdigest()[:8]
    work.mkdir(parents=True, exist_ok=True)
    profile, example = work / "profiles.yml", settings.project_root / "profiles.example.yml"
    text = example.read_text(encoding="utf-8")
    if not profile.exists() or profile.read_text(encoding="utf-8") != text:
        profile.write_text(text, encoding="utf-8")
    return DbtProject(settings.project_root, work, environment)


def _seen_files(project_root: Path) -> Iterator[SeenFile]:
    """Yield every file that ``code_version`` may read, and some that it does not.

    By the system's own calls, which take a tenth of what ``Path`` does.
    """
    project = project_root / "dbt_project.yml"
    yield SeenFile(str(project), (status := project.stat()).st_mtime_ns, status.st_size)
    folders = [str(project_root / folder) for folder in VERSIONED_FOLDERS if (project_root / folder).is_dir()]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    folders.append(entry.path)
                else:
                    status = entry.stat()
                    yield SeenFile(entry.path, status.st_mtime_ns, status.st_size)


def code_version(project_root: Path) -> str:
    """Hash (16 hex digits) the models, macros, seeds and dbt_project.yml of a project, with their paths.

    Models that a user added are left out. Files are read again if one has changed since this process read them: it is
    asked for while a game, or who opened a page, waits.
    """
    root, now = project_root.absolute(), time.time_ns()
    seen = frozenset(_seen_files(root))
    known = VERSIONS.get(root)
    if known is not None and known[0] == seen:
        return known[1]
    version = _hash(root)
    if max(file.changed_ns for file in seen) < now - TICK_NS:
        VERSIONS[root] = seen, version
    return version


def _hash(project_root: Path) -> str:
    digest = hashlib.sha256()
    for path in _versioned_files(project_root):
        digest.update(f"{path.relative_to(project_root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def user_models(project_root: Path) -> list[Path]:
    """List the files of models outside our folders that no model of ours reads, directly or through others.

    They are not part of the code version, and no build runs them. A project without any of our folders has no user
    models; a yml directly below ``models`` is ours.
    """
    models = project_root / "models"
    if not any((models / folder).is_dir() for folder in OUR_FOLDERS):
        return []
    files = [path for path in sorted(models.rglob("*")) if path.suffix in SUFFIXES | MODEL_SUFFIXES]
    outside = [path for path in files if path.relative_to(models).parts[0] not in OUR_FOLDERS]
    own = {path for path in outside if path.suffix in MODEL_SUFFIXES or path.parent != models}
    read = [path for path in files if path not in own] if any(path.suffix == ".sql" for path in own) else []
    while read:
        names = {name for path in read for name in REFERENCE.findall(path.read_text(encoding="utf-8"))}
        read = [path for path in own if path.stem in names]
        own -= set(read)
    return sorted(own)


def exclude_user_models(project_root: Path, *others: str) -> list[str]:
    """Return the arguments that make dbt leave out a user's models with their tests, and ``others``."""
    own = [path for path in user_models(project_root) if path.suffix in MODEL_SUFFIXES]
    excluded = [*others, *(f"path:{path.relative_to(project_root).as_posix()}" for path in own)]
    return ["--exclude", *excluded] if excluded else []


def _versioned_files(project_root: Path) -> list[Path]:
    folders = [project_root / folder for folder in VERSIONED_FOLDERS]
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in SUFFIXES]
    own = set(user_models(project_root))
    return [project_root / "dbt_project.yml", *sorted(path for path in found if path not in own)]
