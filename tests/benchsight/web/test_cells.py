"""Values as text."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from benchsight.web.cells import cell


@pytest.mark.parametrize(
    ("value", "format", "expected"),
    [
        (None, "0", "\N{EN DASH}"),
        (0, "0", "0"),
        (3, "+0", "+3"),
        (0, "+0", "0"),
        (-3, "+0", "-3"),
        (Decimal("0.125"), "0.00", "0.13"),
        (Decimal("-0.001"), "0.00", "0.00"),
        (Decimal("52.25"), "0.0%", "52.3"),
        (75, "m:ss", "1:15"),
        (-75, "m:ss", "-1:15"),
        (3600, "m:ss", "60:00"),
        (Decimal("59.5"), "m:ss", "1:00"),
        (True, "flag", "yes"),
        (date(2026, 11, 28), "date", "2026-11-28"),
        (datetime(2026, 11, 28, 20, 5, tzinfo=UTC), "text", "2026-11-28 20:05"),
        ("<b>", "text", "<b>"),
    ],
)
def test_a_value_has_the_format_of_its_column(value: Any, format: str, expected: str) -> None:
    """Half rounds up, zero has no sign, and unknown is a dash."""
    assert cell(value, format) == expected
