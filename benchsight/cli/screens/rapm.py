"""Prints a fit of adjusted plus-minus for a person."""

from collections.abc import Sequence

from benchsight.fitting.rapm import FitPart, RapmFit
from benchsight.terminal.text import Terminal, clock, grid

SHOWN = 10


def show_rapm(fits: Sequence[RapmFit], reliable_minutes: int, console: Terminal) -> None:
    """Print how much each fit can tell, and the best of the players who were seen long enough."""
    console.say("How much of what happens in games not seen do the players explain?", style="bold")
    table = grid("measure", "share of squared error", "drawn to 0 as by")
    for fit in fits:
        table.add_row(fit.measure, f"{100 * fit.gain:.3f} %", f"{fit.penalty_minutes} min")
    console.print(table)
    if all(fit.gain <= 0 for fit in fits):
        console.say("Nothing: these games cannot tell the players apart. Take the values as unknown.")
    for fit in fits:
        if fit.gain > 0:
            _show_players(fit, reliable_minutes, console)


def _show_players(fit: RapmFit, reliable_minutes: int, console: Terminal) -> None:
    seen = [player for player in fit.players if player.toi_seconds >= 60 * reliable_minutes]
    share = f"{len(seen)} of {len(fit.players)} skaters were seen for {reliable_minutes} minutes"
    console.say(f"\n{fit.measure} per 60 minutes: {share}", style="bold")
    if not seen:
        return
    table = grid("player", "offence", "defence", "total", "ice time", "stints")
    for player in seen[:SHOWN]:
        parts = map(_part, (player.offence, player.defence, player.total))
        table.add_row(player.player_id, *parts, clock(player.toi_seconds), str(player.stints))
    console.print(table)


def _part(part: FitPart) -> str:
    return f"{part.value:+.2f} ± {part.standard_error:.2f}"
