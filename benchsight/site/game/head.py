"""The head of a game's pages: score, state in words, agreement with the official result, tabs."""

from dataclasses import dataclass

from benchsight.site.reads import game as reads
from benchsight.site.reads.game import Game
from benchsight.site.reads.game_check import TABLES as CHECK_TABLES
from benchsight.site.reads.game_check import Check, read_check
from benchsight.site.reads.live import is_live
from benchsight.web.cells import UNKNOWN, cell
from benchsight.web.reader import PageReader

TABLES = (*reads.TABLES, "fact_team_game_stats", *CHECK_TABLES)
TABS = {
    "summary": "Summary", "plays": "Plays", "shots": "Shots", "shifts": "Shifts", "h2h": "Head to head",
    "lines": "Lines", "check": "Check",
}  # fmt: skip
DECIDED = {"OT": "after overtime", "SO": "after a shootout", "FORFEIT": "forfeited"}
STATES = {
    "scheduled": "Not played yet.",
    "postponed": "Postponed.",
    "cancelled": "Cancelled.",
    "forfeit": "Forfeited: the score was awarded, and nothing of the game is tracked.",
    "result": "This game was not tracked: there is the official result, and no more.",
    "partial": "Tracked in part: {reasons}. Counts below are of the part that is tracked.",
    "complete": "",
}


@dataclass(frozen=True)
class Head:
    """What stands above each tab. ``badge``: class and words of the comparison with the official result.

    ``is_live``: the game is being tracked now.
    """

    title: str
    description: str
    decided: str | None
    notes: list[str]
    badge: tuple[str, str]
    tabs: list[tuple[str, str, str]]
    tab: str
    is_live: bool


def head(reader: PageReader, game: Game, tab: str) -> Head:
    """Return the head of a tab."""
    decided = DECIDED.get(game.row["decided_in"] or "")
    day = cell(game.date, "date") if game.date else None
    title = f"{game.away.name} {cell(game.away.goals, '0')}, {game.home.name} {cell(game.home.goals, '0')}"
    if game.home.goals is None and game.away.goals is None:
        title = f"{game.away.name} at {game.home.name}"
    description = ", ".join(part for part in (title, decided, day) if part)
    base = f"/games/{game.id}"
    tabs = [(key, label, base if key == "summary" else f"{base}/{key}") for key, label in TABS.items()]
    badge = badge_of(read_check(reader, game)) if game.is_tracked else ("soft", "Not tracked")
    live = not game.row["is_played"] and is_live(reader, game.id)
    return Head(title, description, decided, notes_of(game), badge, tabs, tab, live)


def notes_of(game: Game) -> list[str]:
    """Return what a reader has to know before reading any number."""
    row = game.row
    notes = [STATES[game.state].format(reasons=row["reasons"] or "the reason is not noted")]
    if game.is_tracked and row["decided_in"] == "FORFEIT":
        notes.append("The score was awarded (a forfeit), whatever was played.")
    if game.is_tracked and not row["has_shifts"]:
        notes.append(
            "No shifts are tracked: there is no time on ice, and nothing that needs to know who was on the ice."
        )
    elif game.state == "complete" and not row["toi_reliable"]:
        notes.append("The shifts have gaps: time on ice is not exact.")
    if game.is_tracked and not game.people.all:
        notes.append("No roster is known: plays have no names.")
    if row["is_venue_swapped"]:
        notes.append("The tracking has home and away the other way round; this page has them as the league does.")
    if row["standings_note"]:
        notes.append(f"{row['standings_note'][:1].upper()}{row['standings_note'][1:]}.")
    if game.is_tracked and not row["is_scheduled"]:
        notes.append("The league's schedule does not have this game: the score is the tracked one.")
    elif game.is_tracked and not row["is_played"]:
        notes.append("The league has no result yet: the score is the tracked one.")
    return [note for note in notes if note]


def badge_of(check: Check) -> tuple[str, str]:
    """Return how the tracking compares with the official result, in short."""
    count = f"{check.equal} of {check.compared} values"
    return {
        "agrees": ("good", f"✓ Agrees with the official result ({count})"),
        "differs": ("warn", f"≠ Differs from the official result ({count} agree)"),
        "not comparable": ("soft", f"{UNKNOWN} Cannot be compared with the official result"),
        "no result": ("soft", f"{UNKNOWN} No official result to compare with"),
    }[check.verdict]
