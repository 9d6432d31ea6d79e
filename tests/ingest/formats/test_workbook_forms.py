"""Workbooks of every kind: old and open formats, hidden sheets, formulas without stored results."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import time
from html import escape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt  # type: ignore[import-untyped] # it ships no types

from ingest.contract.extract import Extract, UnreadableFile
from ingest.formats import read_file

ROSTERS = ["game_id", "team_venue", "team_name", "team_abbrev", "player_number", "player_id", "player_name", "position"]
PLAYERS = [[7, "home", "Owls", "OWL", 11, "P1", "Zoë Brandhøj", "C"], [7, "away", "Lynx", "LYN", 14, 99, "Ann", "G"]]
EVENTS = ["event_index", "period", "game_id", "player_role", "Type", "event_start_min", "event_start_sec", "team_venue"]
EVENTS += ["player_game_number", "home_team", "away_team", "notes"]
SHIFTS = ["shift_index", "Period", "shift_start_min", "shift_start_sec", "shift_end_min", "shift_end_sec", "game_id"]
SHIFTS += ["home_forward_1", "away_forward_1", "home_goalie", "away_goalie"]
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
Sheets = dict[str, Sequence[Sequence[Any]]]


def event(index: int, kind: str = "Pass", **cells: Any) -> list[Any]:
    """Cells of a row of the sheet of events."""
    usual = {"event_index": index, "period": 1, "game_id": 7, "player_role": "event_team_player_1", "Type": kind}
    usual |= {"event_start_min": 10, "event_start_sec": 0, "team_venue": "Home", "player_game_number": 11}
    return [(usual | cells).get(name) for name in EVENTS]


def save_xlsx(path: Path, sheets: Sheets, hidden: Sequence[str] = ()) -> Path:
    """Write an .xlsx file of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    book.close()
    return path


def save_xls(path: Path, sheets: Sheets, hidden: Sequence[str] = ()) -> Path:
    """Write an .xls file of these sheets."""
    book = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        sheet.visibility = int(name in hidden)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, place, cell)
    book.save(str(path))
    return path


def save_ods(path: Path, sheets: Sheets, hidden: Sequence[str] = ()) -> Path:
    """Write a document as LibreOffice does: one element for all empty cells and rows to the end of the sheet."""
    tables = []
    for name, rows in sheets.items():
        lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        rest = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
        rest += 'table:number-columns-repeated="16384"/></table:table-row>'
        style = ' table:style-name="hidden"' if name in hidden else ""
        tables.append(f'<table:table table:name="{escape(name)}"{style}>{lines}{rest}</table:table>')
    styles = '<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/>'
    body = f"<office:automatic-styles>{styles}</style:style></office:automatic-styles>"
    body += f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<m:manifest xmlns:m='urn:x'/>")
        archive.writestr("content.xml", f"<office:document-content {NAMESPACES}>{body}</office:document-content>")
    return path


def _ods_cell(cell: Any) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, str) and cell.startswith("="):
        return f'<table:table-cell table:formula="of:{escape(cell)}"/>'
    if isinstance(cell, str):
        return f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    )


SAVERS: dict[str, Callable[..., Path]] = {
    "book.xlsx": save_xlsx, "book.xlsm": save_xlsx, "book.xls": save_xls, "book.ods": save_ods,
}  # fmt: skip


def notes(extract: Extract) -> str:
    """Notes on the file as a whole."""
    return "; ".join(problem.reason for problem in extract.problems if problem.table == "")


def types(extract: Extract) -> list[Any]:
    """Types of the events, in order."""
    return [row["event_type"] for row in extract.tables["staging_events"].rows]


@pytest.mark.parametrize("name", SAVERS)
def test_tables_of_a_league_are_read_in_every_format(name: str, tmp_path: Path) -> None:
    extract = read_file(SAVERS[name](tmp_path / name, {"rosters": [ROSTERS, *PLAYERS]}))
    rows = extract.tables["staging_game_rosters"].rows
    assert [(row["player_id"], row["player_name"]) for row in rows] == [("P1", "Zoë Brandhøj"), ("99", "Ann")]
    assert ("read as" in notes(extract)) == (name in ("book.xls", "book.ods"))


@pytest.mark.parametrize("name", SAVERS)
def test_a_tracked_game_is_read_in_every_format(name: str, tmp_path: Path) -> None:
    stint = [1, 1, 20, 0, 10, 0, 7, 11, 14, 30, 1]
    sheets: Sheets = {"events": [EVENTS, event(1), event(2, "Shot")], "shifts": [SHIFTS, stint]}
    extract = read_file(SAVERS[name](tmp_path / name, sheets))
    assert (types(extract), extract.snapshot_game) == (["Pass", "Shot"], 7)
    assert [row["shift_start_seconds"] for row in extract.tables["staging_shifts"].rows] == [1200]


def test_titles_may_stand_above_the_header_of_a_sheet(tmp_path: Path) -> None:
    titles: Sequence[Sequence[Any]] = [["Winter league"], [None]]
    league = read_file(save_xlsx(tmp_path / "league.xlsx", {"rosters": [*titles, ROSTERS, *PLAYERS]}))
    assert [origin.row for origin in league.tables["staging_game_rosters"].origins] == [4, 5]
    assert notes(league) == "sheet rosters: what stands above the header is not read"
    sheets: Sheets = {"events": [*titles, EVENTS, event(1), event(2, "Shot")]}
    game = read_file(save_xlsx(tmp_path / "game.xlsx", sheets))
    assert types(game) == ["Pass", "Shot"]
    assert notes(game) == "sheet events: what stands above the header is not read"


def test_a_header_in_the_middle_of_a_sheet_is_no_row(tmp_path: Path) -> None:
    stints = [[number, 1, 20 - number, 0, 19 - number, 0, 7, 11, 14, 30, 1] for number in (1, 2)]
    sheets: Sheets = {
        "events": [EVENTS, event(1), EVENTS, event(2, "Shot")],
        "shifts": [SHIFTS, stints[0], SHIFTS, stints[1]],
    }
    game = read_file(save_xlsx(tmp_path / "game.xlsx", sheets))
    assert types(game) == ["Pass", "Shot"]
    assert len(game.tables["staging_shifts"].rows) == 2
    repeated = "rows that repeat the header, not read (1 times)"
    assert notes(game) == f"sheet events: {repeated}; sheet shifts: {repeated}"


@pytest.mark.parametrize("name", SAVERS)
def test_a_hidden_sheet_never_counts_before_a_visible_one(name: str, tmp_path: Path) -> None:
    sheets: Sheets = {"events (backup)": [EVENTS, event(1)], "log": [EVENTS, event(1), event(2, "Goal")]}
    extract = read_file(SAVERS[name](tmp_path / name, sheets, hidden=["events (backup)"]))
    assert types(extract) == ["Pass", "Goal"]
    assert "not used: sheet events (backup) (hidden)" in notes(extract)


def test_a_hidden_sheet_called_events_does_not_count_before_a_visible_one_either(tmp_path: Path) -> None:
    sheets: Sheets = {"events": [EVENTS, event(1)], "tracking": [EVENTS, event(2, "Goal")]}
    assert types(read_file(save_xlsx(tmp_path / "a.xlsx", sheets, hidden=["events"]))) == ["Goal"]


def test_of_two_visible_sheets_the_one_that_bears_the_name_counts(tmp_path: Path) -> None:
    sheets: Sheets = {"events (old)": [EVENTS, event(1)], "Events": [EVENTS, event(2, "Goal")], "empty": []}
    extract = read_file(save_xlsx(tmp_path / "a.xlsx", sheets))
    assert types(extract) == ["Goal"]
    assert notes(extract) == "not used: sheet events (old)"


def test_of_two_visible_sheets_without_the_name_none_is_guessed(tmp_path: Path) -> None:
    sheets: Sheets = {"first": [EVENTS, event(1)], "second": [EVENTS, event(2, "Goal")]}
    with pytest.raises(UnreadableFile, match="sheets first and second are both tracked events; call the one"):
        read_file(save_xlsx(tmp_path / "a.xlsx", sheets))


def test_a_hidden_sheet_is_read_where_there_is_no_other_and_it_is_said(tmp_path: Path) -> None:
    sheets: Sheets = {"events": [EVENTS, event(1)], "rosters": [ROSTERS, *PLAYERS]}
    extract = read_file(save_xlsx(tmp_path / "a.xlsx", sheets, hidden=["events"]))
    assert types(extract) == ["Pass"]
    assert "sheet events: read although it is hidden" in notes(extract)


def test_a_hidden_table_of_a_league_does_not_count_beside_a_visible_one(tmp_path: Path) -> None:
    sheets: Sheets = {"old": [ROSTERS, PLAYERS[0]], "rosters": [ROSTERS, PLAYERS[1]]}
    extract = read_file(save_xlsx(tmp_path / "a.xlsx", sheets, hidden=["old"]))
    assert [row["player_id"] for row in extract.tables["staging_game_rosters"].rows] == ["99"]
    assert "sheet old: hidden, not used" in notes(extract)


@pytest.mark.parametrize("name", ["book.xlsx", "book.ods"])
@pytest.mark.parametrize("column", ["event_index", "period", "game_id", "Type", "player_role", "event_start_min"])
def test_formulas_without_results_in_needed_columns_refuse_the_workbook(column: str, name: str, tmp_path: Path) -> None:
    sheets: Sheets = {"events": [EVENTS, *(event(number, **{column: "=A1+1"}) for number in (1, 2))]}
    with pytest.raises(UnreadableFile, match="no stored results: open it in Excel or LibreOffice and save it"):
        read_file(SAVERS[name](tmp_path / name, sheets))


def test_a_whole_table_of_formulas_without_results_refuses_the_workbook(tmp_path: Path) -> None:
    rows = [ROSTERS, ["=A1"] * len(ROSTERS)]
    with pytest.raises(UnreadableFile, match="no stored results"):
        read_file(save_xlsx(tmp_path / "a.xlsx", {"rosters": rows}))
    with pytest.raises(UnreadableFile, match="no stored results"):
        read_file(save_xlsx(tmp_path / "b.xlsx", {"rosters": [["=A1"] * len(ROSTERS), *PLAYERS]}))


@pytest.mark.parametrize("name", ["book.xlsx", "book.ods"])
def test_stray_formulas_without_results_refuse_no_workbook(name: str, tmp_path: Path) -> None:
    filler = [None] * len(EVENTS)
    total = [*filler[:5], "=SUM(F1:F9)", *filler[6:]]
    events = [event(number, notes="=1+1") for number in range(1, 13)]
    sheets: Sheets = {"events": [EVENTS, *events, filler, total], "sums": [["=1+1"]]}
    assert len(types(read_file(SAVERS[name](tmp_path / name, sheets)))) == 12


def test_a_formula_whose_result_is_an_empty_text_has_one(tmp_path: Path) -> None:
    path = save_xlsx(tmp_path / "a.xlsx", {"events": [EVENTS, event(1, team_venue='=IF(1,"","")')]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b'<c r="H2"', b'<c r="H2" t="str"')
    assert parts["xl/worksheets/sheet1.xml"] != sheet
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert types(read_file(path)) == ["Pass"]


def test_a_workbook_of_a_format_that_is_not_read_says_what_to_do(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as archive:
        archive.writestr("xl/workbook.bin", b"")
    with pytest.raises(UnreadableFile, match=r"save or export it as \.xlsx"):
        read_file(tmp_path / "a.xlsb")


def test_a_document_with_a_cell_far_from_the_others_is_refused_before_it_takes_all_memory(tmp_path: Path) -> None:
    path = save_ods(tmp_path / "a.ods", {"events": [EVENTS]})
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    far = '<table:table-row><table:table-cell table:number-columns-repeated="9000"/>' + _ods_cell(1)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content.replace("</table:table>", f"{far}</table:table-row></table:table>"))
    with pytest.raises(UnreadableFile, match="as far as row 1000002, column 9001"):
        read_file(path)


@pytest.mark.parametrize("name", SAVERS)
def test_a_clock_that_the_program_took_for_a_time_of_day_is_minutes_and_seconds(name: str, tmp_path: Path) -> None:
    clocks: list[Any] = [18.0833333333 / 24, 0.75 / 24] if name == "book.ods" else [time(18, 5), time(0, 45)]
    events = [event(number, event_start_min=clock, event_start_sec=None) for number, clock in enumerate(clocks, 1)]
    start: list[Any] = [20, 0] if name == "book.ods" else [time(20, 0), None]
    stints = [[1, 1, *start, 18, 5, 7, 11, 14, 30, 1]]
    extract = read_file(SAVERS[name](tmp_path / name, {"events": [EVENTS, *events], "shifts": [SHIFTS, *stints]}))
    assert [row["event_start_seconds"] for row in extract.tables["staging_events"].rows] == [1085, 45]
    shift = extract.tables["staging_shifts"].rows[0]
    assert (shift["shift_start_seconds"], shift["shift_end_seconds"]) == (1200, 1085)


def test_a_workbook_whose_clock_counts_up_is_turned(tmp_path: Path) -> None:
    minutes = [0, 1, 3, 5, 8, 12, 15, 19]
    events = [event(number, event_start_min=minute) for number, minute in enumerate(minutes, 1)]
    ends = [0, 4, 9, 15, 20]
    stints = [[number, 1, start, 0, ends[number], 0, 7, 11, 14, 30, 1] for number, start in enumerate(ends[:-1], 1)]
    extract = read_file(save_xlsx(tmp_path / "a.xlsx", {"events": [EVENTS, *events], "shifts": [SHIFTS, *stints]}))
    rows = extract.tables["staging_events"].rows
    assert [row["event_start_seconds"] for row in rows] == [60 * (20 - minute) for minute in minutes]
    shifts = extract.tables["staging_shifts"].rows
    assert (shifts[0]["shift_start_seconds"], shifts[0]["shift_end_seconds"]) == (1200, 960)
    assert sum("the clock counts up" in problem.reason for problem in extract.problems) == 2
