"""Play details: each measure once per player and chain of events, whatever its spelling."""

import pandas as pd

from .spelling import vocabulary
from .world import Counts, World

WITH_SUCCESS = ("breakouts", "drives_corner", "drives_middle", "drives_wide", "zone_entry_denials")


def measures() -> dict[str, str]:
    """Measure by canonical play detail."""
    listed = vocabulary("play_details")
    found = dict(zip(listed["play_detail"], listed["measure"], strict=True))
    return {code: measure for code, measure in found.items() if measure}


def noted_measures(world: World) -> pd.DataFrame:
    """One row per game, player, measure and chain, with whether any mark of it was a success."""
    players = world.players[world.players["player_id"].notna()].merge(world.events[["key", "chain"]], on="key")
    noted = pd.concat([players.assign(measure=players[play].map(measures())) for play in ("play_1", "play_2")])
    noted = noted[noted["measure"].notna()]
    alone = noted["key"].where(noted["chain"].isna(), noted["chain"].astype(str))
    noted = noted.assign(play=alone, succeeded=noted["success"] == "s")
    return noted.groupby(["game_id", "player_id", "measure", "play"])[["succeeded"]].max().reset_index()


def micro(world: World) -> Counts:
    """A count for each measure, and of its successes for some."""
    plays = noted_measures(world)
    found: Counts = {}
    for measure in sorted(set(measures().values())):
        of_measure = plays[plays["measure"] == measure].groupby(["game_id", "player_id"])["succeeded"]
        found[measure] = of_measure.size()
        if measure in WITH_SUCCESS:
            found[f"{measure}_success"] = of_measure.sum().astype(int)
    return found
