"""A folder on a disk that is full: a small file system where that can be made, else one that takes no files."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

BLOCK = 4096
BLOCKS = 64


@contextmanager
def full_disk(folder: Path, rng: Random) -> Iterator[None]:
    """Within it, the folder's disk has room for a few small files, or for none."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={BLOCK * BLOCKS}", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        yield from _closed(folder)
        return
    filler = folder / "filler"
    filler.write_bytes(bytes(BLOCK * (BLOCKS - rng.randint(1, 5))))
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def _closed(folder: Path) -> Iterator[None]:
    """Nobody may write there: another reason, the same end."""
    mode = folder.stat().st_mode
    os.chmod(folder, 0o500)
    try:
        yield
    finally:
        os.chmod(folder, mode)
