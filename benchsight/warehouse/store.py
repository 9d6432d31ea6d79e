"""The folder or object store that holds a warehouse."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchsight.db.settings import load_settings
from benchsight.warehouse.errors import WarehouseError

VARIABLE = "BENCHSIGHT_WAREHOUSE"


class Store:
    """Files below ``url``: a folder, or a path that fsspec knows, such as memory://, s3:// or gs://.

    Raises WarehouseError for a place that cannot be reached, read or written.
    """

    def __init__(self, url: str) -> None:
        import fsspec

        with _explained(url):
            self.filesystem, root = fsspec.core.url_to_fs(url)
        self.root = str(root).rstrip("/")
        protocols = self.filesystem.protocol
        self.protocol: str = protocols if isinstance(protocols, str) else protocols[0]
        self.is_local = self.protocol in ("file", "local")
        self.url: str = self.root if self.is_local else self.filesystem.unstrip_protocol(self.root)

    def address(self, path: str) -> str:
        """Return where a file is, as DuckDB names it."""
        return f"{self.url}/{path}"

    def read(self, path: str) -> bytes | None:
        """Return a file's content, None where it is not there."""
        with _explained(self.url):
            try:
                return bytes(self.filesystem.cat_file(self._full(path)))
            except FileNotFoundError:
                return None

    def exists(self, path: str) -> bool:
        """Return whether a file is there."""
        with _explained(self.url):
            return bool(self.filesystem.exists(self._full(path)))

    def put(self, local: Path, path: str) -> None:
        """Copy a local file here; a half of it is never under its name in a folder."""
        full = self._full(path)
        with _explained(self.url):
            if not self.is_local:
                self.filesystem.put_file(str(local), full)
                return
            Path(full).parent.mkdir(parents=True, exist_ok=True)
            beside = f"{full}.{uuid4().hex[:8]}"
            self.filesystem.put_file(str(local), beside)
            _replace(beside, full)

    def swap(self, path: str, content: bytes) -> None:
        """Replace a file in one step."""
        full = self._full(path)
        with _explained(self.url):
            if not self.is_local:
                self.filesystem.pipe_file(full, content)
                return
            Path(full).parent.mkdir(parents=True, exist_ok=True)
            beside = Path(f"{full}.{uuid4().hex[:8]}")
            beside.write_bytes(content)
            _replace(str(beside), full)

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        with _explained(self.url):
            try:
                self.filesystem.rm_file(self._full(path))
            except FileNotFoundError:
                return
            if self.is_local:
                _remove_empty(Path(self._full(path)).parent, Path(self.root))

    def names(self, folder: str) -> list[str]:
        """Return the paths of the files right below a folder."""
        full = self._full(folder)
        with _explained(self.url):
            try:
                found = self.filesystem.ls(full, detail=False)
            except FileNotFoundError:
                return []
        return [f"{folder}/{str(name).rstrip('/').rsplit('/', 1)[-1]}" for name in found]

    def open(self, path: str) -> Any:
        """Open a file to read bytes; the caller closes it."""
        with _explained(self.url):
            return self.filesystem.open(self._full(path), "rb")

    def _full(self, path: str) -> str:
        return f"{self.root}/{path}"


def configured_store(url: str | None = None) -> Store:
    """Return the store of ``url``, else of BENCHSIGHT_WAREHOUSE, else the folder ``warehouse`` of our home."""
    return Store(url or os.environ.get(VARIABLE) or str(load_settings().home / "warehouse"))


def _replace(beside: str, full: str) -> None:
    with open(beside, "rb") as file:
        os.fsync(file.fileno())  # else a crash could leave the name without the content
    os.replace(beside, full)


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and root in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


@contextmanager
def _explained(url: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except ImportError as error:
        raise WarehouseError(f"{url}: its protocol needs another package: {error}") from error
    except (OSError, ValueError) as error:
        raise WarehouseError(f"the warehouse {url} cannot be reached: {error}") from error
