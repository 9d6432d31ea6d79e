"""The data folder (PostgreSQL's cluster): made whole or not at all, checked, its password set."""

import secrets
import shutil
import sys
import time
from pathlib import Path

from benchsight.db.server.place import Place, write_file
from benchsight.db.server.programs import Programs
from benchsight.errors import ServerError

SUPERUSER = "postgres"

# The builtin provider sorts as C.UTF-8 does everywhere; macOS has no locale of that name to ask the system for.
LOCALE = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if sys.platform == "darwin" else []


def prepare_cluster(place: Place, programs: Programs) -> list[str]:
    """Make the data folder unless a whole one is there; what had to be repaired, one line each.

    Raises ServerError if it cannot be made, or was made by another major version.
    """
    repaired = _clear_unfinished(place)
    if not place.data.exists():
        _initialise(place, programs)
    made_by = (place.data / "PG_VERSION").read_text().strip()
    if made_by != str(programs.major_version()):
        raise ServerError(
            f"{place.data} was made by PostgreSQL {made_by}, but {programs.folder} has {programs.major_version()}: "
            f"move the folder away (its tables can be loaded and built again), or set BENCHSIGHT_PG_BIN"
        )
    if not place.password_file.exists():
        repaired.append("the password file was missing: a new password is set")
        set_password(place, programs)
    return repaired


def set_password(place: Place, programs: Programs) -> None:
    """Give the superuser a new password, and keep it in the password file. The server must not be running."""
    password = secrets.token_urlsafe(24)
    statement = f"alter role {SUPERUSER} password '{password}'\n"  # token_urlsafe has no quote to escape
    programs.run("postgres", "--single", "-D", place.data, "-c", "log_statement=none", SUPERUSER, text_in=statement)
    write_file(place.password_file, password, 0o600)


def _clear_unfinished(place: Place) -> list[str]:
    """Remove what an interrupted start left half-made, and set aside a data folder that is no database."""
    repaired = []
    for leftover in place.folder.glob("*.new-*"):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        repaired.append(f"{leftover.name} was left by an interrupted start: removed")
    if place.data.exists() and not is_cluster(place.data):
        aside = place.data.with_name(f"data.broken-{time.strftime('%Y%m%d%H%M%S')}-{secrets.token_hex(2)}")
        place.data.rename(aside)
        repaired.append(f"the data folder held no whole database: set aside as {aside}, a new one is made")
    return repaired


def is_cluster(data: Path) -> bool:
    """Return whether a data folder holds the files without which it is none."""
    return (data / "PG_VERSION").is_file() and (data / "global" / "pg_control").is_file()


def _initialise(place: Place, programs: Programs) -> None:
    """Make a new data folder aside, and give it its name when it is complete."""
    token = secrets.token_hex(4)
    unfinished, password_in = place.folder / f"data.new-{token}", place.folder / f"password.new-{token}"
    password = secrets.token_urlsafe(24)
    unfinished.mkdir(mode=0o700)
    write_file(password_in, password, 0o600)
    try:
        if place.account.switches:
            for path in (unfinished, password_in):
                shutil.chown(path, place.account.uid, place.account.gid)
        programs.run(
            "initdb",
            *("--pgdata", unfinished, "--username", SUPERUSER, "--pwfile", password_in),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions"),
            *(LOCALE or ["--locale=C.UTF-8"]),
            seconds=120,
        )
    finally:
        password_in.unlink()
    write_file(place.password_file, password, 0o600)
    unfinished.rename(place.data)
