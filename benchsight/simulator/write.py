"""Writes a simulated league to a folder: league tables, an export of each game, and the truth."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchsight.errors import require_extra
from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.export_csv import league_tables, write_texts
from benchsight.simulator.export_json import export_json
from benchsight.simulator.export_truth import truth_tables
from benchsight.simulator.league import simulate_games
from benchsight.simulator.people import make_teams
from benchsight.simulator.records import League, SimulatedGame

Format = Literal["json", "workbook", "both"]


@dataclass
class WrittenLeague:
    """The files that were written."""

    folder: Path
    games: int
    events: int
    stints: int
    files: int


def write_league(
    config: SimulationConfig,
    folder: Path,
    formats: Format = "json",
    *,
    keep_events: bool = True,
    on_game: Callable[[], None] | None = None,
) -> tuple[League, WrittenLeague]:
    """Simulate a league and write it to ``folder``; calls ``on_game`` after each game.

    ``league/*.csv`` has the league's tables, ``games/{id}/`` the tracker's files, ``truth/*.csv`` what is true. Without
    ``keep_events`` the returned games have no events and stints: a long season needs less memory. Raises MissingExtra
    for workbooks without openpyxl.
    """
    if formats != "json":
        require_extra("workbooks", "openpyxl", "writing workbooks needs openpyxl")
    league = League(config.season_id, make_teams(config), [])
    written = WrittenLeague(folder, 0, 0, 0, 0)
    for game in simulate_games(config, league.teams):
        league.games.append(game)
        written.games += 1
        written.events += len(game.events)
        written.stints += len(game.stints)
        written.files += _write_game(config, league, game, folder / "games" / str(game.game_id), formats)
        if not keep_events:
            game.events.clear()
            game.stints.clear()
        if on_game is not None:
            on_game()
    for name, texts in {"league": league_tables(config, league), "truth": truth_tables(config, league)}.items():
        write_texts(folder / name, texts)
        written.files += len(texts)
    return league, written


def _write_game(config: SimulationConfig, league: League, game: SimulatedGame, place: Path, formats: Format) -> int:
    """Write the exports of a game; the number of files."""
    files: dict[str, bytes] = {}
    if formats in ("json", "both"):
        files[f"{game.game_id}_tracker_export.json"] = export_json(config, game).encode()
    if formats in ("workbook", "both"):
        from benchsight.simulator.export_workbook import export_workbook

        files[f"{game.game_id}_tracking_template.xlsx"] = export_workbook(config, league, game)
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (place / name).write_bytes(content)
    return len(files)
