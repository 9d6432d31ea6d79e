"""The files that are damaged: small simulated games and leagues in every format, and what must be there beside them."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
from psycopg import sql

from benchsight.simulator import Mess, SimulationConfig, write_league
from ingest.contract.tables import TABLES
from ingest.runs.load import load_paths

from . import damage_csv, damage_json, damage_workbook
from .damage_bytes import Damage

GAME = 900_001
OTHER_GAME = 900_002
TRACKED = ("staging_event_players", "staging_player_positions", "staging_events", "staging_shifts", "staging_games")


@dataclass(frozen=True)
class Original:
    """A whole file, the kinds of damage its format can suffer, and the tables of the game that it fills.

    An export replaces its game, other files do not.
    """

    name: str
    content: bytes
    damages: Sequence[Damage]
    fills: Sequence[str] = ()
    is_export: bool = False


def make_originals(connection: psycopg.Connection[Any], folder: Path) -> list[Original]:
    """Load a league of two games, and make a file of every format about the first of them or the league."""
    clean, messy, old = (_league(folder / name, mess, version) for name, mess, version in _KINDS)
    assert load_paths(connection, [clean / "league", clean / "games"]).ok
    exports = [_of_game(clean, "json"), _of_game(messy, "json"), _of_game(old, "json")]
    exports += [_of_game(clean, "xlsx"), _of_game(messy, "xlsx")]
    league = [Original(path.name, path.read_bytes(), damage_csv.DAMAGES) for path in sorted(clean.glob("league/*"))]
    staged = [
        Original(f"{table}.csv", _staged(connection, table), damage_csv.DAMAGES, [table]) for table in TRACKED[:-1]
    ]
    book = Original("league.xlsx", _workbook(sorted(clean.glob("league/*"))), damage_workbook.DAMAGES)
    return [*league, book, *staged, *exports]


_KINDS = (
    ("clean", Mess(), "25.0"),
    ("messy", Mess.everything(), "25.0"),
    ("old", Mess.only("success_spelling", "code_variants", "jersey_types"), "23.4"),
)


def _league(folder: Path, mess: Mess, version: str) -> Path:
    config = SimulationConfig(
        seed=3, teams=2, games=2, xy=True, period_minutes=((1, 1, 1),), overtime_minutes=0, mess=mess,
        tracker_version=version, first_game_id=GAME,
    )  # fmt: skip
    write_league(config, folder, "both")
    return folder


def _of_game(league: Path, suffix: str) -> Original:
    (path,) = league.glob(f"games/{GAME}/*.{suffix}")
    damages = damage_json.DAMAGES if suffix == "json" else damage_workbook.DAMAGES
    return Original(f"{league.name}_{path.name}", path.read_bytes(), damages, TRACKED, is_export=True)


def _staged(connection: psycopg.Connection[Any], table: str) -> bytes:
    """A staged table of the game as CSV, in the table's own columns."""
    columns = [name for name in TABLES[table].columns if name != "raw"]
    statement = sql.SQL("select {} from {} where game_id = %s order by {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, TABLES[table].key)),
    )
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    with connection.transaction():
        writer.writerows(connection.execute(statement, (GAME,)))
    return text.getvalue().encode()


def _workbook(tables: list[Path]) -> bytes:
    """The league's tables as the sheets of one workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for path in tables:
        with path.open(newline="") as file:
            sheet = book.create_sheet(path.stem)
            for row in csv.reader(file):
                sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
