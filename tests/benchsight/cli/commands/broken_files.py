"""Files of a tracked game to load, and files that are broken in one way each."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl


def export(game: int = 7, **changes: Any) -> dict[str, Any]:
    """A tracker's JSON export with two shots."""
    players = [{"num": 9, "team": "home", "role": "event_player_1"}]
    shot = {"period": 1, "type": "Shot", "team": "home", "detail1": "Shot_OnNetSaved", "players": players}
    events = [shot | {"idx": index, "start_time": f"17:5{index}"} for index in (1, 2)]
    return {"gameId": game, "periodLengths": {"1": 18}, "events": events, "shifts": []} | changes


def write_export(path: Path, **changes: Any) -> Path:
    """An export as a file."""
    path.write_text(json.dumps(export(**changes)))
    return path


def write_csv(path: Path, *rows: dict[str, Any]) -> Path:
    """A CSV with the columns of the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue())
    return path


def event(index: int, **changes: Any) -> dict[str, Any]:
    """A staged event of game 7."""
    return {"event_index": index, "game_id": 7, "period": 1, "event_start_seconds": 900, "event_type": "Shot"} | changes


def truncated_workbook(folder: Path) -> Path:
    """A workbook without its end."""
    whole = wrong_sheet(folder)
    path = folder / "truncated.xlsx"
    path.write_bytes(whole.read_bytes()[:-500])
    return path


def not_json(folder: Path) -> Path:
    """A .json file that is not JSON."""
    path = folder / "export.json"
    path.write_text("gameId: 7")
    return path


def wrong_sheet(folder: Path) -> Path:
    """A workbook whose sheet holds no hockey."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "events"
    for row in (["fruit", "price"], ["apple", 3]):
        page.append(row)
    path = folder / "fruit.xlsx"
    book.save(path)
    return path


def missing_column(folder: Path) -> Path:
    """Events without a game id."""
    rows = [{name: value for name, value in event(1).items() if name != "game_id"}]
    return write_csv(folder / "events.csv", *rows)


def text_in_a_number(folder: Path) -> Path:
    """Events of which one has text for a clock."""
    return write_csv(folder / "events.csv", event(1), event(2, event_start_seconds="ten"))


def event_outside_any_period(folder: Path) -> Path:
    """An export with an event of period 41."""
    events = [*export()["events"], export()["events"][0] | {"idx": 3, "period": 41}]
    return write_export(folder / "outside.json", events=events)


def event_above_its_period(folder: Path) -> Path:
    """An export with a clock above the length of its period."""
    events = [*export()["events"], export()["events"][0] | {"idx": 3, "start_time": "19:30"}]
    return write_export(folder / "above.json", events=events)


def duplicate_key(folder: Path) -> Path:
    """Events of which two have the same key."""
    return write_csv(folder / "events.csv", event(1), event(2), event(2, event_type="Goal"))


def unknown_game(folder: Path) -> Path:
    """An export of a game that the schedule does not list."""
    return write_export(folder / "unknown.json", game=999)


def unknown_game_among_others(folder: Path) -> Path:
    """Events of two games, one of them not in the schedule."""
    return write_csv(folder / "events.csv", event(1), event(1, game_id=999))


def empty_file(folder: Path) -> Path:
    """A file of 0 bytes."""
    path = folder / "empty.csv"
    path.touch()
    return path


def nothing_but_a_header(folder: Path) -> Path:
    """A CSV file without rows."""
    path = folder / "header.csv"
    path.write_text("game_id,event_index,period,event_type\n")
    return path


def nonsense(folder: Path) -> Path:
    """200 MB, of which the disk holds next to nothing."""
    path = folder / "nonsense.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    return path


def nonsense_json(folder: Path) -> Path:
    """A sparse file of 200 MB that begins like JSON."""
    path = folder / "nonsense.json"
    with path.open("wb") as file:
        file.write(b'{"events": [')
        file.truncate(200_000_000)
    return path
