"""What skaters defended: the defender of an event is its first opponent, behind the goalie where that is the first."""

from typing import Any

import pandas as pd

from .box import MIRROR, block_rows
from .exports import OTHER
from .frames import as_column, records
from .world import Counts, World, tally

ATTACKS = ("Pass", "Zone_Entry_Exit", "Possession")


def goalies_of(world: World) -> set[tuple[int, str]]:
    """Who keeps goal: by the rosters, else by the slots of the stints."""
    rosters = world.league.rosters
    listed = rosters[rosters["player_position"].fillna("").str.upper().str.startswith("G")]
    found = {(int(game), str(player)) for game, player in zip(listed["game_id"], listed["player_id"], strict=True)}
    for venue in OTHER:
        keepers = world.stints[["game_id", f"{venue}_keeper"]].dropna().drop_duplicates()
        found |= {(int(game), str(player)) for game, player in keepers.itertuples(index=False)}
    return found


def defended(world: World) -> pd.DataFrame:
    """Events with their defender."""
    goalies = goalies_of(world)
    rows = records(world.events)
    first = [row["o2"] if (row["game_id"], row["o1"]) in goalies else row["o1"] for row in rows]
    skaters = [None if (row["game_id"], who) in goalies else who for row, who in zip(rows, first, strict=True)]
    return world.events.assign(defender=as_column(skaters, world.events))


def defending(world: World) -> Counts:
    """All columns of a defender."""
    rows = defended(world)
    rows = rows[~rows["marker"] & ~rows["shootout"] & ~rows["own_goal"]]
    kind, detail, outcome = rows["type"], rows["detail"], rows["outcome"]
    attacked = rows["attempt"] | kind.isin(ATTACKS) | (detail == "Play_Offensive")
    intercepted = detail == "Pass_Intercepted"
    found = tally(
        rows, "defender",
        {
            "def_shots_against": rows["attempt"], "def_goals_against": rows["goal"],
            "times_targeted_as_defender": attacked, "times_attacked": attacked & outcome.notna(),
            "times_attacked_successfully": attacked & (outcome == "s"),
            "times_attacked_unsuccessfully": attacked & (outcome == "u"),
            "def_entries_allowed": (detail == "Zone_Entry") & (outcome == "s"),
            "def_exits_denied": detail.isin(["Zone_Exit", "Zone_Exit_Failed"]) & (outcome == "u"),
            "def_pass_deflected": detail == "Pass_Deflected", "def_pass_intercepted": intercepted,
            "def_interceptions": intercepted & (rows["zone"] == "o"),
        },
    )  # fmt: skip
    opponents = rows[attacked & rows["e1"].notna()].groupby(["game_id", "defender"])["e1"].nunique()
    return found | {"defensive_assignments": opponents} | _in_own_zone(world)


def _in_own_zone(world: World) -> Counts:
    events = world.events
    own, mirrored = events["zone"] == "d", events["zone"].map(MIRROR) == "d"
    battle = events["type"] == "LoosePuck"
    how = events["detail_2"].fillna("").str.partition("_")[2]
    cleared = how.isin(["Clear", "PenaltyKillClear", "FromExitClear", "Chip", "Lob", "DumpIn"])
    blocks = block_rows(world)
    zones: Any = blocks["zone"].where(blocks["type"] == "Block", blocks["zone"].map(MIRROR))
    return (
        tally(
            events, "e1",
            {
                "def_body_checks": (events["type"] == "Hit") & own, "def_battles_won": battle & own,
                "def_takeaways": (events["detail"] == "Turnover_Takeaway") & own,
                "def_zone_clears": (events["detail"] == "Zone_Exit") & cleared,
                "puck_retrievals": events["detail"] == "Possession_PuckRetrieval",
            },
        )
        | tally(events, "o1", {"def_battles_lost": battle & mirrored})
        | tally(blocks, "player", {"def_blocked_shots": zones == "d"})
    )  # fmt: skip
