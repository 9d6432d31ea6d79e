"""Whose a sweater number is, by ids and names, as docs/concepts/definitions.md says; stints are not looked at."""

import re
import unicodedata
from collections import Counter, defaultdict
from typing import Any

import pandas as pd

from .frames import records

Row = dict[str, Any]
Sweater = tuple[str, int]


def owners_of(rows: list[Row], names: dict[str, str]) -> dict[Sweater, str]:
    """Players by side and number of one game; ``rows`` are its rosters with their side as ``venue``."""
    sided: list[Row] = [{**row, "person": _text(row["player_id"])} for row in rows]
    _settle_ids(sided, names)
    _settle_names(sided)
    by_number: dict[Sweater, list[Row]] = defaultdict(list)
    for row in (row for row in sided if row["person"] is not None):
        if row["player_number"] is not None and float(row["player_number"]) >= 0:  # NaN is not
            by_number[row["venue"], int(row["player_number"])].append(row)
    found = {sweater: _owner(claims, sided) for sweater, claims in by_number.items()}
    return {sweater: player for sweater, player in found.items() if player is not None}


def plain(name: Any) -> str:
    """A name without case, accents, punctuation and blanks, the given name first."""
    last, comma, first = str(name if isinstance(name, str) else "").partition(",")
    letters = unicodedata.normalize("NFKD", f"{first} {last}" if comma else last).lower()
    return re.sub(r"[\W_]", "", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def _settle_ids(rows: list[Row], names: dict[str, str]) -> None:
    """An id on both sides or under two names is whose name the league's list has; of one name, on the league's side."""
    for player in {row["person"] for row in rows} - {None}:
        his = [row for row in rows if row["person"] == player]
        best = [row for row in his if row["source_kind"] == "league"] or his
        has_two_names = len({plain(row["player_name"]) for row in best}) > 1
        if has_two_names:
            best = [row for row in best if plain(row["player_name"]) == plain(names.get(player))]
        for row in his:
            fits = any((row["venue"], plain(row["player_name"])) == (b["venue"], plain(b["player_name"])) for b in best)
            if (has_two_names or len({row["venue"] for row in his}) > 1) and not fits:
                row["person"] = None


def _settle_names(rows: list[Row]) -> None:
    """A name without id is the one player of it on the side whose number nobody lists; numbers come first."""
    league = [row for row in rows if row["source_kind"] == "league" and row["person"] is not None]
    numbers = {(row["venue"], row["player_number"]) for row in league}
    listed = {(row["venue"], row["player_number"]) for row in rows if row["source_kind"] == "tracker"}
    nameless = [
        row
        for row in rows
        if row["person"] is None and not isinstance(row["player_id"], str)
        and (row["venue"], row["player_number"]) not in numbers and plain(row["player_name"])
    ]  # fmt: skip
    wanted = Counter((row["venue"], plain(row["player_name"])) for row in nameless)
    for row in nameless:
        name = (row["venue"], plain(row["player_name"]))
        free = {
            other["person"]
            for other in league
            if (other["venue"], plain(other["player_name"])) == name
            and (other["venue"], other["player_number"]) not in listed
        }
        if len(free) == 1 and wanted[name] == 1:
            row["person"] = free.pop()


def _owner(claims: list[Row], rows: list[Row]) -> str | None:
    """Of the league's players of a number who played, else whom the tracker lists, else who has no other number."""
    ranks = [(row["source_kind"] != "league", _not_played(row)) for row in claims]
    best = {row["person"] for row, rank in zip(claims, ranks, strict=True) if rank == min(ranks)}
    if len(best) == 1:
        return str(best.pop())
    trackers = {row["person"] for row in claims if row["source_kind"] == "tracker"} & best
    sweaters = {(row["person"], row["player_number"]) for row in records(pd.DataFrame(rows)) if row["person"] in best}
    single = {player for player in best if sum(person == player for person, _ in sweaters) == 1}
    chosen = next((found for found in (trackers, single) if len(found) == 1), set())
    return str(chosen.pop()) if chosen else None


def _text(value: Any) -> Any:
    return value if isinstance(value, str) else None


def _not_played(row: Row) -> int:
    played = row["games_played"]
    return 1 if pd.isna(played) else 0 if played > 0 else 2
