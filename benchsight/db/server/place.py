"""The place of the server's files: below BENCHSIGHT_HOME, or elsewhere if the server's account cannot get there."""

import hashlib
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchsight.db.server.account import Account, choose_account
from benchsight.errors import ServerError

MARK = "database-elsewhere"  # in BENCHSIGHT_HOME: the place that this checkout knows of
OURS = ("data", "password", "port", "programs-*")


@dataclass(frozen=True)
class Place:
    """The folder of one server's files and the account that runs it; ``moved`` if it is not below BENCHSIGHT_HOME."""

    folder: Path
    account: Account
    moved: bool

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The log of the server; in the data folder, since the server's account must be able to write it."""
        return self.data / "server.log"

    @property
    def password_file(self) -> Path:
        """The file with the password of the superuser; readable by its owner alone."""
        return self.folder / "password"

    @property
    def port_file(self) -> Path:
        """The file with the last port of the server, so that URLs stay valid from start to start."""
        return self.folder / "port"

    def make(self) -> None:
        """Make the folder, open for the server's account to pass through."""
        make_folder(self.folder, 0o711 if self.account.switches else 0o700)


def find_place(home: Path, wanted_user: str | None) -> Place:
    """Return the place of the server of ``home``: where its data already is, else the first that its account can reach.

    Raises ServerError where there is none.
    """
    folders = [home / "postgres"]
    if os.geteuid() == 0:
        # Only root needs another place: others run the server as themselves and reach what they can write.
        name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
        folders += [Path("/var/lib/benchsight") / name, Path(tempfile.gettempdir()) / f"benchsight-{name}"]
    try:
        places = [
            Place(folder, choose_account(folder / "data", wanted_user), moved=folder != folders[0])
            for folder in folders
            if not folder.exists() or _is_trusted(folder)
        ]
        with_data = (place for place in places if place.data.exists())
        reachable = (place for place in places if _is_reachable(place))
        found = next(with_data, None) or next(reachable, None)
    except PermissionError as error:
        raise ServerError(f"{error.filename} may not be entered: run as its owner, or set BENCHSIGHT_HOME") from error
    if found is None:
        raise ServerError(
            "PostgreSQL refuses to run as root, and an unprivileged user can reach none of "
            f"{', '.join(str(f) for f in folders)}: set BENCHSIGHT_HOME to a folder that everyone may enter"
        )
    return found


def _is_reachable(place: Place) -> bool:
    """Return whether the account can get to the folder: to it if it exists, else to the nearest parent that does."""
    if not place.account.switches:
        return True
    nearest = next(f for f in (place.folder, *place.folder.parents) if f.exists())
    return os.access(nearest, os.W_OK) and place.account.can_enter(nearest)


def _is_trusted(folder: Path) -> bool:
    """Return whether no other user can have made the folder: it is ours, or (for root) that of its parent's owner."""
    return not folder.is_symlink() and folder.stat().st_uid in (os.geteuid(), folder.parent.stat().st_uid)


def make_folder(folder: Path, mode: int) -> None:
    """Make a folder and its missing parents; the mode of one that is there already is left alone."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        make_folder(folder.parent, 0o755)
    try:
        folder.mkdir()
    except FileExistsError:  # made by another process a moment ago
        return
    except OSError as error:
        raise ServerError(f"cannot make the folder {folder}: {error.strerror}") from error
    folder.chmod(mode)


def write_file(path: Path, text: str, mode: int) -> None:
    """Write a small file whole or not at all; it belongs to the owner of its folder."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        if os.geteuid() == 0:
            owner = path.parent.stat()
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
    unfinished.replace(path)


@dataclass(frozen=True)
class Age:
    """The times at which a data folder was made and last written."""

    made_at: datetime
    used_at: datetime

    def __str__(self) -> str:
        """Both days, in words."""
        return f"made {self.made_at:%Y-%m-%d}, last used {self.used_at:%Y-%m-%d}"


def data_age(data: Path) -> Age | None:
    """Return the age of a data folder; None where there is none."""
    try:
        made, used = ((data / name).stat().st_mtime for name in ("PG_VERSION", "global/pg_control"))
    except OSError:
        return None
    return Age(datetime.fromtimestamp(made, UTC), datetime.fromtimestamp(used, UTC))


def is_found_again(home: Path, place: Place) -> bool:
    """Return whether there is a database outside the checkout that an earlier one at the same path made."""
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
