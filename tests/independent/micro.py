"""Play details: each measure once per player and chain of events, whatever its spelling; beaten defenders too."""

from typing import Any

import pandas as pd

from .frames import records
from .spelling import vocabulary
from .world import Counts, World

WITH_SUCCESS = ("breakouts", "drives_corner", "drives_middle", "drives_wide", "zone_entry_denials")
ODD_MAN = ("2on0_rushes", "2on1_rushes", "3on1_rushes", "3on2_rushes", "odd_man_rushes")
BEATEN = ("def_times_beat_deke", "def_times_beat_speed", "got_beat_middle", "got_beat_wide")
GROUPS = {
    "def_coverage_assignments": "coverage", "def_forced_turnovers": "forced", "transition_plays": "transition",
}  # fmt: skip
MIRROR = {"o": "d", "d": "o", "n": "n"}
CHECKS = {"def_stick_checks": "stick_checks", "def_poke_checks": "poke_checks"}


def play_rows(world: World) -> pd.DataFrame:
    """One row per mark: game, player, what he gets for it, chain, success, and the zone as his side sees it."""
    plays = {row["play_detail"]: row for row in records(vocabulary("play_details"))}
    columns = ["key", "chain", "detail", "e1", "o1", "zone", "venue"]
    noted = world.players.merge(world.events[columns], on="key", suffixes=("", "_of_event"))
    rows: list[dict[str, Any]] = []
    for mark in records(noted):
        play = f"chain {mark['chain']}" if pd.notna(mark["chain"]) else mark["key"]
        zone = mark["zone"] if mark["venue"] == mark["venue_of_event"] else MIRROR.get(mark["zone"])
        shared = {"game_id": mark["game_id"], "play": play, "succeeded": mark["success"] == "s", "zone": zone}
        for code in {mark["play_1"], mark["play_2"]} & plays.keys():
            for player, measure in _credits(mark, plays[code]):
                rows.append(
                    shared | {"player_id": player, "measure": measure, "category": plays[code]["play_category"]}
                )
    found = pd.DataFrame(rows)
    return found[found["player_id"].notna()]


def _credits(mark: dict[str, Any], play: dict[str, Any]) -> list[tuple[Any, str]]:
    """A mark is its player's; one that stands on the row of whom it beat is the attacker's, the other was beaten."""
    defends = mark["side"] == "opp" or (mark["detail"] == "Play_Defensive" and mark["side"] == "event")
    if play["opp_measure"] and defends:
        attacker = mark["e1"] if mark["side"] == "opp" else mark["o1"]
        return [(attacker, play["measure"]), (mark["player_id"], play["opp_measure"])]
    return [(mark["player_id"], play["measure"])]


def micro(world: World) -> Counts:
    """A count for each measure, of its successes for some, and of chains with any of a group of marks."""
    rows = play_rows(world)
    listed = vocabulary("play_details")
    measures = sorted({*listed["measure"], *listed["opp_measure"]} - {""})
    found = {measure: chains(rows[rows["measure"] == measure]) for measure in measures}
    good = rows[rows["succeeded"]]
    found |= {f"{measure}_success": chains(good[good["measure"] == measure]) for measure in WITH_SUCCESS}
    found |= {name: chains(rows[rows["category"] == category]) for name, category in GROUPS.items()}
    found["def_times_beat_total"] = chains(rows[rows["measure"].isin(BEATEN)])
    found["odd_man_rushes"] = chains(rows[rows["measure"].isin(ODD_MAN)])
    worked = (rows["measure"] == "dekes_beat_defender") | ((rows["measure"] == "deke_attempts") & rows["succeeded"])
    found["dekes_successful"] = chains(rows[worked])
    own_zone = rows[rows["zone"] == "d"]
    return found | {name: chains(own_zone[own_zone["measure"] == measure]) for name, measure in CHECKS.items()}


def chains(rows: pd.DataFrame) -> "pd.Series[Any]":
    """Different chains of events by game and player."""
    return rows.groupby(["game_id", "player_id"])["play"].nunique()
