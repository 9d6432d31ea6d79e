"""Goals, assists and points of players, penalties, faceoffs, blocks, hits, battles and turnovers."""

from typing import Any

import pandas as pd

from .frames import records
from .world import Counts, World, tally

EVEN = ("even", "empty_net_for", "empty_net_against")
BATTLES_LATE_SECONDS = 300
MIRROR = {"o": "d", "d": "o", "n": "n"}
PERIODS = {"first_period": 1, "second_period": 2, "third_period": 3}


def by_period(world: World, rows: pd.DataFrame, suffix: str) -> dict[str, Any]:
    """Conditions of the columns that split a count by period; what comes after regulation is overtime."""
    after = world.is_overtime(rows)
    found = {f"{name}_{suffix}": (rows["period"] == number) & ~after for name, number in PERIODS.items()}
    return found | {f"overtime_{suffix}": after}


def scoring(world: World) -> Counts:
    """Points by kind, situation, score and period."""
    points = pd.concat(
        [world.goals.assign(player=world.goals[who], kind=who) for who in ("e1", "a1", "a2")], ignore_index=True
    )
    goal, assist, situation, ahead = (
        points["kind"] == "e1",
        points["kind"] != "e1",
        points["situation"],
        points["ahead"],
    )
    last = points["period"] == world.regulation_of(points)
    late = world.is_overtime(points) | (last & (points["clock"] <= BATTLES_LATE_SECONDS))
    wins = (points["own_final"] > points["other_final"]) & (points["own_number"] == points["other_final"] + 1)
    return tally(
        points, "player",
        {
            "goals": goal, "assists": assist, "points": True,
            "primary_assists": points["kind"] == "a1", "secondary_assists": points["kind"] == "a2",
            "even_strength_goals": goal & situation.isin(EVEN),
            "power_play_goals": goal & (situation == "power_play"),
            "shorthanded_goals": goal & (situation == "short_handed"),
            "penalty_shot_goals": goal & (situation == "penalty_shot"),
            "unknown_situation_goals": goal & situation.isna(),
            "power_play_assists": assist & (situation == "power_play"),
            "shorthanded_assists": assist & (situation == "short_handed"),
            "empty_net_goals_for": goal & points["empty"],
            "goals_leading": goal & (ahead > 0), "goals_trailing": goal & (ahead < 0),
            "goals_tied": goal & (ahead == 0),
            "clutch_goals": goal & late & ahead.isin([-1, 0]),
            "game_winning_goals": goal & wins,
            "first_goals": goal & (points["number"] == 1),
            "overtime_goals": goal & world.is_overtime(points),
        } | by_period(world, points, "points"),
    )  # fmt: skip


CLASSES = {
    "Penalty_DoubleMinor": ("minor", 2), "Penalty_Major": ("major", 1),
    "Penalty_Misconduct": ("misconduct", 1), "Penalty_GameMisconduct": ("misconduct", 1),
}  # fmt: skip
MINORS = ["Penalty", "Penalty_Minor", "Penalty_DoubleMinor", "Penalty_Offsetting"]
MATCH_MINUTES = 15


def penalty_rows(world: World) -> pd.DataFrame:
    """Penalties (shootout apart) with minutes and the player charged: a bench minor is nobody's."""
    rows = world.of_type("Penalty")
    rows = rows[~rows["shootout"]]
    charged = rows["e1"].where(rows["detail"] != "Penalty_BenchMinor")
    served = rows["detail"] != "Penalty_PenaltyShot"
    return rows.assign(served=served, charged=charged, pim=[_minutes(world, row) for row in records(rows)])


def _minutes(world: World, penalty: dict[str, Any]) -> int:
    noted = None if pd.isna(penalty["minutes"]) else int(penalty["minutes"])
    if penalty["detail"] == "Penalty_Match":
        return max(noted or 0, MATCH_MINUTES)
    if noted is not None:
        return noted
    if penalty["detail"] == "Penalty_PenaltyShot":
        return 0
    kind, times = CLASSES.get(penalty["detail"], ("minor", 1))
    return times * world.penalty_lengths[penalty["game_id"]][kind]


def penalties(world: World) -> Counts:
    """Penalties taken and drawn, and minutes."""
    rows = penalty_rows(world)
    detail = rows["detail"]
    taken = {
        "penalties_taken": rows["served"],
        "pim": rows["pim"],
        "minor_penalties": detail.isin(MINORS),
        "major_penalties": detail.isin(["Penalty_Major", "Penalty_Match"]),
        "misconducts": detail.isin(["Penalty_Misconduct", "Penalty_GameMisconduct"]),
    }
    return tally(rows, "charged", taken) | tally(rows, "o1", {"penalties_drawn": rows["served"]})


def faceoffs(world: World) -> Counts:
    """Faceoffs by who won and by zone; the loser sees the mirrored zone."""
    rows = world.of_type("Faceoff")
    won = rows.assign(player=rows["e1"], is_win=True)
    lost = rows.assign(player=rows["o1"], is_win=False, zone=rows["zone"].map(MIRROR))
    takers = pd.concat([won, lost], ignore_index=True)
    conditions: dict[str, Any] = {"fo_wins": takers["is_win"], "fo_losses": ~takers["is_win"], "fo_total": True}
    for zone in "ond":
        conditions[f"fo_wins_{zone}z"] = takers["is_win"] & (takers["zone"] == zone)
        conditions[f"fo_losses_{zone}z"] = ~takers["is_win"] & (takers["zone"] == zone)
    return tally(takers, "player", conditions)


def block_rows(world: World) -> pd.DataFrame:
    """One row per blocked shot: the side that blocked, and the player marked for it, else the first opponent."""
    shots = world.attempts[~world.attempts["by_mate"]]
    marks = world.players[(world.players["play_1"] == "BlockedShot") | (world.players["play_2"] == "BlockedShot")]
    marks = marks.merge(shots[["key", "other"]].reset_index(drop=True), on="key")
    marks = marks[marks["venue"] == marks["other"]]
    marked = marks.groupby("key")["player_id"].min()
    shots = shots[shots["blocked"] | shots["key"].isin(marks["key"])]
    by_first = shots["o1"].where(shots["blocked"])
    blocked = shots.assign(side=shots["other"], player=shots["key"].map(marked).astype(object).fillna(by_first))
    blocked = blocked.reset_index(drop=True)
    apart = world.of_type("Block")
    known = set(zip(blocked["game_id"], blocked["chain"], blocked["side"], strict=True))
    is_new = [(g, c, v) not in known for g, c, v in zip(apart["game_id"], apart["chain"], apart["venue"], strict=True)]
    apart = apart[pd.Series(is_new, index=apart.index, dtype=bool)]
    return pd.concat([blocked, apart.assign(side=apart["venue"], player=apart["e1"])], ignore_index=True)


def defence(world: World) -> Counts:
    """Blocks, hits, loose-puck battles and retrievals."""
    hits, battles = world.of_type("Hit"), world.of_type("LoosePuck")
    both = pd.concat([battles.assign(player=battles[who], won=who == "e1") for who in ("e1", "o1")], ignore_index=True)
    puck = world.events[world.events["detail"].isin(["Possession_PuckRetrieval", "Possession_PuckRecovery"])]
    return (
        tally(block_rows(world), "player", {"blocks": True})
        | tally(hits, "e1", {"hits": True}) | tally(hits, "o1", {"hits_taken": True})
        | tally(both, "player", {"puck_battles": True, "puck_battle_wins": both["won"]})
        | tally(puck, "e1", {"retrievals": True})
    )  # fmt: skip


BAD_GIVEAWAYS = {
    "AttemptedZoneClear/Dump", "BattleLost", "Misplayed", "PassBlocked", "PassIntercepted", "PassMissed",
    "ZoneEntry/ExitMisplay",
}  # fmt: skip
NEUTRAL_GIVEAWAYS = {"Other", "PassReceiverMissed", "ShotBlocked", "ShotMissed"}
GOOD_GIVEAWAYS = {"DumpInZone", "ZoneClear/Dump"}


def turnovers(world: World) -> Counts:
    """Giveaways by quality and zone, takeaways."""
    rows = world.of_type("Turnover")
    lost = rows["detail"] == "Turnover_Giveaway"
    how = rows["detail_2"].fillna("").str.removeprefix("Giveaway_")
    conditions = {
        "giveaways": lost,
        "takeaways": rows["detail"] == "Turnover_Takeaway",
        "giveaways_bad": lost & how.isin(BAD_GIVEAWAYS),
        "giveaways_neutral": lost & how.isin(NEUTRAL_GIVEAWAYS),
        "giveaways_good": lost & how.isin(GOOD_GIVEAWAYS),
        "giveaways_unrated": lost & ~how.isin(BAD_GIVEAWAYS | NEUTRAL_GIVEAWAYS | GOOD_GIVEAWAYS),
    }
    return tally(rows, "e1", conditions | {f"turnovers_{zone}z": lost & (rows["zone"] == zone) for zone in "ond"})
