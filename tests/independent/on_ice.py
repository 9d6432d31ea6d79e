"""Ice time and what happened on it: attempts, goals, plus and minus, faceoffs, by player."""

from typing import Any

import pandas as pd

from .box import MIRROR, PERIODS
from .exports import OTHER
from .world import Counts, World, added_up

SITUATIONS = ("even", "power_play", "short_handed", "empty_net_for", "empty_net_against")
WHO = ["game_id", "player"]


def ice_time(world: World) -> Counts:
    """Seconds by situation and period, stints and stays on the ice."""
    rows = world.player_stays.sort_values([*WHO, "number"], kind="stable")
    seconds = rows["seconds"]
    goes_on = (rows.groupby(WHO)["number"].shift() == rows["number"] - 1) & (
        rows.groupby(WHO)["period"].shift() == rows["period"]
    )
    sums: dict[str, Any] = {
        "toi_seconds": seconds, "stoppage_seconds": rows["dead"], "playing_toi_seconds": seconds - rows["dead"],
        "stint_count": 1, "logical_shifts": ~goes_on, "shift_count": ~goes_on,
        "toi_5v5_seconds": seconds * rows["is_5v5"],
        "overtime_toi_seconds": seconds * world.is_overtime(rows),
    }  # fmt: skip
    sums |= {f"toi_{name}_seconds": seconds * (rows["situation"] == name) for name in SITUATIONS}
    regular = rows["period"].where(~world.is_overtime(rows))
    sums |= {f"{name}_toi_seconds": seconds * (regular == number) for name, number in PERIODS.items()}
    return summed(rows, sums)


def summed(rows: pd.DataFrame, sums: dict[str, Any]) -> Counts:
    """Sums by game and player."""
    return added_up(pd.DataFrame(sums, index=rows.index), [rows[name] for name in WHO])


def results(world: World) -> pd.DataFrame:
    """What each side did in each stint: goals and attempts of all kinds. Penalty shots are nobody's on the ice."""
    goals = world.goals[~world.goals["is_penalty_shot"] & world.goals["stint"].notna()]
    shots = world.attempts[~world.attempts["penalty_shot"] & world.attempts["stint"].notna()].reset_index(drop=True)
    no_power_play = goals["situation"] != "power_play"
    counted = [
        goals.assign(g=1, plus=goals["counts"].astype(int), ev=no_power_play.astype(int))[
            ["stint", "venue", "g", "plus", "ev"]
        ],
        shots.assign(c=1, f=shots["unblocked"].astype(int), s=shots["on_net"].astype(int))[
            ["stint", "venue", "c", "f", "s"]
        ],
    ]
    together = pd.concat(counted).fillna(0)
    return together.groupby(["stint", "venue"], as_index=False)[["g", "plus", "ev", "c", "f", "s"]].sum()


def on_ice(world: World) -> Counts:
    """For and against while on the ice, at 5v5 too, and plus-minus in its variants."""
    done = results(world)
    counts = ["g", "plus", "ev", "c", "f", "s"]
    rows = world.player_stays.merge(done, on=["stint", "venue"], how="left")
    against = done.assign(venue=done["venue"].map(OTHER)).rename(columns={name: f"{name}_a" for name in counts})
    rows = rows.merge(against, on=["stint", "venue"], how="left").fillna(dict.fromkeys(_both(counts), 0))
    empty = [rows["stint"].map(world.stints[f"{venue}_empty"]) for venue in ("home", "away")]
    guarded = 1 - empty[0].where(rows["venue"] == "home", empty[1]).astype(int)
    sums: dict[str, Any] = {
        "on_ice_gf": rows["g"], "on_ice_ga": rows["g_a"], "plus_total": rows["g"], "minus_total": rows["g_a"],
        "corsi_for": rows["c"], "corsi_against": rows["c_a"], "fenwick_for": rows["f"], "fenwick_against": rows["f_a"],
        "on_ice_sf": rows["s"], "on_ice_sa": rows["s_a"], "plus_goals": rows["plus"], "minus_goals": rows["plus_a"],
        "plus_ev": rows["ev"], "plus_en_adj": rows["ev"], "minus_ev": rows["ev_a"],
        "minus_en_adj": rows["ev_a"] * guarded, "plus_minus_ev": rows["ev"] - rows["ev_a"],
        "plus_minus_en_adj": rows["ev"] - rows["ev_a"] * guarded, "plus_minus_total": rows["g"] - rows["g_a"],
    }  # fmt: skip
    for name in "gcfs":
        sums |= {f"{name}f_5v5": rows[name] * rows["is_5v5"], f"{name}a_5v5": rows[f"{name}_a"] * rows["is_5v5"]}
    return summed(rows, sums)


def _both(counts: list[str]) -> list[str]:
    return counts + [f"{name}_a" for name in counts]


def zone_starts(world: World) -> Counts:
    """Faceoffs with the skater on the ice, by zone as his side sees it."""
    drawn = world.of_type("Faceoff")
    drawn = drawn[drawn["zone"].isin(list(MIRROR))]
    drawn = drawn.assign(stint=drawn["key"].map(world.placed)).rename(columns={"venue": "winner"})
    people = world.stays
    rows = people[~people["is_goalie"]].merge(drawn[["stint", "winner", "zone"]], on="stint")
    zone = rows["zone"].where(rows["venue"] == rows["winner"], rows["zone"].map(MIRROR))
    return summed(rows, {f"faceoffs_on_ice_{name}z": zone == name for name in "ond"})
