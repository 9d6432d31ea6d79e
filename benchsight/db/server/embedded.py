"""The embedded server of one BENCHSIGHT_HOME: start, stop, and where to connect."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from benchsight.db.server.cluster import SUPERUSER, prepare_cluster, set_password
from benchsight.db.server.launch import HOST, START_SECONDS, launch
from benchsight.db.server.place import Place, find_place, make_folder
from benchsight.db.server.processes import Postmaster, end_orphans, find_postmaster
from benchsight.db.server.programs import Programs, find_programs
from benchsight.errors import Busy, ServerError


class EmbeddedServer:
    """PostgreSQL on 127.0.0.1 with its files below ``home``; nothing happens until it is started."""

    def __init__(self, home: Path, programs: Path | None = None, user: str | None = None) -> None:
        self.home = home
        self._wanted_programs = programs
        self._wanted_user = user

    @cached_property
    def place(self) -> Place:
        """The folder and account of the server's files. Raises ServerError if there is no place for them."""
        return find_place(self.home, self._wanted_user)

    @cached_property
    def programs(self) -> Programs:
        """The programs that make and run the server. Raises ServerError if there are none."""
        return find_programs(self.place, self._wanted_programs)

    def running(self) -> Postmaster | None:
        """Return the main process if the server runs, else None."""
        return find_postmaster(self.place.data)

    def start(self) -> list[str]:
        """Start the server unless it runs; returns what had to be repaired, one line each.

        Raises ServerError if it does not start, Busy if another process has been starting it for minutes.
        """
        if self._is_usable():
            return []
        with self._lock():
            return [] if self._is_usable() else self._start()

    def stop(self) -> bool:
        """Stop the server; False if it did not run. Sessions that are open end, their transactions roll back."""
        if self.running() is None:
            return False
        with self._lock():
            return self._stop()

    def reset_password(self) -> None:
        """Set a new password, for a password file that no longer fits; the server restarts."""
        with self._lock():
            self._stop()
            set_password(self.place, self.programs)
            self._start()

    def url(self, database: str) -> str:
        """Return URL of a database on the running server, with the password. Raises ServerError if it does not run."""
        postmaster = self.running()
        if postmaster is None:
            raise ServerError("the embedded server does not run: start it with `benchsight up`")
        try:
            password = self.place.password_file.read_text()
        except OSError as error:
            raise ServerError(f"cannot read {self.place.password_file}: {error.strerror}") from error
        return (
            f"postgresql://{SUPERUSER}:{quote(password, safe='')}@{HOST}:{postmaster.port}/{quote(database, safe='')}"
        )

    def _is_usable(self) -> bool:
        postmaster = self.running()
        return postmaster is not None and postmaster.ready and self.place.password_file.exists()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Hold the lock of starts, stops and repairs."""
        make_folder(self.home, 0o755)
        try:
            with FileLock(self.home / "server.lock", timeout=2 * START_SECONDS):
                yield
        except Timeout as error:
            raise Busy(f"another process holds {self.home / 'server.lock'}: wait for it to end, or end it") from error
        except PermissionError as error:
            raise ServerError(
                f"{error.filename} may not be written: run as its owner, or set BENCHSIGHT_HOME"
            ) from error

    def _start(self) -> list[str]:
        if (postmaster := self.running()) is not None:
            if self.place.password_file.exists() and self._becomes_ready(postmaster):
                return []
            self._stop()
        self.place.make()
        repaired = self._clear_crash()
        repaired += prepare_cluster(self.place, self.programs)
        launch(self.place, self.programs)
        return repaired

    def _becomes_ready(self, postmaster: Postmaster) -> bool:
        """Wait for a server that is on its way up (False if it goes away instead)."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if (now := self.running()) is None or now.pid != postmaster.pid:
                return False
            if now.ready:
                return True
            time.sleep(0.1)
        raise ServerError(
            f"the server (pid {postmaster.pid}) is not ready after {START_SECONDS} s: see {self.place.log}"
        )

    def _clear_crash(self) -> list[str]:
        """Remove what a crash left that keeps a server from starting: orphans, and a pid file of no server."""
        repaired = []
        if ended := end_orphans(self.place.data):
            repaired.append(f"a killed server left {ended} processes: ended")
        pid_file = self.place.data / "postmaster.pid"
        if pid_file.exists():
            pid_file.unlink()
            repaired.append("a crash left postmaster.pid: removed")
        return repaired

    def _stop(self) -> bool:
        if self.running() is None:
            return False
        self.programs.run("pg_ctl", "stop", "-D", self.place.data, "-m", "fast", "-w", "-t", "60", seconds=70)
        return True
