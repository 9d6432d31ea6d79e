"""What a column needs, as the catalogue says: the games whose tracking has it. In the others the column is NULL."""

from collections.abc import Callable

import pandas as pd

from .box import BAD_GIVEAWAYS, GOOD_GIVEAWAYS, NEUTRAL_GIVEAWAYS
from .passing import pass_ends
from .spelling import vocabulary
from .transition import odd_man_events
from .world import World


def games_with(world: World, need: str) -> set[int]:
    """Ids of the games that have what ``need`` says; raises KeyError for words that the catalogue did not know yet."""
    return NEEDS[need](world)


def _having(rows: pd.DataFrame) -> set[int]:
    return {int(game) for game in rows["game_id"].to_numpy()}


def _type(*types: str) -> Callable[[World], set[int]]:
    return lambda world: _having(world.of_type(*types))


def _zoned(world: World, rows: pd.DataFrame) -> set[int]:
    return _having(rows[rows["zone"].isin(list("ond"))])


def _type_with_zones(kind: str) -> Callable[[World], set[int]]:
    return lambda world: _zoned(world, world.of_type(kind))


def _shot_places(world: World) -> set[int]:
    return _having(world.attempts[world.attempts["x"].notna()].reset_index(drop=True))


def _giveaway_details(world: World) -> set[int]:
    how = world.events["detail_2"].fillna("").str.removeprefix("Giveaway_")
    return _having(world.events[how.isin(BAD_GIVEAWAYS | NEUTRAL_GIVEAWAYS | GOOD_GIVEAWAYS)])


def _targeted(world: World) -> pd.DataFrame:
    passes = world.of_type("Pass")
    return passes[passes["e2"].notna()]


def _pass_targets(world: World) -> set[int]:
    return _having(_targeted(world))


def _pass_places(world: World) -> set[int]:
    passes = world.of_type("Pass")
    start, end = pass_ends(world, passes)
    return _having(passes[start["x"].notna() & end["x"].notna()])


def _defenders(world: World) -> set[int]:
    rows = world.of_type("Pass", "Zone_Entry_Exit", "Possession")
    return _having(rows[rows["o1"].notna()])


def _breakaways(world: World) -> set[int]:
    alone = world.events[world.events["detail_2"] == "ZoneEntry_CarriedBreakaway"]
    return _type("Possession")(world) | _having(alone)


def _save_details(world: World) -> set[int]:
    saves = world.of_type("Save")
    return _having(saves[saves["detail_2"].fillna("").str.startswith("Save_")])


def _play_details(world: World) -> set[int]:
    """Marks that count as something; ways to shoot and reasons of whistles stand in the same columns."""
    listed = vocabulary("play_details")
    plays = set(listed.loc[listed["measure"] != "", "play_detail"])
    players = world.players
    return _having(players[players["play_1"].isin(plays) | players["play_2"].isin(plays)])


def _play_success(world: World) -> set[int]:
    return _having(world.players[world.players["success"].notna()])


def _everywhere(world: World) -> set[int]:
    return set(world.games)


def _events(world: World) -> set[int]:
    return _having(world.events[~world.events["marker"]])


def _shifts(world: World) -> set[int]:
    return _having(world.stints)


def _with_shifts(need: str) -> Callable[[World], set[int]]:
    return lambda world: _shifts(world) & NEEDS[need](world)


NEEDS: dict[str, Callable[[World], set[int]]] = {
    "": _everywhere,
    "official result": _everywhere,
    "shifts": _shifts,
    "events": _events,
    "shifts and events": _with_shifts("events"),
    "shifts and shot xy": _with_shifts("shot xy"),
    "shifts and zone entries": _with_shifts("zone entries"),
    "shifts and possessions or zone entries": _with_shifts("possessions or zone entries"),
    "shifts and shot types": _with_shifts("shot types"),
    "shifts and play details": _with_shifts("play details"),
    "shot xy": _shot_places,
    "zone entries": _type("Zone_Entry_Exit"),
    "zone play": _type("Zone_Entry_Exit"),
    "passes": _type("Pass"),
    "pass targets": _pass_targets,
    "pass targets and zones": lambda world: _zoned(world, _targeted(world)),
    "passes and zones": lambda world: _zoned(world, world.of_type("Pass")),
    "xy of passes": _pass_places,
    "faceoffs": _type("Faceoff"),
    "faceoff zones": _type_with_zones("Faceoff"),
    "shifts and faceoff zones": lambda world: _shifts(world) & _type_with_zones("Faceoff")(world),
    "shifts and league rating": _shifts,
    "turnovers": _type("Turnover"),
    "giveaway details": _giveaway_details,
    "giveaway zones": _type_with_zones("Turnover"),
    "turnover zones": _type_with_zones("Turnover"),
    "turnovers and zones": _type_with_zones("Turnover"),
    "zone play and turnovers": lambda world: _type("Zone_Entry_Exit")(world) & _type("Turnover")(world),
    "hits": _type("Hit"),
    "hit zones": _type_with_zones("Hit"),
    "hits and zones": _type_with_zones("Hit"),
    "puck battles and zones": _type_with_zones("LoosePuck"),
    "zones of blocked shots": lambda world: _zoned(world, world.attempts[world.attempts["blocked"]]),
    "zones of events": lambda world: _zoned(world, world.events),
    "defenders of passes, entries or possessions": _defenders,
    "possessions or breakaway entries": _breakaways,
    "possessions or zone entries": _breakaways,
    "odd-man rush marks": lambda world: _having(world.events[world.events["key"].isin(odd_man_events(world))]),
    "shot types": lambda world: _having(world.attempts[world.attempts["shot_type"].notna()]),
    "rebounds": _type("Rebound"),
    "details of saves": _save_details,
    "play details and zones": lambda world: _play_details(world) & _zoned(world, world.events),
    "loose-puck events": _type("LoosePuck"),
    "possessions": _type("Possession"),
    "play details": _play_details,
    "play success": _play_success,
    "saves": _type("Save"),
}
