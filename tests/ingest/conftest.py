"""Writers of small invented files, one per kind of file."""

import csv
import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.contract.extract import Extract, Problem
from ingest.formats import read_file

Cells = Sequence[Sequence[Any] | str]
"""Rows of a table; a row may be written as one text with blanks between its cells."""

ReadExport = Callable[..., Extract]
ReadWorkbook = Callable[[dict[str, Cells]], Extract]
ReadCsv = Callable[[Cells], Extract]
NotesOf = Callable[[Extract], list[str]]


def cells_of(row: Sequence[Any] | str) -> list[Any]:
    """Return the cells of a row."""
    return row.split() if isinstance(row, str) else list(row)


@pytest.fixture
def read_export(tmp_path: Path) -> ReadExport:
    """Return a reader of a tracker's JSON export with these events, shifts and further fields."""

    def read(events: list[Any] | None = None, shifts: list[Any] | None = None, **fields: Any) -> Extract:
        document = {"version": "25.0", "gameId": 7, "homeTeam": "Owls", "awayTeam": "Lynx"} | fields
        path = tmp_path / "export.json"
        path.write_text(json.dumps(document | {"events": events or [], "shifts": shifts or []}), encoding="utf-8")
        return read_file(path)

    return read


@pytest.fixture
def event() -> Callable[..., dict[str, Any]]:
    """Return a builder of events of a JSON export."""

    def build(idx: int, **fields: Any) -> dict[str, Any]:
        usual = {"idx": idx, "period": 1, "type": "Pass", "team": "home", "start_time": "10:00", "end_time": "10:00"}
        return usual | {"players": []} | fields

    return build


@pytest.fixture
def read_workbook(tmp_path: Path) -> ReadWorkbook:
    """Return a reader of a workbook of these sheets."""

    def read(sheets: dict[str, Cells]) -> Extract:
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.worksheets[0])
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(cells_of(row))
        path = tmp_path / "book.xlsx"
        workbook.save(path)
        workbook.close()
        return read_file(path)

    return read


@pytest.fixture
def read_csv(tmp_path: Path) -> ReadCsv:
    """Return a reader of a CSV file of these rows, the header first."""

    def read(rows: Cells) -> Extract:
        path = tmp_path / "table.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(cells_of(row) for row in rows)
        return read_file(path)

    return read


@pytest.fixture
def pack(tmp_path: Path) -> Callable[[str, str], Path]:
    """Return a function that writes text as a gzip file."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_bytes(gzip.compress(text.encode()))
        return path

    return write


@pytest.fixture
def notes_of() -> NotesOf:
    """Return a function that returns the notes of an extract as the user reads them."""
    return lambda extract: [str(problem) for problem in extract.problems if not problem.fatal]


@pytest.fixture
def fatal_of() -> Callable[[Extract], list[Problem]]:
    """Return a function that returns the problems that keep rows out."""
    return lambda extract: [problem for problem in extract.problems if problem.fatal]
