"""The rarer codes of events, which a game has only when everything is tracked; none changes what an event counts as."""

from random import Random

from benchsight.simulator import full_codes as codes
from benchsight.simulator.records import Event, SimulatedGame

UNRATED_SHARE = 0.05


def rename(rng: Random, game: SimulatedGame, event: Event, following: list[Event]) -> None:
    """Give an event rarer codes now and then; ``following`` are the events after it."""
    if event.type == "Shot" and event.detail_2 not in ("PenaltyShot", "EmptyNet"):
        _shot(rng, event, following)
    elif event.type == "Save":
        _save(rng, event)
    elif event.type == "Pass":
        _pass(rng, event)
    elif event.type == "Turnover":
        _turnover(rng, game, event)
    elif event.type == "Zone_Entry_Exit":
        _crossing(rng, event, following)
    elif event.detail == "Possession_PuckRetrieval" and rng.random() < 0.4:
        event.detail = "Possession_PuckRecovery"
    elif event.detail == "Rebound_ShotGenerated" and rng.random() < 0.4:
        event.detail = "Rebound_FlurryGenerated"


def _shot(rng: Random, event: Event, following: list[Event]) -> None:
    if rng.random() < 0.3:
        method = rng.choice(codes.METHODS)
        event.detail_2 = f"Shot_{method}"
        for goal in following:
            if goal.type == "Goal" and goal.chain == event.chain:
                goal.detail_2 = f"Goal_{method}"
    if event.detail == "Shot_OnNetSaved" and rng.random() < 0.06:
        event.detail = "Shot_OnNet"
    elif event.detail == "Shot_Missed" and rng.random() < 0.06:
        event.detail = "Shot"
    elif event.detail_2 in ("Shot_Deflection", "Shot_Tip") and rng.random() < 0.6:
        kind = "Deflected" if event.detail_2 == "Shot_Deflection" else "Tipped"
        renamed = {"Shot_OnNetSaved": f"Shot_{kind}OnNetSaved", "Shot_Goal": f"Shot_{kind}Goal"}
        event.detail = renamed.get(event.detail, event.detail)


def _save(rng: Random, event: Event) -> None:
    event.detail_2 = f"Save_{rng.choice(codes.SAVES)}"
    if event.detail == "Save_Rebound" and rng.random() < 0.05:
        event.detail = "Save"


def _pass(rng: Random, event: Event) -> None:
    if rng.random() < 0.25 and event.detail_2 != "Pass_ReceiverMissed":
        event.detail_2 = f"Pass_{rng.choice(codes.PASSES)}"
    if event.detail == "Pass_Missed" and rng.random() < 0.08:
        event.detail = "Pass"


def _turnover(rng: Random, game: SimulatedGame, event: Event) -> None:
    kind = event.detail_2.partition("_")[2]
    if event.detail == "Turnover_Takeaway":
        event.detail_2 = f"Takeaway_{rng.choice(codes.TAKEAWAYS)}"
    elif rng.random() < UNRATED_SHARE:
        game.truth.player(event.participants[0].player.player_id).rate_giveaway(kind, -1)
        event.detail_2 = ""
    elif kind in codes.SAME_QUALITY:
        event.detail_2 = f"Giveaway_{rng.choice(codes.SAME_QUALITY[kind])}"


def _crossing(rng: Random, event: Event, following: list[Event]) -> None:
    way, _, how = event.detail_2.partition("_")
    if way == "Zone":
        event.detail_2 = f"Zone_{rng.choice(('KeepIn', 'KeepIn', 'Pinch', 'Other'))}"
    elif how in ("DumpIn", "Clear", "Chip") and rng.random() < 0.35:
        event.detail_2 = f"{way}_{rng.choice(codes.UNCONTROLLED[way])}"
    elif event.detail_2 == "ZoneEntry_Carried" and any(e.detail == "Possession_Breakaway" for e in following[:1]):
        event.detail_2 = "ZoneEntry_CarriedBreakaway"
