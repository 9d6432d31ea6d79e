"""What a column needs, as the catalogue says: the games whose tracking has it. In the others the column is NULL."""

from collections.abc import Callable

import pandas as pd

from .box import BAD_GIVEAWAYS, NEUTRAL_GIVEAWAYS
from .world import World


def games_with(world: World, need: str) -> set[int]:
    """Ids of the games that have what ``need`` says; raises KeyError for words that the catalogue did not know yet."""
    return NEEDS[need](world)


def _having(rows: pd.DataFrame) -> set[int]:
    return {int(game) for game in rows["game_id"].unique()}


def _type(*types: str) -> Callable[[World], set[int]]:
    return lambda world: _having(world.of_type(*types))


def _zoned(kind: str) -> Callable[[World], set[int]]:
    def find(world: World) -> set[int]:
        rows = world.of_type(kind)
        return _having(rows[rows["zone"].isin(list("ond"))])

    return find


def _shot_places(world: World) -> set[int]:
    return _having(world.attempts[world.attempts["x"].notna()].reset_index(drop=True))


def _giveaway_details(world: World) -> set[int]:
    how = world.events["detail_2"].fillna("").str.removeprefix("Giveaway_")
    return _having(world.events[how.isin(BAD_GIVEAWAYS | NEUTRAL_GIVEAWAYS)])


def _pass_targets(world: World) -> set[int]:
    passes = world.of_type("Pass")
    return _having(passes[passes["e2"].notna()])


def _play_details(world: World) -> set[int]:
    return _having(world.players[world.players["play_1"].notna() | world.players["play_2"].notna()])


def _play_success(world: World) -> set[int]:
    return _having(world.players[world.players["success"].notna()])


def _everywhere(world: World) -> set[int]:
    return set(world.games)


def _shifts(world: World) -> set[int]:
    return _having(world.stints)


NEEDS: dict[str, Callable[[World], set[int]]] = {
    "": _everywhere,
    "official result": _everywhere,
    "shifts": _shifts,
    "shot xy": _shot_places,
    "zone entries": _type("Zone_Entry_Exit"),
    "zone play": _type("Zone_Entry_Exit"),
    "passes": _type("Pass"),
    "pass targets": _pass_targets,
    "pass targets and zones": _pass_targets,
    "faceoffs": _type("Faceoff"),
    "faceoff zones": _zoned("Faceoff"),
    "shifts and faceoff zones": lambda world: _shifts(world) & _zoned("Faceoff")(world),
    "turnovers": _type("Turnover"),
    "giveaway details": _giveaway_details,
    "giveaway zones": _zoned("Turnover"),
    "hits": _type("Hit"),
    "loose-puck events": _type("LoosePuck"),
    "possessions": _type("Possession"),
    "play details": _play_details,
    "play success": _play_success,
    "saves": _type("Save"),
}
