"""The puck changes sides: giveaways with their quality, takeaways, and loose pucks won."""

from benchsight.simulator.casting import actor, defender, opponent
from benchsight.simulator.match import Match
from benchsight.simulator.people import Dressed
from benchsight.simulator.records import Success

RECOVERIES = ("PuckRecoveryRetreivalTurnover", "PuckRecoveryRetreivalPass", "RecoveryRetreivalTurnover", "")


def give_away(match: Match, player: Dressed, reason: str, chain: int | None = None, to: Dressed | None = None) -> None:
    """Let a player lose the puck to ``to``, else to anyone of the other side."""
    receiver = to or defender(match, player.venue)
    if match.rng.random() < match.rules.turnover_share:
        row = match.book.row(player)
        row.giveaways += 1
        row.rate_giveaway(reason)
        misplayed: Success = "u" if reason == "Misplayed" else ""
        noted = [actor(match, player, "LostPuck" if misplayed else "", misplayed)]
        if to is not None:
            noted.append(opponent(match, receiver))
        match.note("Turnover", "Turnover_Giveaway", f"Giveaway_{reason}", player.venue, noted, "u", chain=chain)
    match.give_puck(receiver.venue, receiver)


def take_away(match: Match, taker: Dressed, chain: int | None = None) -> None:
    """Let an opponent take the puck from the carrier."""
    if match.rng.random() < match.rules.turnover_share:
        match.book.row(taker).takeaways += 1
        kind = match.rng.choice(("PokeCheck", "PokeCheck", "BattleWon", "PassIntercepted"))
        play = {"PokeCheck": "PokeCheck", "BattleWon": "LoosePuckBattleWon"}.get(kind, "StickCheck")
        noted = [actor(match, taker, play, "s"), opponent(match, match.carrier, "LostPuck", "u", spread=2.0)]
        match.note("Turnover", "Turnover_Takeaway", f"Takeaway_{kind}", taker.venue, noted, "s", chain=chain)
    match.give_puck(taker.venue, taker)


def recover(match: Match, player: Dressed, detail: str = "Possession_PuckRetrieval") -> None:
    """Let a player pick up a loose puck, sometimes after a battle."""
    match.give_puck(player.venue, player)
    rng = match.rng
    if not match.records("Possession") or rng.random() < 0.45:
        return
    other = defender(match, player.venue)
    if rng.random() < 0.1:
        noted = [
            actor(match, player, "LoosePuckBattleWon", "s"),
            opponent(match, other, "LoosePuckBattleLost", "u", spread=1.5),
        ]
        match.note("LoosePuck", "LoosePuck_Battle", "", player.venue, noted)
        return
    pressed = rng.random() < 0.4
    noted = [actor(match, player, rng.choice(RECOVERIES), "s", pressed_by=other if pressed else None)]
    if pressed:
        noted.append(opponent(match, other, rng.choice(("StickCheck", "Backcheck", ""))))
    match.note("Possession", detail, "", player.venue, noted, "s", end=max(0, match.clock - rng.randint(0, 2)))
