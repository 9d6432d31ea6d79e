"""Which files are read, and which are refused at once."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from ingest.contract.extract import UnknownFormat, UnreadableFile
from ingest.formats import find_files, read_file, unread_files
from ingest.formats.cells.workbook import workbook_date


def test_a_folder_is_searched_for_files_of_known_kinds(tmp_path: Path) -> None:
    names = [
        "b/2.json",
        "b/1.XLSX",
        "a.csv.gz",
        "a.csv",
        "macro.xlsm",
        "notes.md",
        "~$1.xlsx",
        ".hidden/x.csv",
        ".x.csv",
    ]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [path.relative_to(tmp_path).as_posix() for path in find_files([tmp_path])]
    assert found == ["a.csv", "a.csv.gz", "b/1.XLSX", "b/2.json", "macro.xlsm"]


def test_what_a_folder_holds_and_is_not_read_is_listed_with_the_reason(tmp_path: Path) -> None:
    for name in ("a.csv", "video.mp4", "sub/README", ".DS_Store", "~$a.xlsx", ".~lock.a.ods#", "Thumbs.db"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [
        (path.relative_to(tmp_path).as_posix(), reason.partition(" is none of")[0])
        for path, reason in unread_files(tmp_path)
    ]
    assert found == [("sub/README", "not read: a name without ending"), ("video.mp4", "not read: its ending .mp4")]


def test_many_files_of_other_kinds_are_counted(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"photo{number:02}.jpg").touch()
    found = unread_files(tmp_path)
    assert len(found) == 51
    assert found[-1] == (tmp_path, "10 more files of other kinds are not read (10 .jpg)")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_json_is_read_in_other_encodings_that_can_be_converted(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.json"
    path.write_bytes('{"gid": "7", "homeRoster": [{"n": "9", "name": "Zoë"}], "awayRoster": []}'.encode(encoding))
    assert read_file(path).tables["staging_game_rosters"].rows[0]["player_name"] == "Zoë"


def test_json_in_another_encoding_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "roster.json"
    path.write_bytes('{"gid": "7", "homeRoster": [{"n": "9", "name": "Zoë"}]}'.encode("cp1252"))
    with pytest.raises(UnreadableFile, match="save it as UTF-8"):
        read_file(path)


def test_a_named_file_is_read_whatever_its_name_and_each_file_once(tmp_path: Path) -> None:
    named = tmp_path / "save.txt"
    named.touch()
    (tmp_path / "a.csv").touch()
    assert find_files([named, tmp_path, tmp_path / "a.csv"]) == [named, tmp_path / "a.csv"]


def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no such file or folder"):
        find_files([tmp_path / "gone.csv"])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b" \n\n", "the file is empty"),
        ("a.json", b"hello", "not JSON"),
        ("a.json", b'{"events": [', "line 1: not JSON"),
        ("a.json", b'{"events": "\xff"}', "not JSON"),
        ("a.json", b"[" * 100_000, "not JSON"),
        ("a.xlsx", b"game_id,name\n", "not an Excel workbook"),
        ("a.xlsx", b"PK\x03\x04 cut off", "perhaps cut off"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "old format"),
        ("a.csv", b"a,b\x00\x01\x02", "binary content"),
        ("a.csv", b"a" * 200_000, "not CSV"),
        ("a.gz", b"\x1f\x8b\x08 not gzip", "damaged gzip file"),
        ("a.csv", b"player_id,player_first_name,player_last_name\nP1,Jos\x8f,Perez\n", "save it as UTF-8"),
        ("a.csv", b'player_id,player_first_name,player_last_name\nP1,"Ann"x,B\n', "not CSV"),
    ],
)
def test_a_broken_file_says_what_is_wrong(name: str, content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=reason) as raised:
        read_file(path)
    assert str(raised.value).startswith(str(path))
    assert "\n" not in str(raised.value)
    assert not isinstance(raised.value, UnknownFormat)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", b"when,where\n1,2\n"), ("a.json", b'{"hello": 1}'), ("a.json", b"[1, 2]"), ("readme.txt", b"Hello.\n")],
)
def test_a_readable_file_of_no_known_format_is_unknown(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnknownFormat):
        read_file(tmp_path / name)


def test_a_cut_off_gzip_file_is_damaged(tmp_path: Path, pack: Callable[[str, str], Path]) -> None:
    rows = "".join(f"P{number},{os.urandom(8).hex()},B\n" for number in range(5000))
    path = pack("players.csv.gz", f"player_id,player_first_name,player_last_name\n{rows}")
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(UnreadableFile, match="damaged file"):
        read_file(path)


def test_a_packed_export_is_read_like_a_plain_one(tmp_path: Path, pack: Callable[[str, str], Path]) -> None:
    text = json.dumps(
        {"gameId": 7, "events": [{"idx": 0, "period": 1, "type": "Goal", "start_time": "9:00"}], "shifts": []}
    )
    (tmp_path / "plain.json").write_text(text)
    packed, plain = (
        list(read_file(path).table("staging_events").rows)
        for path in (pack("7.json.gz", text), tmp_path / "plain.json")
    )
    assert len(plain) == 1
    assert packed == plain


def test_a_packed_export_that_is_cut_off_is_damaged(pack: Callable[[str, str], Path]) -> None:
    path = pack("7.json.gz", json.dumps({"gameId": 7, "events": [], "noise": os.urandom(5000).hex()}))
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(UnreadableFile, match="damaged gzip file"):
        read_file(path)


def test_a_packed_export_that_grows_beyond_reason_is_not_read(pack: Callable[[str, str], Path]) -> None:
    with pytest.raises(UnreadableFile, match="more than 100 MB of JSON"):
        read_file(pack("7.json.gz", "[" + " " * 101_000_000))


def test_a_zip_that_grows_beyond_reason_is_not_unpacked(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(50):
            part.write(b"0" * 1_000_000)
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(packed.getvalue())
    with pytest.raises(UnreadableFile, match="unpacks to 50 MB"):
        read_file(path)


def test_a_zip_without_a_workbook_is_none(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(UnreadableFile, match="no Excel workbook"):
        read_file(path)


def test_a_big_json_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    with path.open("wb") as file:
        file.write(b"{" + b" " * 70_000)
        file.truncate(200_000_000)
    with pytest.raises(UnreadableFile, match="more than 100 MB of JSON"):
        read_file(path)


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "shifts.csv"
    path.write_text('{"gid": "7", "homeRoster": [{"n": "9", "name": "A"}], "awayRoster": []}')
    assert read_file(path).file_format == "roster JSON"


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        read_file(tmp_path / "gone.csv")


@pytest.mark.parametrize(("row", "column"), [(1_048_576, 16_384), (20_000, 2_000)])
def test_a_workbook_with_a_cell_far_from_the_others_is_refused_before_it_takes_all_memory(
    row: int, column: int, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["event_index", "game_id"])
    sheet.cell(row, column).value = "far"
    path = tmp_path / "far.xlsx"
    book.save(path)
    with pytest.raises(UnreadableFile, match=f"as far as row {row}, column {column}, expected a sheet of one table"):
        read_file(path)


def test_a_workbook_whose_date_is_damaged_is_read_all_the_same(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["season_id", "season", "session", "league_id"])
    book.worksheets[0].append(["S1", "2026", "Fall", "L"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    content = path.read_bytes()
    at = content.index(b"docProps/core.xml") - 30
    path.write_bytes(content[:at] + b"XX" + content[at + 2 :])
    assert workbook_date(path) is None
    assert read_file(path).tables["staging_seasons"].rows[0]["season_id"] == "S1"


@pytest.mark.parametrize("game", ["9" * 5_000, "4294967296", "-3"])
def test_an_export_of_a_game_that_no_column_can_number_is_refused(game: str, tmp_path: Path) -> None:
    path = tmp_path / "game.json"
    path.write_text(f'{{"gameId": {game}, "events": [], "shifts": []}}')
    with pytest.raises(UnreadableFile):
        read_file(path)


def test_a_torn_row_of_a_league_table_is_counted_in_its_staging_table(tmp_path: Path) -> None:
    path = tmp_path / "seasons.csv"
    path.write_text("season_id,season,session,league_id\nS1,2026,Fall,L\nS2,2026\n")
    extract = read_file(path)
    assert [(problem.table, problem.origin.row) for problem in extract.problems] == [("staging_seasons", 3)]
