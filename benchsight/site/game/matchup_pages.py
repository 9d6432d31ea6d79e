"""Skaters against skaters, and lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchsight.site.reads import game_matchups
from benchsight.site.reads.game import Game
from benchsight.site.reads.game_matchups import SMALL_SECONDS, read_lines, read_pairs
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

PAIR_TABLES = game_matchups.PAIR_TABLES
LINE_TABLES = game_matchups.LINE_TABLES
PAIRS, LINES = "fact_h2h", "fact_line_combos"
PAIR_COLUMNS = (
    Column("away_player_name", "Visitor", link="/players/{player_id}"),
    Column("home_player_name", "Home", link="/players/{opponent_id}"),
    Column("toi_seconds", "TOI", "m:ss", PAIRS),
    Column("cf", "Attempts", "0", PAIRS),
    Column("ca", "Against", "0", PAIRS),
    Column("cf_pct", "CF%", "0.0%"),
    Column("gf", "GF", "0", PAIRS),
    Column("ga", "GA", "0", PAIRS),
    Column("xgf", "xGF", "0.00", PAIRS),
    Column("xga", "xGA", "0.00", PAIRS),
    Column("xg_pct", "xG%", "0.0%"),
)
LINE_COLUMNS = (
    Column("players_player_name", "Players"),
    Column("toi_seconds", "TOI", "m:ss", LINES),
    Column("cf", "CF", "0", LINES),
    Column("ca", "CA", "0", LINES),
    Column("cf_pct", "CF%", "0.0%", LINES),
    Column("gf", "GF", "0", LINES),
    Column("ga", "GA", "0", LINES),
    Column("xgf", "xGF", "0.00", LINES),
    Column("xga", "xGA", "0.00", LINES),
    Column("xg_pct", "xG%", "0.0%", LINES),
)
KINDS = {"forward_line": "Forward lines", "defense_pair": "Defence pairs", "unit": "Units of five"}
NO_SHIFTS = "No shifts of this game are tracked: nobody knows who was on the ice with whom."
SHOWN = 20  # pairs in the table below the matrix; the CSV has all
SHORTEST = 30  # seconds: less together is a change on the fly, and only in the CSV


def read_pairs_page(
    reader: PageReader, game: Game, query: Mapping[str, str]
) -> tuple[Mapping[str, Any], Sequence[Table]]:
    """Return the matrix of visitors (rows) against home skaters (columns), and the pairs that met most."""
    pairs = read_pairs(reader, game)
    cells = {(pair["player_id"], pair["opponent_id"]): pair for pair in pairs}
    rows = [person for person in game.people.of(game.away.venue) if any(key[0] == person.id for key in cells)]
    columns = [person for person in game.people.of(game.home.venue) if any(key[1] == person.id for key in cells)]
    table = Table("pairs", "Met most", PAIR_COLUMNS, pairs, sorted_by="toi_seconds", empty=NO_SHIFTS)
    most = Table("most", "Who met most", PAIR_COLUMNS, pairs[:SHOWN], sorted_by="toi_seconds", empty=NO_SHIFTS)
    context = {
        "most": most, "rows": rows, "columns": columns, "cells": cells, "count": len(pairs),
        "small": SMALL_SECONDS // 60,
    }  # fmt: skip
    return context, [table, most]


def read_lines_page(
    reader: PageReader, game: Game, query: Mapping[str, str]
) -> tuple[Mapping[str, Any], Sequence[Table]]:
    """Return the lines, pairs and units of both sides."""
    lines = read_lines(reader, game)
    groups, tables = [], []
    for side in game.sides:
        shown = []
        for kind, caption in KINDS.items():
            found = [line for line in lines if (line["venue"], line["line_type"]) == (side.venue, kind)]
            name = f"{kind.replace('_', '-')}-{'home' if side.at_home else 'away'}"
            shown.append((_table(name, caption, found), len(found)))
            tables.append(Table(name, caption, LINE_COLUMNS, found))
        groups.append((side, shown))
    return {"groups": groups, "count": len(lines), "no_shifts": NO_SHIFTS, "small": SMALL_SECONDS // 60}, tables


def _table(name: str, caption: str, lines: list[Row]) -> Table:
    shown = [line for line in lines if line["toi_seconds"] >= SHORTEST]
    return Table(
        name, caption, LINE_COLUMNS, shown, sorted_by="toi_seconds", empty=f"{caption}: none was together for long."
    )
