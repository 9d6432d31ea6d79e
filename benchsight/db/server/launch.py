"""Starts the server's main process, with its settings, on a port that is free."""

import socket
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage

from benchsight.db.server.place import Place, write_file
from benchsight.db.server.programs import Programs
from benchsight.errors import ServerError

HOST = "127.0.0.1"
START_SECONDS = 120
LOG_BYTES = 10_000_000
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "''",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "2GB",
    "wal_level": "minimal",  # no standby follows; a table made and filled in one transaction is written once
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


def launch(place: Place, programs: Programs) -> None:
    """Start the server on the port it had last, else on a free one, and remember the port.

    Raises ServerError with what the server said if it does not start.
    """
    _rotate(place.log)
    for port in _candidate_ports(place):
        written = place.log.stat().st_size if place.log.exists() else 0
        try:
            _start(place, programs, port)
        except ServerError as error:
            said = place.log.read_bytes()[written:].decode(errors="replace") if place.log.exists() else ""
            if "Address already in use" in said:
                continue
            fatal = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line]
            reason = fatal[-1] if fatal else error
            raise ServerError(f"the server does not start: {reason}; see {place.log}") from error
        write_file(place.port_file, str(port), 0o644)
        return
    raise ServerError(f"every port tried on {HOST} was taken by another program at once: try again")


def _start(place: Place, programs: Programs, port: int) -> None:
    options = " ".join(f"-c {name}={value}" for name, value in _settings(port).items())
    files, wait = ("-D", place.data, "-l", place.log), ("-w", "-t", str(START_SECONDS))
    programs.run("pg_ctl", "start", *files, "-o", options, *wait, seconds=START_SECONDS + 10)


def _settings(port: int) -> dict[str, str]:
    settings = SETTINGS | {"port": str(port)}
    shared_memory = Path("/dev/shm")  # nosec B108 # nothing is written there
    if shared_memory.is_dir() and disk_usage(shared_memory).total < 1_000_000_000:
        # A container's 64 MB do not hold one parallel hash join; files in the data folder do.
        settings["dynamic_shared_memory_type"] = "mmap"
    return settings


def last_port(place: Place) -> int | None:
    """Return the port the server had when it last started; None if it never did."""
    try:
        return int(place.port_file.read_text())
    except (FileNotFoundError, ValueError):
        return None


def _candidate_ports(place: Place) -> Iterator[int]:
    """Yield the last port if it is free, then free ports of the system."""
    last = last_port(place)
    if last is not None and is_free(last):
        yield last
    for _ in range(5):
        yield _free_port()


def is_free(port: int) -> bool:
    """Return whether the port is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as PostgreSQL binds: past closed connections
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
