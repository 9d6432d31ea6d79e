"""What the SQL of a macro says is what its rule says, for any input."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment

from benchsight.simulator import Dressed
from benchsight.simulator.book import situation_of
from benchsight.simulator.records import AWAY, HOME, Formation

MACROS = Path(__file__).resolve().parents[2] / "macros"
COUNTS = st.integers(min_value=0, max_value=5000)
any_input = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def macro(file: str, name: str, *arguments: str) -> str:
    """SQL that a macro yields."""
    module: Any = Environment().from_string(next(MACROS.rglob(file)).read_text(encoding="utf-8")).module
    return str(getattr(module, name)(*arguments))


def value(connection: psycopg.Connection, expression: str, **columns: Any) -> Any:
    """An expression over one row with these columns."""
    row = ", ".join(f"%({name})s as {name}" for name in columns)
    query = f"select {expression} from (select {row}) as stint".encode()
    return connection.execute(query, columns, binary=True).fetchone()[0]  # type: ignore[index]


@pytest.fixture
def reader(connection: psycopg.Connection) -> psycopg.Connection:
    """A connection that cannot write."""
    connection.read_only = True
    return connection


def formation(venue: int, skaters: int, is_net_empty: bool) -> Formation:
    """Players on the ice of a side."""
    players = [Dressed(n, venue, n, "F", 4, f"P{n}", "", False) for n in range(skaters)]
    goalie = None if is_net_empty else Dressed(9, venue, 9, "G", 4, "G", "", False)
    return Formation([*players, *[None] * (6 - skaters)], goalie)


@any_input
@given(st.integers(0, 6), st.integers(0, 6), st.booleans(), st.booleans())
def test_a_situation_is_the_simulators_and_mirrors_that_of_the_other_side(
    reader: psycopg.Connection, home: int, away: int, home_empty: bool, away_empty: bool
) -> None:
    stint = {
        "home_skaters": home,
        "away_skaters": away,
        "is_home_net_empty": home_empty,
        "is_away_net_empty": away_empty,
    }
    ice = (formation(HOME, home, home_empty), formation(AWAY, away, away_empty))
    of_home, of_away = (macro("situations.sql", "situation", venue, "stint") for venue in ("home", "away"))
    assert value(reader, of_home, **stint) == situation_of(ice, HOME)
    assert value(reader, of_away, **stint) == situation_of(ice, AWAY)
    if not (home_empty and away_empty):  # then both sides see the other's net first
        mirrored = macro("situations.sql", "mirrored_situation", f"({of_home})")
        assert value(reader, mirrored, **stint) == situation_of(ice, AWAY)


@any_input
@given(COUNTS, COUNTS)
def test_a_percentage_is_rounded_and_null_only_without_a_denominator(
    reader: psycopg.Connection, part: int, rest: int
) -> None:
    expression = macro("ratios.sql", "pct", "stint.part", "stint.part + stint.rest")
    found = value(reader, expression, part=part, rest=rest)
    if part + rest == 0:
        assert found is None
    else:
        assert found == (Decimal(100 * part) / (part + rest)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@any_input
@given(COUNTS, COUNTS)
def test_a_rate_is_per_3600_seconds_and_null_only_without_ice_time(
    reader: psycopg.Connection, count: int, seconds: int
) -> None:
    found = value(reader, macro("ratios.sql", "per_60", "stint.count", "stint.seconds"), count=count, seconds=seconds)
    if seconds == 0:
        assert found is None
    else:
        assert found == (Decimal(3600 * count) / seconds).quantize(Decimal("0.01"), ROUND_HALF_UP)
