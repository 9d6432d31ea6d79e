"""Passes and the ways over a blue line: exits, entries, keep-ins, noted and counted."""

from benchsight.simulator.casting import actor, defender, opponent, team_mate
from benchsight.simulator.match import Match
from benchsight.simulator.people import Dressed
from benchsight.simulator.records import Event, Participant, Success
from benchsight.simulator.turnovers import give_away

PASSES = ("Forehand", "Backhand", "Bank", "Stretch", "Drop", "Rim/Wrap")
FAILURES = {"Pass_Missed": "PassMissed", "Pass_Intercepted": "PassIntercepted", "Pass_Deflected": "PassBlocked"}  # nosec B105 # hockey


def try_pass(match: Match, share: float, *, chain: int | None = None, play: str = "") -> bool:
    """Let the carrier pass: completed, a team mate has the puck; else possession has not changed yet."""
    passer = match.carrier
    receiver = team_mate(match, passer)
    if receiver is passer:
        return True
    completed = match.rng.random() < share + 0.02 * (passer.rating - 4)
    detail = "Pass_Completed" if completed else match.rng.choices(tuple(FAILURES), (60, 20, 20))[0]
    row = match.book.row(passer)
    row.pass_attempts += 1
    row.pass_completed += completed
    event = _note_pass(match, passer, receiver, detail, chain, play)
    if completed:
        match.passes.append((passer, event))
        match.carrier = receiver
    return completed


def lose_pass(match: Match, chain: int | None, reason: str = "PassMissed") -> None:
    """Lose the puck after a failed pass: a giveaway, noted most of the time."""
    if match.rng.random() < 0.6:
        give_away(match, match.carrier, reason, chain, defender(match, match.side))
    else:
        player = defender(match, match.side)
        match.give_puck(player.venue, player)


def play_out(match: Match, goalie: Dressed) -> None:
    """Let the goalie pass the puck to a team mate, shoot it out of the zone, or lose it."""
    match.give_puck(goalie.venue, goalie)
    if not match.advance(1):
        return
    match.note("Possession", "Possession_PuckRetrieval", "", goalie.venue, [actor(match, goalie)], "s")
    drawn = match.rng.random()
    if drawn < 0.12:
        give_away(match, goalie, "Misplayed")
    elif drawn < 0.22:
        exit_zone(match, goalie, "Clear")
        give_away(match, goalie, "ZoneClear/Dump")
    elif not try_pass(match, 0.85):
        lose_pass(match, None)


def exit_zone(match: Match, player: Dressed, how: str, chain: int | None = None, *, failed: bool = False) -> None:
    """Note and count an exit of the defensive zone; controlled if carried or passed."""
    row = match.book.row(player)
    if failed:
        row.zone_exits_failed += 1
    else:
        row.zone_exits += 1
        row.zone_exits_controlled += how in ("Carried", "Pass")
    _note_crossing(match, player, "Zone_Exit_Failed" if failed else "Zone_Exit", f"ZoneExit_{how}", chain)


def enter_zone(match: Match, player: Dressed, how: str, chain: int | None = None, *, failed: bool = False) -> None:
    """Note and count an entry into the offensive zone; controlled if carried or passed."""
    row = match.book.row(player)
    if failed:
        row.zone_entries_failed += 1
    else:
        row.zone_entries += 1
        row.zone_entries_controlled += how in ("Carried", "Pass")
        match.seconds_since_entry = 0
    _note_crossing(match, player, "Zone_Entry_Failed" if failed else "Zone_Entry", f"ZoneEntry_{how}", chain)


def keep_in(match: Match, player: Dressed, chain: int | None = None, *, failed: bool = False) -> None:
    """Note and count a puck kept in at the blue line, or nearly."""
    row = match.book.row(player)
    row.zone_keepins += not failed
    row.zone_keepins_failed += failed
    noted = [actor(match, player, "AttemptedKeepin" if failed else "ZoneKeepin", "u" if failed else "s")]
    detail = "Zone_Keepin_Failed" if failed else "Zone_Keepin"
    match.note("Zone_Entry_Exit", detail, "Zone_KeepIn", player.venue, noted, "u" if failed else "s", chain=chain)


def _note_pass(
    match: Match, passer: Dressed, receiver: Dressed, detail: str, chain: int | None, play: str
) -> Event | None:
    if not match.records("Pass"):
        return None
    rng = match.rng
    completed = detail == "Pass_Completed"
    kind = rng.choices(PASSES, (66, 10, 8, 6, 5, 5))[0]
    if detail == "Pass_Missed" and rng.random() < 0.2:
        kind = "ReceiverMissed"
    presser = defender(match, passer.venue) if rng.random() < 0.35 else None
    play = play or ("SecondTouch" if rng.random() < 0.12 else "")
    noted = [actor(match, passer, play, ("s" if completed else "u") if play else "", pressed_by=presser)]
    missed = "ReceiverMissed" if kind == "ReceiverMissed" else ""
    noted.append(actor(match, receiver, missed, "u" if missed else "", spread=15.0))
    opposing = {"Pass_Intercepted": "PassIntercepted", "Pass_Deflected": "PassDeflected"}.get(detail)  # nosec B105
    if opposing:
        noted.append(opponent(match, presser or defender(match, passer.venue), opposing, "s"))
    elif presser is not None:
        noted.append(opponent(match, presser, "InShotPassLane" if rng.random() < 0.4 else ""))
    return match.note("Pass", detail, f"Pass_{kind}", passer.venue, noted, "s" if completed else "u", chain=chain)


def _note_crossing(match: Match, player: Dressed, detail: str, detail_2: str, chain: int | None) -> None:
    if not match.records("Zone_Entry_Exit"):
        return
    rng = match.rng
    failed = detail.endswith("Failed") or detail_2.endswith(("Misplay", "DumpIn", "Chip"))
    play, against = "", ""
    if detail_2.endswith("Carried"):
        play = rng.choice(("DriveMiddle", "DriveWide", "Deke", "", ""))
        against = rng.choice(("ZoneEntryDenial" if failed else "CededZoneEntry", "StickCheck", ""))
    noted: list[Participant] = [actor(match, player, play, ("u" if failed else "s") if play else "")]
    if rng.random() < 0.55:
        denied: Success = ("s" if failed else "u") if against else ""
        noted.append(opponent(match, defender(match, player.venue), against, denied))
    end = max(0, match.clock - rng.randint(0, 2)) if detail_2.endswith("Carried") else None
    match.note("Zone_Entry_Exit", detail, detail_2, player.venue, noted, "u" if failed else "s", end=end, chain=chain)
