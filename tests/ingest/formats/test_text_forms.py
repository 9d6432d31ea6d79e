"""CSV as programs write it: encodings, separators, line ends, headers with remarks, numbers with a decimal comma."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest.contract.extract import Extract, UnknownFormat, UnreadableFile
from ingest.formats import read_file

HEADER = "game_id,team_venue,team_name,team_abbrev,player_number,player_id,player_name,position"
ROWS = ["7,home,Owls,OWL,11,P1,Zoë Brandhøj,C", "7,away,Lynx,LYN,14,P2,Nuño O\u2019Hara,G"]
NAMES = ["Zoë Brandhøj", "Nuño O\u2019Hara"]
ReadText = Callable[..., Extract]


@pytest.fixture
def read_text(tmp_path: Path) -> ReadText:
    """Return a reader of a file of this text in this encoding."""

    def read(text: str, encoding: str = "utf-8", name: str = "game_rosters.csv") -> Extract:
        path = tmp_path / name
        content = text.encode(encoding)
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return read_file(path)

    return read


def names(extract: Extract) -> list[Any]:
    """Names of the players that were read."""
    return [row["player_name"] for row in extract.tables["staging_game_rosters"].rows]


def notes(extract: Extract) -> str:
    """Notes on the file as a whole."""
    return "; ".join(problem.reason for problem in extract.problems if problem.table == "")


@pytest.mark.parametrize("name", ["rosters.csv", "rosters.tsv", "rosters.txt", "rosters.csv.gz"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("separator", "told"), [(",", ""), (";", "semicolons"), ("\t", "tabs"), ("|", "pipes")])
def test_separators_and_line_ends_are_recognised(
    separator: str, told: str, line_end: str, name: str, read_text: ReadText
) -> None:
    text = line_end.join([HEADER, *ROWS]).replace(",", separator) + line_end
    extract = read_text(text, name=name)
    assert names(extract) == NAMES
    assert notes(extract) == (f"read as UTF-8, {told}" if told else "")


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8-sig", ""),
        ("utf-16", "UTF-16, tabs"),
        ("utf-16-le", "UTF-16, tabs"),
        ("utf-16-be", "UTF-16, tabs"),
        ("cp1252", "Windows-1252 (as in 'Zoë Brandhøj'), tabs"),
    ],
)
def test_encodings_are_recognised(encoding: str, told: str, read_text: ReadText) -> None:
    separator = "\t" if told else ","
    extract = read_text("\n".join([HEADER, *ROWS]).replace(",", separator), encoding)
    assert names(extract) == NAMES
    assert notes(extract) == (f"read as {told}" if told else "")


def test_utf_16_of_big_endian_with_its_mark_is_read(read_text: ReadText) -> None:
    assert names(read_text("\ufeff" + "\n".join([HEADER, *ROWS]), "utf-16-be")) == NAMES


@pytest.mark.parametrize(
    ("name", "encoding"),
    [("Иванов", "cp1251"), ("Zoë Brandhøj", "mac-roman"), ("Łukasz Wąs", "cp1250"), ("Παπάς", "iso8859-7")],
)
def test_an_unclear_encoding_is_refused_with_a_remedy(name: str, encoding: str, read_text: ReadText) -> None:
    with pytest.raises(UnreadableFile, match="encoding is unclear; save it as UTF-8"):
        read_text(f"{HEADER}\n7,home,Owls,OWL,11,P1,{name},C\n", encoding)


def test_utf_8_with_a_damaged_letter_is_not_taken_for_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "rosters.csv"
    path.write_bytes("\n".join([HEADER, *ROWS]).encode() + b"\n7,home,Owls,OWL,12,P3,Jos\xc3,C\n")
    with pytest.raises(UnreadableFile, match="save it as UTF-8"):
        read_file(path)


@pytest.mark.parametrize("cell", ['"game_id\n(number)"', '"Game_ID\r\n[of the league]"', '" game_id (number) "'])
def test_a_header_may_have_line_breaks_and_remarks(cell: str, read_text: ReadText) -> None:
    extract = read_text("\n".join([HEADER.replace("game_id", cell), *ROWS]))
    assert names(extract) == NAMES


@pytest.mark.parametrize("cell", ["Player Name", '"player\nname"', '"player_\nname"', "player\xa0name"])
def test_the_words_of_a_column_may_be_apart(cell: str, read_text: ReadText) -> None:
    assert names(read_text("\n".join([HEADER.replace("player_name", cell), *ROWS]))) == NAMES


def test_the_line_that_names_the_separator_is_no_header(read_text: ReadText) -> None:
    extract = read_text("sep=;\r\n" + "\r\n".join([HEADER, *ROWS]).replace(",", ";"))
    assert names(extract) == NAMES
    assert [origin.row for origin in extract.tables["staging_game_rosters"].origins] == [3, 4]


@pytest.mark.parametrize("separator", [",", ";"])
def test_titles_may_stand_above_the_header(separator: str, read_text: ReadText) -> None:
    lines = ["Winter league, round 7", "", *(line.replace(",", separator) for line in (HEADER, *ROWS))]
    extract = read_text("\r\n".join(lines))
    assert names(extract) == NAMES
    assert [origin.row for origin in extract.tables["staging_game_rosters"].origins] == [4, 5]
    assert "what stands above the header is not read" in notes(extract)


def test_a_header_may_be_repeated_as_in_files_that_were_put_together(read_text: ReadText) -> None:
    extract = read_text("\n".join([HEADER, ROWS[0], HEADER, ROWS[1], HEADER]))
    assert names(extract) == NAMES
    assert notes(extract) == "rows that repeat the header, not read (2 times)"


def test_quoted_cells_may_hold_the_separator_and_line_breaks(read_text: ReadText) -> None:
    extract = read_text(f'{HEADER}\n7,home,Owls,OWL,11,P1,"Ann, the\nfirst ""one""",C\n')
    assert names(extract) == ['Ann, the\nfirst "one"']


def test_decimal_commas_are_read_where_commas_do_not_separate(read_text: ReadText) -> None:
    text = "event_key;game_id;event_index;period;event_type;puck_x;puck_y\nE700001;7;1;1;Shot;-12,5;3\n"
    extract = read_text(text)
    row = extract.tables["staging_events"].rows[0]
    assert (row["puck_x"], row["puck_y"]) == ("-12.5", "3")
    assert "1 numbers with a decimal comma" in notes(extract)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("'00123", "00123"),
        ('="00123"', "00123"),
        ("P\u20111", "P-1"),
        ("\uff18\uff14\uff17", "847"),
        ("8478402.0", "8478402"),
    ],
)
def test_ids_are_read_as_they_are_meant(cell: str, expected: str, read_text: ReadText) -> None:
    quoted = cell.replace('"', '""')
    extract = read_text(f'{HEADER}\n7,home,Owls,OWL,\xa011 ,"{quoted}","\xa0Ann\xa0Berg ",C\n')
    row = extract.tables["staging_game_rosters"].rows[0]
    assert (row["player_id"], row["player_name"]) == (expected, "Ann Berg")


def test_an_apostrophe_that_begins_a_name_stays(read_text: ReadText) -> None:
    assert names(read_text(f"{HEADER}\n7,home,Owls,OWL,11,P1,'t Hooft,C\n")) == ["'t Hooft"]


def test_a_file_of_no_known_table_says_how_it_was_read(read_text: ReadText) -> None:
    with pytest.raises(UnknownFormat, match=r"columns when, where .*read as UTF-8, semicolons"):
        read_text("when;where\n1;2\n")
