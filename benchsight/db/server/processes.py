"""Processes of a data folder: its server, and what a crash left of one."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchsight.errors import ServerError


@dataclass(frozen=True)
class Postmaster:
    """The main process of a running server; ``ready`` once it accepts connections."""

    pid: int
    port: int
    started_at: float
    ready: bool


def find_postmaster(data: Path) -> Postmaster | None:
    """Return the server that runs on a data folder, or None, also for a stale pid file or one copied from elsewhere."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid, port, started_at = int(lines[0]), int(lines[3]), float(lines[2])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    except PermissionError as error:
        raise ServerError(f"{data} may not be read: run as its owner or root, or set BENCHSIGHT_HOME") from error
    if not _serves(pid, data):
        return None
    return Postmaster(pid, port, started_at, ready=len(lines) > 7 and lines[7].strip() == "ready")


def _serves(pid: int, data: Path) -> bool:
    """Return whether the process is a PostgreSQL that works in the data folder (each of them does, all its life)."""
    try:
        process = psutil.Process(pid)
        return process.name().startswith("postgres") and os.path.samefile(process.cwd(), data)
    except (psutil.Error, OSError):
        return False


def end_orphans(data: Path) -> int:
    """End the processes that a killed server left on a data folder; return their number.

    A server does not start beside them. They hold nothing that is not in the write-ahead log.
    """
    orphans = [process for process in psutil.process_iter(["name"]) if _serves(process.pid, data)]
    stubborn = orphans
    for end in (psutil.Process.terminate, psutil.Process.kill):
        for process in stubborn:
            with suppress(psutil.NoSuchProcess):  # it ended by itself, or with its parent
                end(process)
        _, stubborn = psutil.wait_procs(stubborn, timeout=5)
    return len(orphans)
