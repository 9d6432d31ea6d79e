"""What an event counts as, by its codes: the lists of docs/concepts/definitions.md, written down once more."""

import pandas as pd

SAVED = {
    "Shot_OnNetSaved", "Shot_OnNet", "Shot_TippedOnNetSaved", "Shot_DeflectedOnNetSaved", "PenaltyShot_OnNet",
    "PenaltyShot_Saved",
}  # fmt: skip
SCORED = {"Shot_Goal", "Shot_TippedGoal", "Shot_DeflectedGoal", "PenaltyShot_Goal"}
MISSED = {"Shot", "Shot_Missed", "Shot_HitPost", "Shot_Deflected", "PenaltyShot_Missed"}
BLOCKED, BLOCKED_BY_MATE = "Shot_Blocked", "Shot_BlockedSameTeam"
ATTEMPTS = SAVED | SCORED | MISSED | {BLOCKED, BLOCKED_BY_MATE}
GOALS = {"Goal_Scored", "Goal_PenaltyShot", "Goal_EmptyNet", "Goal_Own", "Goal_Awarded"}
PENALTY_SHOTS = {"PenaltyShot_OnNet", "PenaltyShot_Saved", "PenaltyShot_Missed", "PenaltyShot_Goal", "Goal_PenaltyShot"}
SHOOTOUT = {
    "Goal_Shootout", "Shootout_OnNet", "Shootout_Saved", "Shootout_Missed", "Shootout_Goal", "Shootout_NoGoal",
}  # fmt: skip
MARKERS = {
    "Stoppage", "DeadIce", "Clockstop", "Timeout", "Intermission", "TeamPossessionChange", "Zone_Change", "GameStart",
    "GameEnd",
}  # fmt: skip
WORKED = SAVED | SCORED | {"Pass_Completed"}
FAILED = (
    MISSED - {"Shot"}
    | {BLOCKED, BLOCKED_BY_MATE, "Pass_Missed", "Pass_Deflected", "Pass_Intercepted"}
    | {"Zone_Entry_Failed", "Zone_Exit_Failed", "Zone_Keepin_Failed"}
)
CROSSED = {"Zone_Entry", "Zone_Exit", "Zone_Keepin"}
SHOT_TYPES = {
    "Wrist": "wrist", "Slap": "slap", "Snap": "snap", "Backhand": "backhand", "OneTime": "one_timer", "Tip": "tip",
    "Deflection": "deflected", "WrapAround": "wrap", "Poke": "poke", "Bat": "bat", "BetweenLegs": "other",
    "Cradle": "other", "Dumpin": "other", "Other": "other",
}  # fmt: skip


def with_meanings(events: pd.DataFrame) -> pd.DataFrame:
    """Events with flags: shootout, goal, attempt, scored, on goal, blocked (by a mate), missed, penalty shot."""
    kind, detail = events["type"], events["detail"]
    flag = events["success"].where(events["success"].isin(["s", "u"]))
    outcome = flag.mask(detail.isin(WORKED), "s").mask(detail.isin(FAILED), "u")
    outcome = outcome.mask(detail.isin(CROSSED) & (flag != "u"), "s")
    ways = events["detail_2"].fillna("").str.partition("_")[2]
    shootout = detail.isin(SHOOTOUT) | (kind == "Shootout")
    taken_back = _noted_as(events, "DisallowedGoal", "Goal_Disallowed")
    shot_as_goal = (kind == "Shot") & detail.isin(GOALS)
    by_mate = (detail == BLOCKED_BY_MATE) | ((detail == BLOCKED) & (events["detail_2"] == "ByTeammate"))
    return events.assign(
        shootout=shootout,
        marker=kind.isin(MARKERS),
        outcome=outcome,
        shot_type=ways.map(SHOT_TYPES).where(kind.isin(["Shot", "Goal"])),
        goal=(kind == "Goal") & detail.isin(GOALS) & ~shootout & ~taken_back,
        attempt=(detail.isin(ATTEMPTS) | shot_as_goal | ((kind == "Shot") & detail.isna()))
        & (kind != "Goal")
        & ~shootout,
        scored=(detail.isin(SCORED) | shot_as_goal) & ~taken_back,
        scored_by_code=detail.isin(SCORED | GOALS) & ~taken_back,
        on_goal=detail.isin(SAVED | SCORED) | shot_as_goal,
        disallowed=taken_back,
        own_goal=_noted_as(events, "OwnGoal", "Goal_Own"),
        awarded=_noted_as(events, "AwardedGoal", "Goal_Awarded"),
        empty_net_noted=_noted_as(events, "EmptyNet", "Goal_EmptyNet"),
        blocked=detail.isin({BLOCKED, BLOCKED_BY_MATE}),
        by_mate=by_mate,
        penalty_shot=detail.isin(PENALTY_SHOTS) | (events["detail_2"] == "PenaltyShot"),
    )


def _noted_as(events: pd.DataFrame, mark: str, detail: str) -> "pd.Series[bool]":
    """Shots and goals noted as something, in whichever column."""
    noted = (events[["detail_2", "play_1", "play_2"]] == mark).any(axis=1)
    return (events["type"].isin(["Shot", "Goal"]) & noted) | (events["detail"] == detail)
