"""Teams: goals, shots, special teams, counts of events and time in each situation, by side."""

from typing import Any

import pandas as pd

from .box import EVEN, block_rows, by_period, penalty_rows
from .exports import OTHER
from .goalie import save_rows
from .on_ice import SITUATIONS
from .world import Counts, World, tally
from .zone_play import crossings


def teams(world: World) -> Counts:
    """All columns of a side."""
    return (
        _goals(world) | _shots(world) | _events(world) | _ice_time(world) | _penalties(world)
        | tally(block_rows(world), "side", {"blocks": True})
    )  # fmt: skip


def _goals(world: World) -> Counts:
    goals = world.goals
    situation = goals["situation"]
    own = {
        "goals": True, "even_strength_goals": situation.isin(EVEN), "power_play_goals": situation == "power_play",
        "shorthanded_goals": situation == "short_handed", "penalty_shot_goals": goals["is_penalty_shot"],
        "empty_net_goals": goals["empty"], "unattributed_goals": goals["e1"].isna(),
    } | by_period(world, goals, "goals")  # fmt: skip
    against = ("goals", "power_play_goals", "shorthanded_goals", "empty_net_goals")
    shootout = world.events[world.events["shootout"]]
    scored = shootout["scored_by_code"]
    ways = {
        "codes": shootout["detail"].isin(["Shootout_Goal", "Goal_Shootout"]),
        "goals": scored & (shootout["type"] == "Goal"),
        "shots": scored & (shootout["type"] != "Goal"),
    }
    most = pd.DataFrame(tally(shootout, "venue", ways)).max(axis=1)
    return (
        tally(goals, "venue", own)
        | tally(goals, "other", {f"{name}_against": own[name] for name in against})
        | {"shootout_goals": most}
    )


def _shots(world: World) -> Counts:
    shots = world.attempts.reset_index(drop=True)
    on_net, unblocked = shots["on_net"], shots["unblocked"]
    own: dict[str, Any] = {
        "shots": True, "sog": on_net, "shots_missed": shots["missed"], "shots_blocked": shots["blocked"],
        "unblocked_shots": unblocked, "shots_5v5": shots["is_5v5"], "rebound_shots": shots["rebound"],
        "rush_shots": shots["rush"].eq(True), "unattributed_shots": shots["e1"].isna(), "cf": True, "ff": unblocked,
        "high_danger_shots": unblocked & (shots["danger"] == "high"),
    }  # fmt: skip
    own |= {name: flags & on_net for name, flags in by_period(world, shots, "sog").items()}
    found = tally(shots, "venue", own)
    found |= tally(shots, "other", {"sog_against": on_net, "ca": True, "fa": unblocked})
    saves = save_rows(world)
    found |= tally(saves, "side", {"saves": True})
    stopped = tally(shots, "other", {"stopped": on_net & ~shots["is_goal"]})["stopped"]
    return found | {"shots_without_save": stopped.sub(found["saves"], fill_value=0)}


def _events(world: World) -> Counts:
    rows = world.events[~world.events["shootout"]]
    crossing = {
        name: flags & (rows["type"] == "Zone_Entry_Exit")
        for way in ("Entry", "Exit") for name, flags in crossings(rows, way).items()
        if name in ("zone_entries", "zone_entries_controlled", "zone_exits", "zone_exits_controlled")
    }  # fmt: skip
    own = {
        "fo_wins": rows["type"] == "Faceoff", "hits": rows["type"] == "Hit",
        "giveaways": rows["detail"] == "Turnover_Giveaway", "takeaways": rows["detail"] == "Turnover_Takeaway",
        "pass_attempts": rows["type"] == "Pass", "pass_completed": rows["detail"] == "Pass_Completed",
        "zone_keepins": rows["detail"] == "Zone_Keepin",
    }  # fmt: skip
    return tally(rows, "venue", own | crossing) | tally(rows, "other", {"fo_losses": rows["type"] == "Faceoff"})


def _penalties(world: World) -> Counts:
    rows = penalty_rows(world)
    bench = rows["pim"].where(rows["charged"].isna(), 0)
    return tally(rows, "venue", {"penalties": rows["served"], "pim": rows["pim"], "bench_pim": bench})


def _ice_time(world: World) -> Counts:
    sides = pd.concat(
        [world.stints.assign(side=venue, situation=world.stints[f"{venue}_situation"]) for venue in OTHER],
        ignore_index=True,
    )
    seconds = sides["seconds"]
    return tally(
        sides, "side",
        {"toi_seconds": seconds, "toi_5v5_seconds": seconds * sides["is_5v5"]}
        | {f"toi_{name}_seconds": seconds * (sides["situation"] == name) for name in SITUATIONS},
    )  # fmt: skip
