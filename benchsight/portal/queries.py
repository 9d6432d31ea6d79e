"""Filters in the address of a page of the portal."""

from collections.abc import Collection


def number_of(value: str | None) -> int | None:
    """Return a whole number that fits a game or an offset; None for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else None


def one_of(value: str | None, choices: Collection[str]) -> str | None:
    """Return a value that is among the choices; None for anything else."""
    return value if value in choices else None
