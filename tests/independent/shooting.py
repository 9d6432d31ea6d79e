"""Shot attempts of players: outcome, danger, origin, situation, score and period."""

from typing import Any

import pandas as pd

from .box import EVEN, by_period
from .world import Counts, World, tally

TYPES = {
    "wrist": ["wrist"], "slap": ["slap"], "snap": ["snap"], "backhand": ["backhand"], "one_timer": ["one_timer"],
    "tipped": ["tip", "deflected"], "wrap_around": ["wrap"], "other": ["poke", "bat", "other"],
}  # fmt: skip


def by_type(shots: pd.DataFrame) -> dict[str, Any]:
    """Conditions by the way a shot was taken."""
    return {name: shots["shot_type"].isin(kinds) for name, kinds in TYPES.items()}


def shooting(world: World) -> Counts:
    """All columns of a shooter."""
    shots = world.attempts.reset_index(drop=True)
    on_net, situation, unblocked, danger = shots["on_net"], shots["situation"], shots["unblocked"], shots["danger"]
    rebound, rush = shots["rebound"], shots["rush"].eq(True)
    good = danger.isin(["high", "medium"])
    return tally(
        shots, "e1",
        {
            "shots": True, "sog": on_net, "shots_missed": shots["missed"], "unblocked_shots": unblocked,
            "shots_blocked": shots["blocked"] & ~shots["by_mate"],
            "shots_blocked_by_team_mate": shots["blocked"] & shots["by_mate"],
            "rebound_shots": rebound, "rebound_goals": rebound & shots["is_goal"],
            "rush_shots": rush, "rush_goals": rush & shots["is_goal"],
            "even_strength_sog": on_net & situation.isin(EVEN),
            "power_play_sog": on_net & (situation == "power_play"),
            "shorthanded_sog": on_net & (situation == "short_handed"),
            "penalty_shot_sog": on_net & (situation == "penalty_shot"),
            "unknown_situation_sog": on_net & situation.isna(),
            "even_strength_shots": situation.isin(EVEN), "power_play_shots": situation == "power_play",
            "shorthanded_shots": situation == "short_handed", "penalty_shot_shots": situation == "penalty_shot",
            "unknown_situation_shots": situation.isna(),
            "breakaway_attempts": shots["breakaway"].eq(True),
            "breakaway_goals": shots["breakaway"].eq(True) & shots["is_goal"],
            "unknown_type_shots": shots["shot_type"].isna(),
            "shots_high_danger": unblocked & (danger == "high"),
            "shots_medium_danger": unblocked & (danger == "medium"),
            "shots_low_danger": unblocked & (danger == "low"),
            "scoring_chances": unblocked & (good | rebound | rush),
            "high_danger_chances": unblocked & ((danger == "high") | rebound),
        }
        | {f"shots_{state}": shots["state"] == state for state in ("leading", "trailing", "tied")}
        | {f"sog_{state}": on_net & (shots["state"] == state) for state in ("leading", "trailing", "tied")}
        | {f"{kind}_shots": flags for kind, flags in by_type(shots).items()}
        | by_period(world, shots, "shots"),
    )  # fmt: skip
