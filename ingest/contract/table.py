"""What the contract says of one staging table: its columns, its key, and rules between the columns of a row."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ingest.contract.columns import Column, integer, numeric, one_of


@dataclass(frozen=True)
class RowRule:
    """What must hold between the columns of a row; ``column`` is the one to blame."""

    column: str
    expected: str
    holds: Callable[[pd.DataFrame], "pd.Series[bool]"]


@dataclass(frozen=True, eq=False)
class Table:
    """A staging table: its key, columns and rules, and the table of this schema that its rows depend on."""

    name: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    rules: tuple[RowRule, ...] = ()
    parent: str | None = None
    parent_key: tuple[str, ...] = ()
    keeps_time: bool = True

    @property
    def of_games(self) -> bool:
        """Whether the rows belong to games."""
        return "game_id" in self.columns


def names_game_and_index(prefix: str, key: str, index: str) -> RowRule:
    """The rule that a key spells out its game and index, as in E1896900012."""

    def holds(frame: pd.DataFrame) -> "pd.Series[bool]":
        spelled = prefix + frame["game_id"].astype("string") + frame[index].astype("string").str.zfill(5)
        return (frame[key] == spelled).fillna(True).astype(bool)

    return RowRule(key, f"{prefix}, the game_id, and the {index} in five digits", holds)


def names_game(prefix: str, key: str) -> RowRule:
    """The rule that a key starts with its game, as in E18969…."""

    def holds(frame: pd.DataFrame) -> "pd.Series[bool]":
        games = (prefix + frame["game_id"].astype("string")).fillna("")
        fits = [spelled.startswith(game) for spelled, game in zip(frame[key].fillna(""), games, strict=True)]
        return pd.Series(fits, index=frame.index, dtype=bool) | frame[key].isna()

    return RowRule(key, f"{prefix} and the game_id first", holds)


def has_jersey_or_player(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each row says who it is about."""
    return frame["player_number"].notna() | frame["player_id"].notna()


def numbered(prefix: str, last: int, column: Column) -> dict[str, Column]:
    """Columns prefix1 … prefix``last``, all alike."""
    return {f"{prefix}{number}": column for number in range(1, last + 1)}


GAME = integer(1, required=True)
CLOCK = integer(0, 3600)
GOALS = integer(0)
VENUE = one_of("home", "away", postgres="varchar(4)")
VENUE_REQUIRED = one_of("home", "away", postgres="varchar(4)", required=True)
SUCCESS = one_of("s", "u", postgres="char(1)")
FEET = numeric(6, 2)
FEET_REQUIRED = numeric(6, 2, required=True)
