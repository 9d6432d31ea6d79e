"""Versions logged with a run: of the loader, of the staging contract, and of the files loaded."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ingest.contract.tables import TABLES

DIGITS = 16


@cache
def code_version() -> str:
    """Return a hash (16 hex digits) of the loader's source."""
    folder = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:DIGITS]


@cache
def contract_version() -> str:
    """Return a hash (8 hex digits) of the columns and types of the staging tables."""
    columns = {table.name: {name: each.postgres for name, each in table.columns.items()} for table in TABLES.values()}
    return hashlib.sha256(repr(columns).encode()).hexdigest()[:8]


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex; raise OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def payload_version(hashes: Iterable[str]) -> str:
    """Return the contract's version and one hash of the content of files, in any order."""
    known = sorted(hashes)
    content = known[0] if len(known) == 1 else hashlib.sha256("".join(known).encode()).hexdigest()
    return f"{contract_version()}-{content[:DIGITS]}"
