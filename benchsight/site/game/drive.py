"""The question of a game's page, and its answer."""

from benchsight.site.reads.game import Game
from benchsight.web.reader import Row

EVEN = (48.0, 52.0)  # per cent; nobody had the better of it


def who_drove_play(game: Game, teams: dict[str, Row]) -> str | None:
    """Return who had more of the shot attempts and expected goals; None where no attempt is tracked.

    Attempts are those at five on five where shifts tell when that was, else all.
    """
    rows = [(side.name, teams.get(side.venue)) for side in game.sides]
    found = [(name, row) for name, row in rows if row is not None]
    if len(found) < 2:
        return None
    is_5v5 = all(row["cf_5v5"] is not None for _, row in found) and sum(row["cf_5v5"] for _, row in found) > 0
    stat, where = ("cf_5v5", " at five on five") if is_5v5 else ("shots", "")
    counts = [(row[stat], name, row) for name, row in found]
    if any(count is None for count, _, _ in counts) or not sum(count for count, _, _ in counts):
        return None
    total = sum(count for count, _, _ in counts)
    count, name, row = max(counts, key=lambda each: each[0])
    share = 100 * count / total
    other = next(each for _, _, each in counts if each is not row)
    leader = "Neither side" if share < EVEN[1] else name
    attempts = f"{leader}: {name} took {share:.0f}% of the shot attempts{where} ({count} of {total})"
    if leader == name:
        attempts = f"{name}: {share:.0f}% of the shot attempts{where} ({count} of {total})"
    parts = [attempts]
    if row["xgf"] is not None and other["xgf"] is not None and row["xgf"] + other["xgf"] > 0:
        parts.append(f"{row['xgf']:.1f} of {row['xgf'] + other['xgf']:.1f} expected goals in all situations")
    limit = "" if game.state == "complete" else "In the part that is tracked, "
    return f"{limit}{' and '.join(parts)}."
