"""Files of an export: written with a running checksum, read back as CSV for COPY."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

CHUNK = 1 << 20


class ChecksumFile(io.RawIOBase):
    """A new file that counts and hashes what is written to it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = path.open("xb")
        self._digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, data: object) -> int:
        """Write all of ``data`` (bytes-like); how many bytes that were."""
        view = memoryview(data).cast("B")  # type: ignore[arg-type]  # any buffer, for which 3.11 has no type
        self._file.write(view)
        self._digest.update(view)
        self.size += len(view)
        return len(view)

    def tell(self) -> int:
        """Return the position of the next byte."""
        return self.size

    def close(self) -> None:
        """Close the file."""
        if not self._file.closed:
            self._file.close()
        super().close()

    @property
    def sha256(self) -> str:
        """Checksum of what was written, in hex."""
        return self._digest.hexdigest()


def file_sha256(path: Path) -> str:
    """Checksum of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def chunks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file, a megabyte at a time."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
