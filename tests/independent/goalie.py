"""Goalies: saves, goals and attempts against, ice time."""

from typing import Any

import pandas as pd

from .box import EVEN, by_period
from .frames import as_column
from .world import Counts, World, tally

MIRRORED = {
    "power_play": "short_handed", "short_handed": "power_play", "empty_net_for": "empty_net_against",
    "empty_net_against": "empty_net_for",
}  # fmt: skip


def save_rows(world: World) -> pd.DataFrame:
    """Saves with side, goalie and situation: the events; in a game without any, shots on goal that did not score."""
    noted = world.of_type("Save")
    noted = noted[~noted["shootout"]]
    ice = world.stints.to_dict("index")
    stints = [ice.get(world.placed.get(key, -1)) for key in noted["key"]]
    situations = [
        None if stint is None else stint[f"{venue}_situation"]
        for stint, venue in zip(stints, noted["venue"], strict=True)
    ]
    noted = noted.assign(goalie=noted["e1"], situation=as_column(situations, noted), side=noted["venue"])
    shots = world.attempts.reset_index(drop=True)
    shots = shots[~shots["game_id"].isin(world.of_type("Save")["game_id"]) & shots["on_net"] & ~shots["is_goal"]]
    shots = shots[shots["goalie"].notna()]
    mirrored = shots["situation"].replace(MIRRORED)
    shots = shots.assign(situation=mirrored, side=shots["other"], detail=None)
    columns = ["key", "game_id", "period", "clock", "side", "goalie", "detail", "detail_2", "situation"]
    return pd.concat([noted[columns].astype(object), shots[columns].astype(object)], ignore_index=True)


def goals_against_rows(world: World) -> pd.DataFrame:
    """Goals with a goalie in the net, the situation as he sees it."""
    goals = world.goals[~world.goals["empty"] & world.goals["goalie"].notna()]
    return goals.assign(situation=goals["situation"].replace(MIRRORED)).reset_index(drop=True)


def _by_situation(rows: pd.DataFrame, suffix: str) -> dict[str, Any]:
    return {
        f"even_strength_{suffix}": rows["situation"].isin(EVEN),
        f"short_handed_{suffix}": rows["situation"] == "short_handed",
        f"power_play_{suffix}": rows["situation"] == "power_play",
    }


def goalies(world: World) -> Counts:
    """All columns of a goalie."""
    saves, goals = save_rows(world), goals_against_rows(world)
    how = saves["detail"]
    found = tally(
        saves, "goalie",
        {
            "saves": True, "saves_freeze": how == "Save_Freeze", "saves_rebound": how == "Save_Rebound",
            "saves_played": how == "Save_Played",
        } | _by_situation(saves, "saves") | by_period(world, saves, "saves"),
    )  # fmt: skip
    found |= tally(
        goals, "goalie",
        {"goals_against": True, "penalty_shot_goals_against": goals["is_penalty_shot"]}
        | _by_situation(goals, "goals_against") | by_period(world, goals, "goals_against"),
    )  # fmt: skip
    found["shots_against"] = found["saves"].add(found["goals_against"], fill_value=0)
    people = world.stays
    keepers = people[people["is_goalie"]]
    return found | _faced(world) | {"toi_seconds": keepers.groupby(["game_id", "player"])["seconds"].sum()}


def _faced(world: World) -> Counts:
    shots = world.attempts.reset_index(drop=True)
    shots = shots[~shots["empty"]]
    on_net, danger = shots["on_net"], shots["danger"]
    return tally(
        shots, "goalie",
        {
            "attempts_against": True, "unblocked_attempts_against": shots["unblocked"],
            "rebound_shots_against": on_net & shots["rebound"],
            "rush_shots_against": on_net & shots["rush"].eq(True),
            "high_danger_goals_against": shots["is_goal"] & (danger == "high"),
        } | {f"{name}_danger_shots_against": on_net & (danger == name) for name in ("high", "medium", "low")},
    )  # fmt: skip
