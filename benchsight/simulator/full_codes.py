"""Codes that only a tracking of everything has: what players do in each kind of event, and the rarer second details."""

from typing import Final

Codes = tuple[str, ...]

PASSING: Final[Codes] = (
    "AttemptedPass", "GiveAndGo", "QuickUp", "Reverse", "SecondTouch", "PassForTip", "Cycle", "Breakout",
    "AttemptedBreakOutPass", "AttemptedEntryPass", "Regroup", "AssistTertiary",
)  # fmt: skip
ENTERING: Final[Codes] = (
    "DriveMiddle", "DriveWide", "DriveCorner", "DriveNetMiddle", "DriveNetWide", "Deke", "OpenIceDeke", "BeatDeke",
    "BeatMiddle", "BeatWide", "BeatSpeed", "BeatFake", "Speed", "EndToEndRush", "AttemptedEntryRush", "Delay",
    "AttemptedEntryDumpIn", "DumpInAttempt", "DumpChase", "Chip", "DelayedOffside", "CutBack",
)  # fmt: skip
LEAVING: Final[Codes] = (
    "Breakout", "AttemptedBreakOutRush", "AttemptedBreakOutClear", "AttemptedBreakOutPass", "Wheel", "ClearingAttempt",
    "PenaltyKillClear", "Chip", "Regroup", "RegroupClear", "RegroupDumpin", "QuickUp",
)  # fmt: skip
SHOOTING: Final[Codes] = (
    "AttemptedShot", "FakeShot", "CrashNet", "CutBack", "DriveNetMiddle", "DriveNetWide", "AttemptedTip/Deflection",
    "DeflectedShot", "SecondTouch",
)  # fmt: skip
HOLDING: Final[Codes] = (
    "Cycle", "Delay", "CutBack", "Dump/RimInZone", "DriveCorner", "MisplayedPuck", "LostPuck", "Other", "Chip",
    "LoosePuckBattleWon", "Forecheck",
    *(
        f"PuckRecoveryRetrieval{after}"
        for after in (
            "AttemptedClear", "Clear", "DumpIn", "Faceoff", "LoosePuckBattle", "Other", "Pass", "Rebound", "Shot",
            "Turnover",
        )
    ),
)  # fmt: skip
HELPING: Final[Codes] = ("Screen", "FrontofNet", "CrashNet", "GiveAndGo", "AttemptedTip/Deflection", "DriveNetMiddle")
DEFENDING: Final[Codes] = (
    "AttemptedBlockedShot", "Backcheck", "BeatDeke", "BeatFake", "BeatMiddle", "BeatSpeed", "BeatWide",
    "GotBeatMiddle", "GotBeatWide", "BoxOut", "CededZoneEntry", "CededZoneExit", "Contain", "ForcedDumpin/Clear",
    "ForcedLostPossession", "ForcedMissedPass", "ForcedMissedShot", "ForcedTurnover", "ForceWide", "ForcedOutside",
    "Forecheck", "GapControl", "InShotPassLane", "LoosePuckBattleLost", "LoosePuckBattleWon", "ManOnMan",
    "PassDeflected", "PassIntercepted", "PokeCheck", "Pressure", "SeparateFromPuck", "StickCheck", "StoppedDeke",
    "Surf", "Tracker", "Zone", "ZoneEntryDenial", "ZoneExitDenial",
)  # fmt: skip
"""Plays of defenders; those that beat a man stand on his row, too."""
BY_TYPE: Final[dict[str, Codes]] = {"Pass": PASSING, "Shot": SHOOTING, "Possession": HOLDING, "LoosePuck": HOLDING}

ODD_MAN: Final[dict[str, int]] = {"2on1": 1, "3on2": 2, "2on0": 1, "3on1": 2, "OddManRush": 1, "Breakaway": 0}
"""Rushes of more attackers than defenders, and how many come along with the carrier."""
METHODS: Final[Codes] = ("Deflection", "Tip", "Poke", "Bat", "BetweenLegs", "Cradle", "Other", "Dumpin", "OneTime")
SAVES: Final[Codes] = (
    "Blocker", "Butterfly", "Chest", "Glove", "LeftPad", "Mask", "Other", "RightPad", "Scramble", "Shoulder", "Skate",
    "Stick",
)  # fmt: skip
PASSES: Final[Codes] = (
    "Dump", "GiveAndGo", "Lob", "OneTouch", "Other", "QuickUp", "Reverse", "SecondTouch", "Tipped",
    "Deflected/TippedShot",
)  # fmt: skip
TAKEAWAYS: Final[Codes] = (
    "AttemptedZoneClear/Dump", "BattleWon", "Other", "PassBlocked", "PassIntercepted", "PokeCheck", "ShotBlocked",
    "ZoneClear/Dump",
)  # fmt: skip
UNCONTROLLED: Final[dict[str, Codes]] = {
    "ZoneEntry": ("Lob", "Chip", "Other", "CausedTurnover", "OppTeam", "Shot"),
    "ZoneExit": ("Lob", "DumpIn", "Other", "CausedTurnover", "OppTeam", "Shot"),
}
"""Ways over a blue line without control, beside the usual ones."""
SAME_QUALITY: Final[dict[str, Codes]] = {
    "Misplayed": ("BattleLost", "ZoneEntry/ExitMisplay", "Misplayed"),
    "PassMissed": ("PassMissed", "PassIntercepted", "PassBlocked"),
    "ShotMissed": ("ShotMissed", "Other", "PassReceiverMissed"),
    "ShotBlocked": ("ShotBlocked", "Other"),
}
"""Giveaways that may be noted otherwise without being better or worse."""
