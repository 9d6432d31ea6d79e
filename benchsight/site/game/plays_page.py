"""The play-by-play of a game."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from benchsight.site.game.choices import chosen_number, chosen_period, chosen_player, chosen_side
from benchsight.site.play_words import kind_words
from benchsight.site.reads import game_plays
from benchsight.site.reads.game import Game
from benchsight.site.reads.game_plays import LIMIT, PlayFilter, read_kinds, read_plays
from benchsight.site.video import read_videos
from benchsight.web.pages import NotFound
from benchsight.web.reader import PageReader
from benchsight.web.tables import Column, Table

TABLES = game_plays.TABLES
COLUMNS = (
    Column("period_label", "Per"),
    Column("clock_seconds", "Clock", "m:ss"),
    Column("score_before", "Score"),
    Column("team_name", "Team"),
    Column("play", "Play"),
    Column("details", "Details"),
    Column("by_player_name", "By", link="/players/{event_player_1_id}"),
    Column("with_player_name", "With"),
    Column("against_player_name", "Against"),
    Column("strength", "Skaters", of="fact_events"),
    Column("xg", "xG", "0.00", "fact_events"),
)
KINDS = {"key": "Key plays", "all": "Everything", "highlights": "Highlights"}


def read_plays_page(
    reader: PageReader, game: Game, query: Mapping[str, str]
) -> tuple[Mapping[str, Any], Sequence[Table]]:
    """Return the plays that pass the filter of the address, LIMIT a page; the CSV has all of them."""
    kinds = read_kinds(reader, game)
    choices = KINDS | {each["event_type"]: kind_words(each["event_type"]) for each in kinds}
    kind = query.get("kind") or "key"
    if kind not in choices:
        raise NotFound(f"kind is {kind!r}, expected {', '.join(choices)}")
    side, player = chosen_side(query, game), chosen_player(query, game)
    chosen = PlayFilter(
        chosen_period(query, game), side.venue if side else None, player.id if player else None, kind,
        chosen_number(query, "from") or 0, None if "csv" in query else LIMIT,
    )  # fmt: skip
    plays = read_plays(reader, game, chosen, read_videos(reader, game))
    rows = [row | {"watch": "watch" if row["video"] else None} for row in plays.rows]
    watch = (Column("watch", "Video", address="video"),) if any(row["video"] for row in rows) else ()
    table = Table(
        "plays", "Plays", (*COLUMNS, *watch), rows, hide_caption=True, unknown="none, or not tracked",
        empty="Nothing of this game is tracked." if not game.is_tracked else "No play passes this filter.",
    )  # fmt: skip
    context = {
        "plays": table, "found": plays.found, "first": chosen.skip + 1, "last": chosen.skip + len(rows),
        "kinds": choices, "kind": kind, "player": player, "side": side,
        "before": _page(query, chosen.skip - LIMIT) if chosen.skip else None,
        "after": _page(query, chosen.skip + LIMIT) if chosen.skip + len(rows) < plays.found else None,
    }  # fmt: skip
    return context, [table]


def _page(query: Mapping[str, str], skip: int) -> str:
    kept = {key: value for key, value in query.items() if key not in ("from", "csv")}
    return f"?{urlencode(kept | ({'from': skip} if skip > 0 else {}))}"
