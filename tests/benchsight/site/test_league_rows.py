"""Rows of the whole league that are kept."""

from threading import Barrier, Thread

import psycopg
import pytest

from benchsight.site.league_rows import MOST_SEASONS, LeagueRows, Shelf
from benchsight.web.reader import PageReader, Row

KEY = ("query", "S", "regular", ())


def test_rows_are_read_once_for_a_version() -> None:
    """Equal requests at once read once; another version reads again."""
    shelf, reads, barrier = Shelf(), list[int](), Barrier(4)

    def read() -> list[Row]:
        reads.append(1)
        return [{"a": 1}]

    def ask() -> None:
        barrier.wait()
        shelf.get(("1", *KEY), read)

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reads) == 1
    assert shelf.get(("2", *KEY), lambda: [{"a": 2}]) == [{"a": 2}]


def test_the_least_recently_used_go_first() -> None:
    """No more than so many are kept."""
    shelf = Shelf()
    for number in range(MOST_SEASONS + 1):
        shelf.get((str(number), *KEY), list)
    assert len(shelf.rows) == MOST_SEASONS
    assert ("0", *KEY) not in shelf.rows


def test_a_failed_read_is_not_kept() -> None:
    """The next request reads again."""
    shelf, key = Shelf(), ("1", *KEY)
    with pytest.raises(KeyError):
        shelf.get(key, lambda: [{"a": {"b": 1}["missing"]}])
    assert shelf.get(key, lambda: [{"a": 1}]) == [{"a": 1}]


def test_each_set_of_parameters_has_rows_of_its_own(connection: psycopg.Connection) -> None:
    """Rows of one team are no other's."""
    league, reader = LeagueRows(Shelf(), "1"), PageReader(connection)
    for team in ("A", "B", None, "A"):
        rows = league.read(reader, "select %(team)s::text as team", "S", "regular", team=team)
        assert rows == [{"team": team}]
    assert len(reader.spent) == 3
