"""Writes a simulated league to a folder: league tables, an export of each game, and the truth."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchsight.simulate.config import SimulationConfig
from benchsight.simulate.export_csv import league_tables, write_texts
from benchsight.simulate.export_json import export_json
from benchsight.simulate.export_truth import truth_tables
from benchsight.simulate.export_workbook import export_workbook
from benchsight.simulate.league import simulate_games
from benchsight.simulate.people import make_teams
from benchsight.simulate.records import League

Format = Literal["json", "workbook", "both"]


@dataclass
class Written:
    """What was written where."""

    folder: Path
    games: int
    events: int
    stints: int
    files: int


def write_league(
    config: SimulationConfig, folder: Path, formats: Format = "json", on_game: Callable[[], None] | None = None
) -> tuple[League, Written]:
    """Simulate a league and write it to ``folder``; calls ``on_game`` after each game.

    ``league/*.csv`` has the league's tables, ``games/{id}/`` the tracker's files, ``truth/*.csv`` what is true.
    """
    teams = make_teams(config)
    league = League(config.season_id, teams, [])
    files = 0
    for game in simulate_games(config, teams):
        league.games.append(game)
        place = folder / "games" / str(game.game_id)
        place.mkdir(parents=True, exist_ok=True)
        if formats in ("json", "both"):
            path = place / f"{game.game_id}_tracker_export.json"
            path.write_text(export_json(config, game), encoding="utf-8")
            files += 1
        if formats in ("workbook", "both"):
            path = place / f"{game.game_id}_tracking_template.xlsx"
            path.write_bytes(export_workbook(config, league, game))
            files += 1
        if on_game is not None:
            on_game()
    tables, truth = league_tables(config, league), truth_tables(league)
    write_texts(folder / "league", tables)
    write_texts(folder / "truth", truth)
    events = sum(len(game.events) for game in league.games)
    stints = sum(len(game.stints) for game in league.games)
    return league, Written(folder, len(league.games), events, stints, files + len(tables) + len(truth))
