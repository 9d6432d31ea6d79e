"""Plays in words, out of the codes of the tracking."""

import re
from functools import cache

# What a score sheet is made of; passes, entries and turnovers are for who asks for them.
KEY_PLAYS = ("Goal", "Shot", "PenaltyShot", "Shootout", "Penalty", "Hit", "Faceoff", "Timeout", "GameEnd")
BORDERS = re.compile(r"(?<=[a-z])(?=[A-Z])|_|(?=/)")

PLAYS = {
    "Goal_Scored": "Goal", "Goal_Shootout": "Shootout goal", "Goal_EmptyNet": "Goal into an empty net",
    "Goal_Disallowed": "Goal taken back", "Shot_OnNetSaved": "Shot saved", "Shot_OnNet": "Shot on goal",
    "Shot_TippedOnNetSaved": "Tipped shot saved", "Shot_DeflectedOnNetSaved": "Deflected shot saved",
    "Shot_Goal": "Shot that scored", "Shot_TippedGoal": "Tipped shot that scored",
    "Shot_DeflectedGoal": "Deflected shot that scored", "Shot_HitPost": "Shot off the post",
    "Shot_Deflected": "Shot deflected wide", "Shot_BlockedSameTeam": "Shot blocked by a team mate",
    "Shot_Blocked": "Shot blocked", "Shot_Missed": "Shot wide", "Rebound_TeamRecovered": "Rebound to the attackers",
    "Rebound_OppTeamRecovered": "Rebound to the defenders", "Rebound_ShotGenerated": "Rebound shot again",
    "Rebound_FlurryGenerated": "Rebound shot again more than once", "Save_Freeze": "Save, puck frozen",
    "Save_Rebound": "Save with a rebound", "Save_Played": "Save, puck played on",
    "Zone_Keepin": "Puck kept in the zone",
    "Zone_Keepin_Failed": "Puck not kept in the zone", "Possession_PuckRetrieval": "Puck retrieved",
    "Possession_PuckRecovery": "Puck recovered", "Possession_Regroup": "Regroup",
    "Possession_Breakaway": "Breakaway", "LoosePuck_Battle": "Battle for the puck", "Turnover_Giveaway": "Giveaway",
    "Turnover_Takeaway": "Takeaway", "Shootout_OnNet": "Shootout attempt on goal",
    "Shootout_Saved": "Shootout attempt saved", "Shootout_Missed": "Shootout attempt missed",
    "Penalty_Minor": "Minor penalty", "Penalty_DoubleMinor": "Double minor penalty",
    "Penalty_BenchMinor": "Bench minor penalty", "Penalty_Major": "Major penalty", "Penalty_Match": "Match penalty",
    "Penalty_Offsetting": "Offsetting penalty", "Penalty_Misconduct": "Misconduct",
    "Penalty_GameMisconduct": "Game misconduct", "Penalty_PenaltyShot": "Penalty shot awarded",
    "DeadIce": "Play is dead, clock runs", "Stoppage_Play": "Whistle", "Stoppage_PeriodEnd": "End of the period",
    "Stoppage_GameEnd": "End of the game",
}  # fmt: skip
KINDS = {
    "Zone_Entry_Exit": "Zone entries and exits", "LoosePuck": "Loose pucks",
    "PenaltyShot": "Penalty shots and shootout", "Penalty_Delayed": "Delayed penalties", "Penalty": "Penalties",
}  # fmt: skip
DETAILS = {
    "Penalty_DelayofGame": "delay of game",
    "Stoppage_PuckOutofPlay": "puck out of play",
    "Penalty_TooManyMenontheIce": "too many players on the ice",
}


@cache
def play_words(kind: str | None, detail: str | None) -> str | None:
    """Return a play in words, by its detail, else by its kind; None if neither is tracked."""
    code = detail or kind
    return None if code is None else PLAYS.get(code) or _words(code).capitalize()


@cache
def play_details(code: str | None) -> str | None:
    """Return the second detail of a play: what kind of shot, penalty or loss it was."""
    if code is None:
        return None
    kind, _, rest = code.partition("_")
    return DETAILS.get(code) or _words(rest or kind)


@cache
def kind_words(kind: str) -> str:
    """Return the name of a kind of plays, as a choice of a filter."""
    words = _words(kind).capitalize()
    return KINDS.get(kind) or f"{words}{'es' if words.endswith('s') else 's'}"


def _words(code: str) -> str:
    return " ".join(part for part in BORDERS.split(code) if part).replace(" /", "/").lower()
