"""The league's own numbers, straight from its rows."""

import pandas as pd

from .exports import OTHER
from .frames import records
from .world import Counts, World


def _by_player(world: World, columns: list[str]) -> Counts:
    """Who stands on both sides of a game's table counts where there is more of him."""
    rows = world.league.results
    rows = rows.assign(much=rows[["goals", "assists", "pim"]].astype(float).fillna(0).sum(axis=1))
    rows = rows.sort_values("much", ascending=False, kind="stable").drop_duplicates(["game_id", "player_id"])
    rows = rows.set_index(["game_id", "player_id"])
    return {f"official_{column}": pd.to_numeric(rows[column]) for column in columns}


def official_of_players(world: World) -> Counts:
    """Goals, assists, points and penalty minutes."""
    found = _by_player(world, ["goals", "assists", "pim"])
    return found | {"official_points": found["official_goals"] + found["official_assists"]}


def official_of_goalies(world: World) -> Counts:
    """Goals against, saves and shots against."""
    return _by_player(world, ["goals_against", "saves", "shots_against"])


def official_of_teams(world: World) -> Counts:
    """The final score by side; where the export has home and away the other way round, so have we."""
    goals = {}
    for game in records(world.league.schedule):
        of_team = {game[f"{side}_team_id"]: game[f"{side}_goals"] for side in OTHER}
        for venue, (team_id, _) in world.teams[int(game["game_id"])].items():
            goals[int(game["game_id"]), venue] = of_team[team_id]
    own = pd.Series(goals, dtype=float)
    mirrored = own.rename(index=OTHER, level=1)
    return {"official_goals": own, "official_goals_against": mirrored}
