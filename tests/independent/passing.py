"""Passes of players, as passer and as target."""

from .world import Counts, World, tally

FAILED = ["Pass_Missed", "Pass_Deflected", "Pass_Intercepted"]


def passing(world: World) -> Counts:
    """A pass is complete by its detail, whatever its success flag says."""
    rows = world.of_type("Pass")
    done = rows["detail"] == "Pass_Completed"
    passer = {
        "pass_attempts": True, "pass_completed": done,
        "passes_missed": rows["detail"] == "Pass_Missed",
        "own_passes_deflected": rows["detail"] == "Pass_Deflected",
        "own_passes_intercepted": rows["detail"] == "Pass_Intercepted",
        "stretch_passes": rows["detail_2"] == "Pass_Stretch",
    }  # fmt: skip
    target = {
        "times_pass_target": True,
        "passes_received_successful": done,
        "passes_received_unsuccessful": rows["detail"].isin(FAILED),
    } | {f"times_target_{zone}z": rows["zone"] == zone for zone in "ond"}
    return tally(rows, "e1", passer) | tally(rows, "e2", target)
