"""Frames as rows, and rows as columns."""

from collections.abc import Iterable
from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame, one dictionary each."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def as_column(values: Iterable[Any], like: pd.DataFrame) -> "pd.Series[Any]":
    """A column of any values beside those of a frame."""
    return pd.Series(list(values), index=like.index, dtype=object)
