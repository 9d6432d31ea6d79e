"""The page of NULL columns says of each column whether it is there, whether it varies, and what it needs."""

import psycopg
import pytest

from benchsight.catalog.null_columns import Dataset, Filling, fillings, page
from benchsight.catalog.statistics import GAME_TABLES, Statistic


@pytest.mark.parametrize(
    ("filling", "shown"),
    [
        (Filling(4, 4, 3, "0"), "·"),
        (Filling(4, 0, 0, None), "NULL"),
        (Filling(0, 0, 0, None), "NULL"),
        (Filling(4, 4, 1, "0"), "always 0"),
        (Filling(4, 3, 2, "0"), "NULL in 25 %"),
        (Filling(4, 1, 1, "7"), "NULL in 75 %, always 7"),
        (Filling(1000, 999, 2, "0"), "·"),
    ],
)
def test_a_filling_is_a_few_words(filling: Filling, shown: str) -> None:
    assert str(filling) == shown


def statistic(table: str, column: str, needs: str = "", denominator: str = "") -> Statistic:
    """A statistic with a need and a denominator."""
    return Statistic(
        table, column, "shots", "integer", "count", "", "", denominator, needs, "", "", "0", "", "", "", ""
    )


@pytest.fixture
def built(database_url: str) -> str:
    """URL of a database with all tables of games, two rows in each."""
    with psycopg.connect(database_url) as connection:
        for table in GAME_TABLES:
            connection.execute(f"create table public.{table} (goals int, hits int, rate int)".encode())
            connection.execute(f"insert into public.{table} values (1, null, 5), (2, null, null)".encode())
    return database_url


def test_columns_are_counted_in_the_database(built: str) -> None:
    table = next(iter(GAME_TABLES))
    assert fillings(built, table, ["goals", "hits", "rate"]) == {
        "goals": Filling(2, 2, 2, "1"),
        "hits": Filling(2, 0, 0, None),
        "rate": Filling(2, 1, 1, "5"),
    }


def test_the_page_lists_what_is_not_filled_with_what_it_needs(built: str) -> None:
    catalog = [
        row
        for table in GAME_TABLES
        for row in (
            statistic(table, "goals"),
            statistic(table, "hits", needs="hits"),
            statistic(table, "rate", denominator="toi_seconds"),
        )
    ]
    text = page([Dataset("a league", built)], catalog)
    assert "| column | a league | needs |" in text
    assert "| `hits` | NULL | hits |" in text
    assert "| `rate` | NULL in 50 %, always 5 | a denominator: toi_seconds |" in text
    assert "`goals`" not in text
    assert text.count("3 statistics, 1 of them filled and varying on all of it.") == len(GAME_TABLES)
