"""More of teams: course of the score, kinds of shots, play by zone, classes of penalties, strengths, power plays."""

from typing import Any

import pandas as pd

from .box import BAD_GIVEAWAYS, MINORS, MIRROR, NEUTRAL_GIVEAWAYS, by_period, penalty_rows
from .frames import records
from .power_plays import opportunities
from .states import STATES, stint_sides
from .world import Counts, World, tally
from .zone_play import CLEARED, crossings, methods

STRENGTHS = {
    "4v4": ("even", 4, 4), "3v3": ("even", 3, 3), "5v4": ("power_play", 5, 4), "5v3": ("power_play", 5, 3),
    "4v3": ("power_play", 4, 3), "4v5": ("short_handed", 4, 5), "3v5": ("short_handed", 3, 5),
    "3v4": ("short_handed", 3, 4),
}  # fmt: skip


def score_course(world: World) -> Counts:
    """Goals that tied or broke a tie, leads, and how often the lead changed hands."""
    goals = world.goals
    found = tally(goals, "venue", {"go_ahead_goals": goals["ahead"] == 0, "tying_goals": goals["ahead"] == -1})
    rows: dict[tuple[int, str], dict[str, int]] = {}
    for game, of_game in goals.groupby("game_id"):
        leads, leader, changes, lead = [0], 0, 0, 0
        for goal in records(of_game):
            lead += 1 if goal["venue"] == "home" else -1
            leads.append(lead)
            if lead and leader and (lead > 0) != (leader > 0):
                changes += 1
            leader = lead or leader
        for venue, sign in (("home", 1), ("away", -1)):
            own = [sign * one for one in leads]
            rows[int(str(game)), venue] = {
                "lead_changes": changes, "largest_lead": max(own), "largest_deficit": -min(own),
            }  # fmt: skip
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["lead_changes", "largest_lead", "largest_deficit"])
    return found | {str(name): column for name, column in table.items()}


def team_shots(world: World) -> Counts:
    """Attempts by outcome, danger, origin, score, situation and period, for and against."""
    shots = world.attempts.reset_index(drop=True)
    on_net, scored, unblocked, danger = shots["on_net"], shots["is_goal"], shots["unblocked"], shots["danger"]
    rush, alone, rebound = shots["rush"].eq(True), shots["breakaway"].eq(True), shots["rebound"]
    chance = unblocked & (danger.isin(["high", "medium"]) | rebound | rush)
    best = unblocked & ((danger == "high") | rebound)
    five = {
        "cf_5v5": shots["is_5v5"], "ff_5v5": shots["is_5v5"] & unblocked, "sf_5v5": shots["is_5v5"] & on_net,
        "gf_5v5": shots["is_5v5"] & scored,
    }  # fmt: skip
    power, short = shots["situation"] == "power_play", shots["situation"] == "short_handed"
    own: dict[str, Any] = {
        "shots_blocked_by_team_mate": shots["blocked"] & shots["by_mate"], "rebound_goals": rebound & scored,
        "penalty_shots": shots["penalty_shot"], "high_danger_goals": scored & (danger == "high"),
        "medium_danger_shots": unblocked & (danger == "medium"), "low_danger_shots": unblocked & (danger == "low"),
        "scoring_chances": chance, "high_danger_chances": best, "rush_goals": rush & scored, "breakaway_shots": alone,
        "breakaway_goals": alone & scored, "power_play_shots": power, "power_play_sog": power & on_net,
        "shorthanded_shots": short, "shorthanded_sog": short & on_net,
    }  # fmt: skip
    own |= five | {f"shots_{name}": shots["state"] == name for name in STATES} | by_period(world, shots, "shots")
    against = {
        "high_danger_shots_against": unblocked & (danger == "high"), "scoring_chances_against": chance,
        "high_danger_chances_against": best, "rush_shots_against": rush, "rebound_shots_against": rebound,
        "short_handed_shots_against": power, "short_handed_sog_against": power & on_net,
    } | {f"{name[0]}a_5v5": flags for name, flags in five.items()}  # fmt: skip
    return tally(shots, "venue", own) | tally(shots, "other", against)


def team_events(world: World) -> Counts:
    """Faceoffs, hits and turnovers by zone, passes, crossings, battles and possessions."""
    rows = world.events[~world.events["shootout"]]
    kind, detail = rows["type"], rows["detail"]
    how = rows["detail_2"].fillna("").str.removeprefix("Giveaway_")
    given, taken = detail == "Turnover_Giveaway", detail == "Turnover_Takeaway"
    crossing = kind == "Zone_Entry_Exit"
    own: dict[str, Any] = {
        "giveaways_bad": given & how.isin(BAD_GIVEAWAYS), "giveaways_neutral": given & how.isin(NEUTRAL_GIVEAWAYS),
        "passes_missed": detail == "Pass_Missed", "own_passes_deflected": detail == "Pass_Deflected",
        "own_passes_intercepted": detail == "Pass_Intercepted",
        "stretch_passes": (kind == "Pass") & (rows["detail_2"] == "Pass_Stretch"),
        "zone_exit_clear": (detail == "Zone_Exit") & methods(rows).isin(CLEARED),
        "zone_keepin_attempts": detail.isin(["Zone_Keepin", "Zone_Keepin_Failed"]),
        "puck_battle_wins": kind == "LoosePuck", "possessions": kind == "Possession",
        "retrievals": detail.isin(["Possession_PuckRetrieval", "Possession_PuckRecovery"]),
        "regroups": detail == "Possession_Regroup", "breakaways": detail == "Possession_Breakaway",
    }  # fmt: skip
    for way in ("Entry", "Exit"):
        own |= {name: flags & crossing for name, flags in crossings(rows, way).items()}
    marks = {"fo_wins": kind == "Faceoff", "hits": kind == "Hit", "giveaways": given, "takeaways": taken}
    own |= {f"{name}_{zone}z": flags & (rows["zone"] == zone) for name, flags in marks.items() for zone in "ond"}
    mirrored = rows["zone"].map(MIRROR)
    against: dict[str, Any] = {"hits_taken": kind == "Hit", "puck_battle_losses": kind == "LoosePuck"}
    against |= {f"fo_losses_{zone}z": (kind == "Faceoff") & (mirrored == zone) for zone in "ond"}
    return tally(rows, "venue", own) | tally(rows, "other", against)


def team_penalties(world: World) -> Counts:
    """Penalties by class, and those of the other side."""
    rows = penalty_rows(world)
    detail = rows["detail"]
    own = {
        "minor_penalties": detail.isin(MINORS), "double_minor_penalties": detail == "Penalty_DoubleMinor",
        "bench_minor_penalties": detail == "Penalty_BenchMinor",
        "major_penalties": detail.isin(["Penalty_Major", "Penalty_Match"]),
        "misconducts": detail.isin(["Penalty_Misconduct", "Penalty_GameMisconduct"]),
    }  # fmt: skip
    return tally(rows, "venue", own) | tally(rows, "other", {"penalties_drawn": rows["served"]})


def strengths(world: World) -> Counts:
    """Seconds by skaters and by score, and man advantages."""
    sides = stint_sides(world)
    seconds = sides["seconds"]
    sums: dict[str, Any] = {f"toi_{name}_seconds": seconds * (sides["state"] == name) for name in STATES}
    for name, (situation, own, against) in STRENGTHS.items():
        holds = (sides["situation"] == situation) & (sides["own"] == own) & (sides["against"] == against)
        sums[f"toi_{name}_seconds"] = seconds * holds
    return tally(sides, "side", sums) | opportunities(world)
