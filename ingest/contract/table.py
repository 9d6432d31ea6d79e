"""The contract of one staging table: its columns, its key, and rules between the columns of a row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingest.contract.columns import Column, integer, numeric, one_of


@dataclass(frozen=True)
class RowRule:
    """A condition on the columns that it ``reads`` of a row; ``column`` is named in the problem."""

    column: str
    expected: str
    reads: tuple[str, ...]
    fits: Callable[..., bool]

    def holds(self, columns: Mapping[str, Iterable[Any]]) -> list[bool]:
        """Return whether the rule holds, for each row of these columns (None for blanks)."""
        return list(map(self.fits, *(columns[name] for name in self.reads)))


@dataclass(frozen=True, eq=False)
class Table:
    """A staging table: its key, columns and rules, and the table that its rows depend on."""

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
    """Return the rule that a key consists of its game and index, as in E1896900012."""

    def fits(spelled: str | None, game: int | None, number: int | None) -> bool:
        return spelled is None or game is None or number is None or spelled == f"{prefix}{game}{number:05d}"

    expected = f"{prefix}, the game_id, and the {index} in five digits"
    return RowRule(key, expected, (key, "game_id", index), fits)


def names_game(prefix: str, key: str) -> RowRule:
    """Return the rule that a key starts with its game, as in E18969…."""

    def fits(spelled: str | None, game: int | None) -> bool:
        return spelled is None or game is None or spelled.startswith(f"{prefix}{game}")

    return RowRule(key, f"{prefix} and the game_id first", (key, "game_id"), fits)


def has_jersey_or_player(jersey: int | None, player_id: str | None) -> bool:
    """Return whether a row identifies its player."""
    return jersey is not None or player_id is not None


def numbered(prefix: str, last: int, column: Column) -> dict[str, Column]:
    """Return the equal columns prefix1 … prefix``last``."""
    return {f"{prefix}{number}": column for number in range(1, last + 1)}


GAME = integer(1, required=True)
CLOCK = replace(integer(0, 3600), expected="seconds remaining from 0 to 3600, or a clock such as 17:05")
LENGTH = integer(0, 3600)
GOALS = integer(0)
VENUE = one_of("home", "away", postgres="varchar(4)")
VENUE_REQUIRED = one_of("home", "away", postgres="varchar(4)", required=True)
SUCCESS = one_of("s", "u", postgres="char(1)")
FEET = numeric(6, 2)
FEET_REQUIRED = numeric(6, 2, required=True)
