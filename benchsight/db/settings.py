"""Settings: the project, BenchSight's own folder, and the configured database."""

import math
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchsight.errors import ConfigurationError


@dataclass(frozen=True)
class Settings:
    """The settings of a command.

    ``home`` holds what BenchSight makes for itself (the embedded database, locks, logs).
    ``external_url`` is BENCHSIGHT_DATABASE_URL, or None for the embedded server. For that one, ``postgres_programs``
    is BENCHSIGHT_PG_BIN, a folder of other PostgreSQL programs than the wheel's, and ``server_user`` is
    BENCHSIGHT_SERVER_USER, who runs it when we are root. A load that would take away more than ``largest_loss``
    (BENCHSIGHT_LARGEST_LOSS, a share) of what is staged of a game is refused, unless that is fewer than
    ``smallest_loss`` rows (BENCHSIGHT_SMALLEST_LOSS).
    """

    project_root: Path
    home: Path
    external_url: str | None
    postgres_programs: Path | None = None
    server_user: str | None = None
    largest_loss: float = 0.5
    smallest_loss: int = 5

    @property
    def migrations(self) -> Path:
        """Folder of the schema migrations."""
        return self.project_root / "supabase" / "migrations"


def load_settings(environ: Mapping[str, str] | None = None, start: Path | None = None) -> Settings:
    """Settings from the environment and the folder ``start`` (default: the current one).

    Raises ConfigurationError where no project is found.
    """
    environ = os.environ if environ is None else environ
    root = find_project(start or Path.cwd())
    home = environ.get("BENCHSIGHT_HOME") or root / ".benchsight"
    programs = environ.get("BENCHSIGHT_PG_BIN")
    return Settings(
        project_root=root,
        home=Path(home).expanduser().absolute(),
        external_url=environ.get("BENCHSIGHT_DATABASE_URL") or None,
        postgres_programs=Path(programs).expanduser().absolute() if programs else None,
        server_user=environ.get("BENCHSIGHT_SERVER_USER") or None,
        largest_loss=number_of(environ, "BENCHSIGHT_LARGEST_LOSS", 0.5, at_most=1),
        smallest_loss=round(number_of(environ, "BENCHSIGHT_SMALLEST_LOSS", 5, at_most=sys.maxsize)),
    )


def number_of(
    environ: Mapping[str, str], name: str, default: float, at_least: float = 0, at_most: float | None = None
) -> float:
    """Return the number that an environment variable holds; raise ConfigurationError outside of the limits."""
    written = environ.get(name)
    try:
        number = float(written) if written else default
    except ValueError:
        number = math.nan
    if not at_least <= number <= (sys.float_info.max if at_most is None else at_most):
        limits = f"of at least {at_least}" if at_most is None else f"from {at_least} to {at_most}"
        raise ConfigurationError(f"{name} is {written!r}, expected a number {limits}")
    return number


def find_project(start: Path) -> Path:
    """Return the checkout around ``start``, else the one this package was installed from (editable)."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / "dbt_project.yml").is_file() and (folder / "supabase" / "migrations").is_dir():
            return folder
    installed_from = Path(__file__).resolve().parents[2]
    if (installed_from / "supabase" / "migrations").is_dir():
        return installed_from
    raise ConfigurationError(f"{start} is not inside a BenchSight checkout (a folder with dbt_project.yml); go there")
