"""What the spool keeps, and what it does not trust."""

from pathlib import Path

import pytest

from ingest.contract.checked import CheckedRows
from ingest.contract.tables import TABLES
from ingest.runs.spool import Spool, SpoolError, entry_key


def test_rows_beyond_the_room_in_memory_are_written_and_read_back(tmp_path: Path) -> None:
    spool = Spool[str, list[int]](tmp_path / "run", 3)
    spool.put("a", "info of a", [1, 2], 2)
    spool.put("b", "info of b", [3, 4], 2)
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == ["a.info", "b.info", "b.rows"]
    assert [(spool.info(key), spool.body(key)) for key in "ab"] == [("info of a", [1, 2]), ("info of b", [3, 4])]


def test_what_was_dropped_leaves_room_for_others(tmp_path: Path) -> None:
    spool = Spool[str, list[int]](tmp_path, 2)
    spool.put("a", "", [1, 2], 2)
    spool.drop("a")
    assert spool.body("a") is None
    spool.put("b", "", [3, 4], 2)
    assert not (tmp_path / "b.rows").exists()
    spool.drop("nothing")


def test_a_table_of_the_contract_comes_back_as_itself(tmp_path: Path) -> None:
    table = TABLES["staging_events"]
    Spool[str, CheckedRows](tmp_path, 0).put("a", "", CheckedRows.empty(table, "a.csv"), 0)
    Spool[str, CheckedRows](tmp_path, -1).put("b", "", CheckedRows.empty(table, "b.csv"), 0)
    found = Spool[str, CheckedRows](tmp_path, 0).body("b")
    assert found is not None
    assert found.table is table


@pytest.mark.parametrize("content", [b"", b"short", bytes(200)])
def test_damaged_content_is_not_there(tmp_path: Path, content: bytes) -> None:
    Spool[str, str](tmp_path, 0).put("a", "info", "body", 1)
    for path in tmp_path.iterdir():
        path.write_bytes(content)
    again = Spool[str, str](tmp_path, 0)
    assert (again.info("a"), again.body("a")) == (None, None)


def test_another_content_or_selection_or_file_has_another_key() -> None:
    keys = {entry_key(*parts) for parts in (("a", "1", "x"), ("b", "1", "x"), ("a", "2", "x"), ("a", "1", "y"))}
    assert len(keys) == 4


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SpoolError, match=r"cannot write to .*/file/run: Not a directory"):
        Spool[str, str](tmp_path / "file" / "run", 0).put("a", "", "", 1)


def test_a_temporary_folder_is_made_when_it_is_needed_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    spool = Spool[str, str](None, 0)
    assert list(tmp_path.iterdir()) == []
    spool.put("a", "info", "body", 1)
    (folder,) = tmp_path.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    spool.remove()
    assert list(tmp_path.iterdir()) == []
