"""Rows of the whole league that are kept."""

from threading import Barrier, Thread

import pytest

from benchsight.site.league_rows import MOST_SEASONS, Shelf


def test_rows_are_read_once_for_a_version() -> None:
    """Equal requests at once read once; another version reads again."""
    shelf, reads, barrier = Shelf(), [], Barrier(4)

    def ask() -> None:
        barrier.wait()
        shelf.get(("1", "query", "S", "regular"), lambda: reads.append(1) or [{"a": 1}])  # type: ignore[func-returns-value]

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reads) == 1
    assert shelf.get(("2", "query", "S", "regular"), lambda: [{"a": 2}]) == [{"a": 2}]


def test_the_least_recently_used_go_first() -> None:
    """No more than so many are kept."""
    shelf = Shelf()
    for number in range(MOST_SEASONS + 1):
        shelf.get((str(number), "query", "S", "regular"), list)
    assert len(shelf.rows) == MOST_SEASONS
    assert ("0", "query", "S", "regular") not in shelf.rows


def test_a_failed_read_is_not_kept() -> None:
    """The next request reads again."""
    shelf, key = Shelf(), ("1", "query", "S", "regular")
    with pytest.raises(KeyError):
        shelf.get(key, lambda: [{"a": {"b": 1}["missing"]}])
    assert shelf.get(key, lambda: [{"a": 1}]) == [{"a": 1}]
