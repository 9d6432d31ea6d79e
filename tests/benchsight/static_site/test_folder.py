"""The folder of a static site."""

from pathlib import Path

import pytest

from benchsight.errors import Busy
from benchsight.static_site.folder import NotOurs, opened


def put(folder: Path, files: dict[str, str]) -> tuple[int, int, int]:
    """Write a version of a site; how many files were written, unchanged, removed."""
    with opened(folder) as target:
        for name, content in files.items():
            target.add(name, content.encode())
        changes = target.swap()
    return changes.written, changes.unchanged, changes.removed


def test_only_what_changed_is_written_and_what_is_gone_is_removed(tmp_path: Path) -> None:
    """Files that stay keep their time; folders that are empty go."""
    assert put(tmp_path, {"a.html": "1", "games/1.html": "1", "games/2.html": "1"}) == (3, 0, 0)
    before = (tmp_path / "a.html").stat().st_mtime_ns
    assert put(tmp_path, {"a.html": "1", "b.html": "1"}) == (1, 1, 2)
    assert (tmp_path / "a.html").stat().st_mtime_ns == before
    assert not (tmp_path / "games").exists() and (tmp_path / "b.html").read_text() == "1"


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """Without our mark it is refused; with it, other files in it stay, and are never replaced."""
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(NotOurs, match="did not write"), opened(tmp_path):
        pass
    site = tmp_path / "site"
    put(site, {"a.html": "1"})
    (site / "CNAME").write_text("league.example.org")
    put(site, {"b.html": "1"})
    assert (site / "CNAME").read_text() == "league.example.org"
    with pytest.raises(NotOurs, match="CNAME"):
        put(site, {"CNAME": "other", "c.html": "1"})
    assert (site / "CNAME").read_text() == "league.example.org" and not (site / "c.html").exists()


def test_a_page_that_was_edited_and_is_gone_now_is_kept(tmp_path: Path) -> None:
    """The edit is somebody's work."""
    put(tmp_path, {"a.html": "1", "b.html": "1"})
    (tmp_path / "a.html").write_text("edited")
    with opened(tmp_path) as target:
        target.add("b.html", b"1")
        assert target.swap().kept == ["a.html"]
    assert (tmp_path / "a.html").read_text() == "edited"


def test_a_run_that_is_interrupted_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    """Nothing is in place before the swap, and the next run begins again."""
    put(tmp_path, {"a.html": "1"})
    with pytest.raises(KeyboardInterrupt), opened(tmp_path) as target:
        target.add("a.html", b"2")
        raise KeyboardInterrupt
    assert (tmp_path / "a.html").read_text() == "1"
    assert put(tmp_path, {"a.html": "2"}) == (1, 0, 0)


def test_two_writers_do_not_mix(tmp_path: Path) -> None:
    """The second is turned away."""
    with opened(tmp_path), pytest.raises(Busy), opened(tmp_path):
        pass
