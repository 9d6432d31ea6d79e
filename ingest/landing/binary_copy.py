"""Rows as binary COPY takes them: by psycopg, except for numbers, which it would need as decimals."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from struct import Struct
from typing import Any

from psycopg import Copy, Cursor
from psycopg.adapt import Dumper
from psycopg.pq import Format
from psycopg.types.numeric import DecimalBinaryDumper

from ingest.contract.columns import MOST_DIGITS
from ingest.contract.convert import MOST_REMEMBERED

STEPS = 10**MOST_DIGITS
"""Base of the digits of PostgreSQL's numeric, and the steps to a whole number of the finest float."""

NEGATIVE = 0x4000
_two_digits = Struct("!hhHhhh").pack  # count, power of the first, sign, digits behind the point; the two digits


class NumberDumper(Dumper):
    """Makes the binary form of floats and decimals; files repeat many."""

    format = Format.BINARY
    oid = DecimalBinaryDumper.oid

    def dump(self, number: Any) -> bytes:
        """Return the form of a decimal, or of a float with few digits behind the point."""
        return _numeric(number)


def write_rows(cursor: Cursor[Any], copy: Copy, types: Iterable[str], columns: Iterable[Sequence[Any]]) -> None:
    """Write rows, given as columns of these types, to a binary COPY of this cursor."""
    cursor.adapters.register_dumper(None, NumberDumper)
    copy.set_types([*types])
    for row in zip(*columns, strict=True):
        copy.write_row(row)


@lru_cache(MOST_REMEMBERED)
def _numeric(number: float | Decimal) -> bytes:
    if isinstance(number, float):
        steps = round(number * STEPS)
        whole, rest = divmod(abs(steps), STEPS)
        if whole < STEPS:
            return _two_digits(2, 0, NEGATIVE if steps < 0 else 0, MOST_DIGITS, whole, rest)
        number = Decimal(str(number))
    return bytes(DecimalBinaryDumper(Decimal).dump(number) or b"")
