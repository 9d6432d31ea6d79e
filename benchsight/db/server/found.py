"""A database outside the checkout outlives it: how old it is, and whether this checkout knows of it."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchsight.db.server.place import Place, make_folder

MARK = "database-elsewhere"  # in BENCHSIGHT_HOME: the place that this checkout knows of
OURS = ("data", "password", "port", "programs-*")


@dataclass(frozen=True)
class Age:
    """When a data folder was made, and when its server last wrote."""

    made_at: datetime
    used_at: datetime

    def __str__(self) -> str:
        """Both days, in words."""
        return f"made {self.made_at:%Y-%m-%d}, last used {self.used_at:%Y-%m-%d}"


def data_age(data: Path) -> Age | None:
    """The age of a data folder; None where there is none."""
    try:
        made, used = ((data / name).stat().st_mtime for name in ("PG_VERSION", "global/pg_control"))
    except OSError:
        return None
    return Age(datetime.fromtimestamp(made, UTC), datetime.fromtimestamp(used, UTC))


def is_found_again(home: Path, place: Place) -> bool:
    """Whether there is a database outside the checkout that an earlier one at the same path made."""
    return place.moved and place.data.exists() and not (home / MARK).exists()


def remember(home: Path, place: Place) -> None:
    """Note in BENCHSIGHT_HOME that this checkout knows where its database is."""
    if place.moved and not (home / MARK).exists():
        make_folder(home, 0o755)
        (home / MARK).write_text(f"{place.folder}\n")


def remove_files(home: Path, place: Place) -> list[Path]:
    """Remove the data folder, its password, its port and copied programs; returns what else is there, and stays."""
    for path in [path for pattern in OURS for path in place.folder.glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    (home / MARK).unlink(missing_ok=True)
    others = sorted(place.folder.iterdir()) if place.folder.is_dir() else []
    if not others and place.folder.is_dir():
        place.folder.rmdir()
    return others
