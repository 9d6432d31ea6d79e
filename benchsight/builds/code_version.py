"""Which version of the models made a table: a hash over everything that decides what they yield."""

import hashlib
from pathlib import Path

from benchsight.builds.own_models import own_files

FOLDERS = ("models", "macros", "seeds")
SUFFIXES = {".sql", ".yml", ".yaml", ".csv"}


class CodeVersion:
    """The version of a project that may change while this process runs; unchanged files are not read again."""

    def __init__(self, project_root: Path) -> None:
        self._root = project_root
        self._seen: list[tuple[Path, int, int]] = []
        self._version = ""

    def current(self) -> str:
        """``code_version`` of the project as it is now."""
        seen = [(path, (status := path.stat()).st_mtime_ns, status.st_size) for path in _files(self._root)]
        if seen != self._seen:
            self._version, self._seen = code_version(self._root), seen
        return self._version


def code_version(project_root: Path) -> str:
    """Hash (16 hex digits) over the models, macros, seeds and dbt_project.yml of a project, with their paths.

    Models that a user added beside ours are left out.
    """
    digest = hashlib.sha256()
    for path in _files(project_root):
        digest.update(f"{path.relative_to(project_root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _files(project_root: Path) -> list[Path]:
    found = [path for folder in FOLDERS for path in (project_root / folder).rglob("*") if path.suffix in SUFFIXES]
    own = set(own_files(project_root))
    return [project_root / "dbt_project.yml", *sorted(path for path in found if path not in own)]
