"""The operating system's user that runs the server: ourselves, or as root an unprivileged one."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchsight.errors import ServerError

# The environment of server programs: no PG* variable, no locale, no HOME that they cannot read.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}


@dataclass(frozen=True)
class Account:
    """A user that may run the server; ``switches`` where that is not the user we are."""

    uid: int
    gid: int
    name: str
    switches: bool

    def run(
        self, arguments: Sequence[str | Path], text_in: str | None = None, seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end as this account; stdout holds both its streams, whatever the exit code.

        Raises ServerError where the program cannot be run at all or takes longer than ``seconds``.
        """
        try:
            return subprocess.run(
                [str(argument) for argument in arguments],
                input=text_in or "",
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=seconds,
                env=ENVIRONMENT,
                cwd="/",
                umask=0o077,
                user=self.uid if self.switches else None,
                group=self.gid if self.switches else None,
                extra_groups=[] if self.switches else None,
            )
        except subprocess.TimeoutExpired as error:
            raise ServerError(f"{arguments[0]} did not end within {seconds:.0f} s") from error
        except OSError as error:
            raise ServerError(f"cannot run {arguments[0]} as user {self.name}: {error.strerror or error}") from error

    def can_run(self, program: Path) -> bool:
        """Return whether this account may run the program (it can reach it, and the disk allows it)."""
        try:
            return self.run([program, "--version"]).returncode == 0
        except ServerError:
            return False

    def can_enter(self, folder: Path) -> bool:
        """Return whether this account may pass through the folder, as the system sees it."""
        return not self.switches or self.run(["/usr/bin/env", "test", "-x", folder]).returncode == 0


def choose_account(data: Path, wanted: str | None) -> Account:
    """Return the account for a data folder: ourselves; as root its owner, else ``wanted``, else postgres or nobody.

    Raises ServerError if the data folder belongs to another user, or there is no such user.
    """
    uid = os.geteuid()
    owner = data.stat().st_uid if data.exists() else uid
    if uid != 0:
        if owner not in (None, uid):
            raise ServerError(
                f"{data} belongs to user {_name(owner)}: run as that user or root, or set BENCHSIGHT_HOME"
            )
        return Account(uid, os.getegid(), _name(uid), switches=False)
    if owner != uid:
        return _account_to_become(_name(owner), f"{data} belongs to")
    if wanted:
        return _account_to_become(wanted, "BENCHSIGHT_SERVER_USER names")
    return _account_to_become(
        "postgres" if _exists("postgres") else "nobody", "PostgreSQL refuses to run as root and needs"
    )


def _account_to_become(name: str, why: str) -> Account:
    if not _exists(name) or (entry := pwd.getpwnam(name)).pw_uid == 0:
        raise ServerError(f"{why} user {name}, which is root or does not exist here: set BENCHSIGHT_SERVER_USER")
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name, switches=True)


def _exists(name: str) -> bool:
    return any(entry.pw_name == name for entry in pwd.getpwall())


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
