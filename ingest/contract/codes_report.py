"""Codes of the loaded rows that the vocabulary does not know; they land as they are and are reported."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ingest.contract.checked import CheckedRows

SEEDS = {
    "event_type": "event_types.csv",
    "event_detail": "event_details.csv",
    "event_detail_2": "event_details_2.csv",
    "play_detail": "play_details.csv",
}
VARIANTS = "code_variants.csv"
GAME_TYPES = "game_types.csv"
FIELDS = {
    ("staging_schedule", "game_type"): "game_type",
    ("staging_events", "event_type"): "event_type",
    ("staging_events", "event_detail"): "event_detail",
    ("staging_events", "event_detail_2"): "event_detail_2",
    ("staging_events", "play_detail1"): "play_detail",
    ("staging_events", "play_detail2"): "play_detail",
    ("staging_event_players", "play_detail1"): "play_detail",
    ("staging_event_players", "play_detail2"): "play_detail",
}
ANY_REST = "%"  # suffix of a key that is a prefix
KnownCodes = dict[str, set[str]]


def spelling_key(code: str) -> str:
    """Return the code without case and separators: Zone-Entry, zone_entry and ZoneEntry are equal."""
    return re.sub("[^a-z0-9]", "", code.lower())


def known_codes(folder: Path) -> KnownCodes | None:
    """Return the spelling keys of the known codes by field, from the vocabulary seeds; None if a seed is missing."""
    if not all((folder / name).is_file() for name in (*SEEDS.values(), VARIANTS, GAME_TYPES)):
        return None
    known = {field: {spelling_key(row[0]) for row in _rows(folder / name)} for field, name in SEEDS.items()}
    for field, variant, *_ in _rows(folder / VARIANTS):
        known.setdefault(field, set()).add(spelling_key(variant))
    for written, is_prefix, *_ in _rows(folder / GAME_TYPES):
        known.setdefault("game_type", set()).add(written + (ANY_REST if is_prefix == "true" else ""))
    return known


def unknown_codes(tables: Iterable[CheckedRows], known: KnownCodes) -> dict[str, Counter[str]]:
    """Return the number of rows with each unknown code, by field.

    An event repeats the codes of its players; they count once.
    """
    found: dict[str, Counter[str]] = {}
    for rows in tables:
        for field, codes in _unknown_of_table(rows, known).items():
            found[field] = found.get(field, Counter()) | codes
    return {field: codes for field, codes in found.items() if codes}


def _unknown_of_table(rows: CheckedRows, known: KnownCodes) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for name, values in rows.columns.items():
        field = FIELDS.get((rows.table.name, name))
        if field is not None:
            codes = Counter(value for value in values if value is not None)
            unknown = {code: n for code, n in codes.items() if not _is_known(spelling_key(code), known[field])}
            found.setdefault(field, Counter()).update(unknown)
    return found


def _is_known(key: str, known: set[str]) -> bool:
    return key in known or any(f"{key[:length]}{ANY_REST}" in known for length in range(1, len(key) + 1))


def _rows(path: Path) -> list[list[str]]:
    """Return the lines of a seed below its header."""
    with path.open(newline="", encoding="utf-8") as lines:
        return [row for row in csv.reader(lines) if row][1:]
