"""The shot map of a game, or where shots came from by zone and danger."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import Any

from benchsight.site.game.choices import chosen_period, chosen_player, chosen_side, chosen_strength
from benchsight.site.reads import game_shots
from benchsight.site.reads.game import Game, Side
from benchsight.site.reads.game_shots import SITUATIONS, ZONES, ShotFilter, by_place, read_shots
from benchsight.site.video import read_videos
from benchsight.web.cells import cell
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

TABLES = game_shots.TABLES
OF = "fact_shots"
COLUMNS = (
    Column("period_label", "Per"),
    Column("clock_seconds", "Clock", "m:ss"),
    Column("team_name", "Team"),
    Column("shooter_player_name", "Shooter", link="/players/{shooter_id}"),
    Column("outcome_words", "Outcome", of=OF, stat="outcome"),
    Column("xg", "xG", "0.00", OF, note="why_no_xg"),
    Column("type_words", "Type", of=OF, stat="shot_type"),
    Column("distance_feet", "Feet", "0", OF),
    Column("danger", "Danger", of=OF),
    Column("situation_words", "Strength", of=OF, stat="situation"),
)
PLACES = (
    Column("team_name", "Team"),
    Column("place", "From"),
    Column("shots", "Attempts", "0"),
    Column("sog", "On goal", "0"),
    Column("goals", "Goals", "0"),
    Column("xg", "xG", "0.00"),
)
DANGERS = {"high": "high danger", "medium": "medium danger", "low": "low danger"}
SMALLEST, LARGEST = 0.9, 3.2  # radius of marks in feet, at no and at certain expectation of a goal


def read_shots_page(
    reader: PageReader, game: Game, query: Mapping[str, str]
) -> tuple[Mapping[str, Any], Sequence[Table]]:
    """Return the attempts that pass the filter of the address, on the ice where positions are known."""
    side, player = chosen_side(query, game), chosen_player(query, game)
    strength = chosen_strength(query)
    chosen = ShotFilter(
        chosen_period(query, game), side.venue if side else None, player.id if player else None, strength
    )
    shots = read_shots(reader, game, chosen, read_videos(reader, game))
    placed = [shot for shot in shots if shot["attack_x"] is not None and shot["attack_y"] is not None]
    rows = [
        shot | {"watch": "watch" if shot["video"] else None, "why_no_xg": "a blocked attempt has none"}
        for shot in shots
    ]
    watch = (Column("watch", "Video", address="video"),) if any(row["watch"] for row in rows) else ()
    empty = "No shot passes this filter." if game.is_tracked else "Nothing of this game is tracked."
    table = Table("shots", "Shot attempts", (*COLUMNS, *watch), rows, empty=empty, hide_caption=True)
    sides = [each for each in game.sides if side in (None, each)]
    tables = [table]
    maps: list[tuple[Side, list[Row], str]] = []
    if placed:
        maps = [
            (each, [_mark(shot) for shot in placed if shot["venue"] == each.venue], _said(each, shots))
            for each in sides
        ]
    places = [
        Table(place, caption, PLACES, by_place(game, shots, place, names), unknown="not tracked")
        for place, caption, names in (("zone", "By zone", ZONES), ("danger", "By danger", DANGERS))
        if not (placed and place == "zone") and any(shot[place] is not None for shot in shots)
    ]
    context = {
        "shots": table, "maps": maps, "places": places, "unplaced": len(shots) - len(placed), "side": side,
        "player": player, "strength": strength, "strengths": SITUATIONS, "found": len(shots),
    }  # fmt: skip
    return context, [*tables, *places]


def _mark(shot: Row) -> Row:
    """Return the mark of an attempt; its area grows with its expected goals."""
    xg = 0.0 if shot["xg"] is None else float(shot["xg"])
    clock = cell(shot["clock_seconds"], "m:ss")
    said = [
        f"{shot['shooter_player_name'] or 'not noted'}, {shot['outcome_words']}",
        f"{clock} in period {shot['period_label']}",
        shot["type_words"], None if shot["xg"] is None else f"xG {cell(shot['xg'], '0.00')}",
    ]  # fmt: skip
    return {
        "x": round(float(shot["attack_x"]), 1), "y": round(-float(shot["attack_y"]), 1), "outcome": shot["outcome"],
        "is_circle": shot["outcome"] in ("goal", "saved"), "r": round(SMALLEST + (LARGEST - SMALLEST) * sqrt(xg), 2),
        "label": ", ".join(part for part in said if part), "href": shot["video"],
    }  # fmt: skip


def _said(side: Side, shots: list[Row]) -> str:
    found = [shot for shot in shots if shot["venue"] == side.venue]
    goals, on_goal = (sum(bool(shot[key]) for shot in found) for key in ("is_goal", "is_on_goal"))
    xg = [shot["xg"] for shot in found if shot["xg"] is not None]
    expected = f", {cell(sum(xg), '0.00')} expected goals" if xg else ""
    return f"{side.name}: {len(found)} attempts, {on_goal} on goal, {goals} goals{expected}"
