"""Checks of the embedded server: its folder, programs, data, password and port."""

import os
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage

from benchsight.db.connections import embedded_server
from benchsight.db.doctor.findings import Diagnosis
from benchsight.db.server import EmbeddedServer
from benchsight.db.server.cluster import is_cluster
from benchsight.db.server.launch import is_free, last_port
from benchsight.db.settings import Settings
from benchsight.errors import ServerError

LEAST_BYTES = 500_000_000
ENOUGH_BYTES = 2_000_000_000
REPAIR = "run `benchsight up`, which repairs it"


def check_server(settings: Settings) -> Iterator[Diagnosis]:
    """Findings on the embedded server of these settings, running or not."""
    server = embedded_server(settings)
    try:
        place = server.place
        yield check_disk(place.folder)
        major = server.programs.major_version()
        yield Diagnosis.ok("programs", f"PostgreSQL {major} in {server.programs.folder}, run as {place.account.name}")
        yield from check_data(server, major)
    except ServerError as error:
        yield Diagnosis.fault("server", str(error), "fix that and run `benchsight up`")


def check_home(home: Path) -> Diagnosis:
    """Check that BenchSight's own folder can be written or created."""
    nearest = next(folder for folder in (home, *home.parents) if folder.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return Diagnosis.ok("home", str(home))
    return Diagnosis.fault("home", f"{nearest} cannot be written", "fix its permissions, or set BENCHSIGHT_HOME")


def check_disk(folder: Path) -> Diagnosis:
    """Check that there is room for a database."""
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = disk_usage(nearest).free
    message, remedy = f"{free / 1e9:.1f} GB free on the disk of {folder}", "free some space, or set BENCHSIGHT_HOME"
    if free < LEAST_BYTES:
        return Diagnosis.fault("disk", message, remedy)
    if free < ENOUGH_BYTES:
        return Diagnosis.warning("disk", message, remedy)
    return Diagnosis.ok("disk", message)


def check_data(server: EmbeddedServer, major: int) -> Iterator[Diagnosis]:
    """Check that the data folder is complete, fits the programs, and runs or could run."""
    place = server.place
    if place.moved:
        yield Diagnosis.warning(
            "data",
            f"the database is in {place.folder}: user {place.account.name} cannot get to {server.home}",
            "nothing needs to be done; to have it elsewhere, set BENCHSIGHT_HOME to a folder that everyone may enter",
        )
    if not place.data.exists():
        yield Diagnosis.ok("server", "no database yet; `benchsight up` makes it")
        return
    if not is_cluster(place.data):
        yield Diagnosis.warning("data", f"{place.data} holds no whole database", REPAIR)
        return
    made_by = (place.data / "PG_VERSION").read_text().strip()
    if made_by != str(major):
        remedy = "move the folder away and load and build again, or set BENCHSIGHT_PG_BIN to programs of that version"
        yield Diagnosis.fault(
            "data", f"{place.data} was made by PostgreSQL {made_by}, the programs are {major}", remedy
        )
    if not place.password_file.exists():
        yield Diagnosis.warning("password", f"{place.password_file} is missing", REPAIR)
    elif place.password_file.stat().st_mode & 0o077:
        remedy = f"chmod 600 {place.password_file}"
        yield Diagnosis.warning("password", f"{place.password_file} can be read by others", remedy)
    yield from check_process(server)


def check_process(server: EmbeddedServer) -> Iterator[Diagnosis]:
    """Check whether the server runs, and if not, what prevents it."""
    place, postmaster = server.place, server.running()
    if postmaster is not None:
        state = "runs" if postmaster.ready else "is starting or stopping"
        yield Diagnosis.ok("server", f"{state} as process {postmaster.pid} on port {postmaster.port}")
        return
    if (place.data / "postmaster.pid").exists():
        yield Diagnosis.warning("server", "a crash left postmaster.pid, and no server runs", REPAIR)
    else:
        yield Diagnosis.ok("server", "does not run; any command starts it")
    port = last_port(place)
    if port is not None and not is_free(port):
        remedy = "nothing needs to be done: the next start takes another port; URLs noted elsewhere change"
        yield Diagnosis.warning("port", f"port {port} has been taken by another program", remedy)
