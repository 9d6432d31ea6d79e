"""Codes as the vocabulary spells them: case and separators do not matter, older names stand for newer ones."""

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

VOCABULARY = Path(__file__).resolve().parents[2] / "seeds" / "vocabulary"
LISTS = {
    "event_type": "event_types", "event_detail": "event_details", "event_detail_2": "event_details_2",
    "play_detail": "play_details", "zone": "zones", "shift_stop_type": "shift_stop_types",
}  # fmt: skip


def spelled(values: "pd.Series[Any]", field: str) -> "pd.Series[Any]":
    """The codes of a column in their canonical spelling; an unknown code stays as it is, nothing is None."""
    known = spellings(field)
    return values.map(lambda code: known.get(_key(code), code) if isinstance(code, str) else None).astype(object)


SHOOTING = {"Shot", "Goal", "PenaltyShot", "Shootout"}


def agreed(kinds: "pd.Series[Any]", details: "pd.Series[Any]") -> "tuple[pd.Series[Any], pd.Series[Any]]":
    """Types and details that agree: an unknown type is that of its detail, a detail of another type is None."""
    listed = vocabulary("event_details")
    own = details.map(dict(zip(listed["event_detail"], listed["event_type"], strict=True)))
    known = kinds.isin(set(vocabulary("event_types")["event_type"]))
    foreign = known & own.notna() & (kinds != own) & ~(kinds.isin(SHOOTING) & own.isin(SHOOTING))
    return kinds.mask(~known & own.notna(), own), details.mask(foreign, None)


@cache
def spellings(field: str) -> dict[str, str]:
    """Canonical code by key, for a field of the vocabulary."""
    listed = vocabulary(LISTS[field])
    codes = {_key(code): code for code in sorted(listed[listed.columns[0]], reverse=True)}
    variants = vocabulary("code_variants")
    variants = variants[variants["code_field"] == field]
    for variant, code in zip(variants["variant"], variants["canonical_code"], strict=True):
        codes.setdefault(_key(variant), code)
    return codes


def vocabulary(name: str) -> pd.DataFrame:
    """A list of the vocabulary, all text."""
    return pd.read_csv(VOCABULARY / f"{name}.csv", dtype=str, keep_default_na=False)


def _key(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isascii() and letter.isalnum())
