"""More of goalies: score state, way of saving, kind of shot, rebounds, workload, ice time, what they do besides."""

from itertools import pairwise
from typing import Any

import pandas as pd

from .box import PERIODS, defence, penalties, scoring, turnovers
from .exports import OTHER
from .frames import records
from .goalie import goals_against_rows, save_rows
from .on_ice import SITUATIONS, summed
from .passing import passing
from .shooting import by_type
from .states import STATES, lead_at_start, lead_before, state
from .world import Counts, World, tally
from .zone_play import zone_play

SAVED_WITH = {
    "glove": ["Glove"], "blocker": ["Blocker"], "butterfly": ["Butterfly"], "left_pad": ["LeftPad"],
    "right_pad": ["RightPad"], "chest": ["Chest", "Shoulder"], "stick": ["Stick"], "scramble": ["Scramble"],
    "other": ["Mask", "Skate", "Other"],
}  # fmt: skip
LOST = ["Rebound_TeamRecovered", "Rebound_ShotGenerated", "Rebound_FlurryGenerated"]
SPLITS = (
    *(f"{name}_period" for name in ("first", "second", "third")), "overtime", "even_strength", "short_handed",
    "power_play",
)  # fmt: skip


def goalie_states(world: World) -> Counts:
    """Saves and goals against by score state and by way of saving."""
    ahead = lead_before(world)
    saves, goals = save_rows(world), goals_against_rows(world)
    lead = saves["key"].map(ahead)
    of_goalie = lead.where(saves["detail"].notna(), -lead)  # a save inferred from a shot has the shooter's view
    how = saves["detail_2"].fillna("").str.removeprefix("Save_")
    states, lost = of_goalie.map(state), (-goals["ahead"]).map(state)
    conditions: dict[str, Any] = {f"saves_{name}": states == name for name in STATES}
    conditions |= {f"saves_{name}": how.isin(codes) for name, codes in SAVED_WITH.items()}
    return tally(saves, "goalie", conditions) | tally(
        goals, "goalie", {f"goals_against_{name}": lost == name for name in STATES}
    )


def shots_faced(world: World) -> Counts:
    """Attempts at a guarded net by outcome, danger, origin and type."""
    shots = world.attempts.reset_index(drop=True)
    shots = shots[~shots["empty"]]
    on_net, scored, danger = shots["on_net"], shots["is_goal"], shots["danger"]
    rush, alone = shots["rush"].eq(True), shots["breakaway"].eq(True)
    screens = world.players[(world.players["play_1"] == "Screen") | (world.players["play_2"] == "Screen")]
    screened = shots["key"].isin(screens["key"])
    origins = {"rebound": shots["rebound"], "rush": rush, "breakaway": alone, "set_play": ~shots["rebound"] & ~rush}
    kinds = origins | by_type(shots) | {"screened": screened}
    conditions: dict[str, Any] = {
        "blocked_attempts_against": shots["blocked"], "missed_attempts_against": shots["missed"],
        "sog_against": on_net, "scoring_shots_against": scored, "penalty_shots_faced": shots["penalty_shot"],
        "penalty_shot_saves": shots["penalty_shot"] & on_net & ~scored,
        "shots_against_5v5": on_net & shots["is_5v5"], "goals_against_5v5": scored & shots["is_5v5"],
        "high_danger_rebound_shots_against": on_net & shots["rebound"] & (danger == "high"),
    }  # fmt: skip
    conditions |= {f"{kind}_shots_against": on_net & flags for kind, flags in kinds.items()}
    conditions |= {f"{kind}_goals_against": scored & flags for kind, flags in kinds.items()}
    conditions |= {f"{name}_danger_goals_against": scored & (danger == name) for name in ("high", "medium", "low")}
    conditions |= {
        f"{name}_danger_saves": on_net & ~scored & (danger == name) for name in ("high", "medium", "low")
    }  # fmt: skip
    return tally(shots, "goalie", conditions)


def rebounds(world: World) -> Counts:
    """Rebounds of a goalie, and who got them; now and then a skater is noted for one."""
    rows = world.of_type("Rebound")
    detail = rows["detail"]
    found = tally(
        rows, "e1",
        {
            "rebounds_left": True, "rebounds_cleared": detail == "Rebound_OppTeamRecovered",
            "rebounds_lost": detail.isin(LOST), "rebounds_shot_again": detail.isin(LOST[1:]),
        },
    )  # fmt: skip
    return of_keepers(world, found)


def goalie_ice_time(world: World) -> Counts:
    """Seconds in the net by period, situation and score state."""
    rows = world.stays
    rows = rows[rows["is_goalie"]]
    lead = rows["stint"].map(lead_at_start(world))
    states = lead.where(rows["venue"] == "home", -lead).map(state)
    seconds = rows["seconds"]
    after = world.is_overtime(rows)
    regular = rows["period"].where(~after)
    sums: dict[str, Any] = {f"{name}_toi_seconds": seconds * (regular == n) for name, n in PERIODS.items()}
    sums |= {"overtime_toi_seconds": seconds * after, "toi_5v5_seconds": seconds * rows["is_5v5"]}
    sums |= {f"toi_{name}_seconds": seconds * (states == name) for name in STATES}
    sums |= {f"toi_{name}_seconds": seconds * (rows["situation"] == name) for name in SITUATIONS}
    return summed(rows, sums)


def skating(world: World) -> Counts:
    """What goalies do like anybody else."""
    families = scoring(world) | penalties(world) | passing(world) | turnovers(world) | defence(world) | zone_play(world)
    names = ("assists", "pim", "pass_attempts", "pass_completed", "giveaways", "retrievals", "zone_exits")
    return of_keepers(world, {name: families[name] for name in names})


def of_keepers(world: World, counts: Counts) -> Counts:
    """The counts of those who stood in a net, 0 for who has none."""
    people = world.stays
    keepers = pd.MultiIndex.from_frame(people[people["is_goalie"]][["game_id", "player"]].drop_duplicates())
    return {name: column.reindex(keepers, fill_value=0) for name, column in counts.items()}


def support(world: World) -> Counts:
    """Goals of the goalie's side, and those into its empty net, for each goalie who played."""
    people = world.stays
    keepers = people[people["is_goalie"]][["game_id", "player", "venue"]].drop_duplicates()
    keepers = keepers[keepers["player"].notna()]
    goals = world.goals.groupby(["game_id", "venue"]).size()
    empty = world.goals[world.goals["empty"]].groupby(["game_id", "other"]).size()
    index = pd.MultiIndex.from_frame(keepers[["game_id", "player"]])
    sides = pd.MultiIndex.from_frame(keepers[["game_id", "venue"]])
    return {
        "goal_support": goals.reindex(sides, fill_value=0).set_axis(index),
        "empty_net_goals_against": empty.reindex(sides, fill_value=0).set_axis(index),
    }


def of_goalies(counts: Counts) -> Counts:
    """Shots against as saves and goals, split as these are."""
    found = {
        f"{split}_shots_against": _added(counts[f"{split}_saves"], counts[f"{split}_goals_against"])
        for split in _splits(counts)
    }
    return found | {
        f"shots_against_{name}": _added(counts[f"saves_{name}"], counts[f"goals_against_{name}"]) for name in STATES
    }


def _splits(counts: Counts) -> list[str]:
    suffix = "_goals_against"
    names = [name.removesuffix(suffix) for name in counts if name.endswith(suffix)]
    return [name for name in names if f"{name}_saves" in counts and "danger" not in name and name != "official"]


def _added(one: "pd.Series[Any]", other: "pd.Series[Any]") -> "pd.Series[Any]":
    return one.add(other, fill_value=0)


def workload(world: World) -> Counts:
    """Saves in a row, and shots that come close together."""
    found: dict[tuple[int, str], dict[str, Any]] = {}
    in_net = _time_in_net(world)
    for key, shots in _shots_in_order(world).items():
        streaks = [0]
        for shot in shots:
            if shot["is_goal"]:
                streaks.append(0)
            else:
                streaks[-1] += 1
        sequences = _sequences(shots)
        many = [sequence for sequence in sequences if len(sequence) > 1]
        found[key] = {
            "longest_save_streak": max(streaks), "saves_before_first_goal": streaks[0],
            "saves_since_last_goal": streaks[-1], "multi_shot_sequences": len(many),
            "multi_shot_sequences_survived": sum(not any(s["is_goal"] for s in sequence) for sequence in many),
            "most_shots_in_sequence": max(map(len, sequences)),
            "most_shots_in_five_minutes": max(_in_five_minutes(shots)),
        } | _waits(shots, in_net.get(key))  # fmt: skip
    for key, (first, last) in in_net.items():
        found.setdefault(key, {"longest_seconds_without_shot": last - first})
    table = pd.DataFrame.from_dict(found, orient="index")
    return {str(name): column for name, column in table.items()}


def _in_five_minutes(shots: list[dict[str, Any]]) -> list[int]:
    """For each shot, those of the five minutes that end with it."""
    return [sum(0 <= shot["second"] - other["second"] < 300 for other in shots) for shot in shots]


def _waits(shots: list[dict[str, Any]], span: tuple[float, float] | None) -> dict[str, Any]:
    """Seconds to the first shot and goal, and the longest without a shot, from first to last second in the net."""
    if span is None:
        return {}
    seconds = [shot["second"] for shot in shots]
    goals = [shot["second"] for shot in shots if shot["is_goal"]]
    times = [span[0], *seconds, span[1]]
    return {
        "seconds_to_first_shot": min(seconds) - span[0],
        "seconds_to_first_goal_against": min(goals) - span[0] if goals else None,
        "longest_seconds_without_shot": max(late - early for early, late in pairwise(times)),
    }


def _time_in_net(world: World) -> dict[tuple[int, str], tuple[float, float]]:
    """First and last second of each goalie in the net."""
    found: dict[tuple[int, str], tuple[float, float]] = {}
    for stint in records(world.stints):
        start = world.second(stint["game_id"], stint["period"], stint["start"])
        end = world.second(stint["game_id"], stint["period"], stint["end"])
        for venue in OTHER:
            keeper = stint[f"{venue}_keeper"]
            if isinstance(keeper, str):
                first, last = found.get((stint["game_id"], keeper), (start, end))
                found[stint["game_id"], keeper] = (min(first, start), max(last, end))
    return found


def _shots_in_order(world: World) -> dict[tuple[int, str], list[dict[str, Any]]]:
    """Saves and goals against by goalie, in the order of play."""
    order = dict(zip(world.events["key"], world.events["n"], strict=True))
    parts = [
        (save_rows(world), False),
        (goals_against_rows(world), True),
    ]  # fmt: skip
    rows = []
    for part, is_goal in parts:
        for row in records(part):
            second = world.second(row["game_id"], row["period"], row["clock"])
            rows.append(row | {"is_goal": is_goal, "n": order[row["key"]], "second": second})
    found: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: row["n"]):
        if isinstance(row["goalie"], str):
            found.setdefault((row["game_id"], row["goalie"]), []).append(row)
    return found


def _sequences(shots: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Shots at most three seconds apart, within a period."""
    sequences: list[list[dict[str, Any]]] = []
    for shot in shots:
        last = sequences[-1][-1] if sequences else None
        if last is not None and last["period"] == shot["period"] and last["clock"] - shot["clock"] <= 3:
            sequences[-1].append(shot)
        else:
            sequences.append([shot])
    return sequences
