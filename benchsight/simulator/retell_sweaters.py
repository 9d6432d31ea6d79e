"""Sweaters that change in a game, as the rosters list them, and borrowed ones, which no roster lists."""

from dataclasses import replace
from random import Random

from benchsight.simulator.people import Dressed
from benchsight.simulator.records import AWAY, HOME, Formation, SimulatedGame, Stint


def change_sweaters(rng: Random, game: SimulatedGame) -> None:
    """Give a skater of each side another number from the second period on, in events, stints and rosters."""
    twins: dict[Dressed, Dressed] = {}
    for venue in (HOME, AWAY):
        skaters = [player for player in game.rosters[venue] if not player.is_goalie and not player.is_substitute]
        torn = rng.choice(skaters)
        taken = {player.jersey for player in game.rosters[venue]}
        twins[torn] = replace(torn, jersey=rng.choice([number for number in range(2, 99) if number not in taken]))
        game.rosters[venue].append(twins[torn])
    game.second_sweaters.update(twins.values())
    _play_as(game, twins, from_period=2)


def borrow_sweaters(rng: Random, game: SimulatedGame) -> None:
    """Give a skater of each side a free number for the whole game."""
    twins: dict[Dressed, Dressed] = {}
    keepers = {formation.goalie for stint in game.stints for formation in stint.formations}
    changed = {player.player_id for player in game.second_sweaters}
    for venue in (HOME, AWAY):
        able = [
            player
            for player in game.rosters[venue]
            if not (player.is_goalie or player.is_substitute or player in keepers or player.player_id in changed)
        ]
        taken = {player.jersey for player in game.rosters[venue]}
        number = rng.choice([number for number in range(1, 99) if number not in taken])
        borrower = rng.choice(able)
        twins[borrower] = replace(borrower, jersey=number)
    game.borrowed_sweaters.update(twins.values())
    _play_as(game, twins)


def _play_as(game: SimulatedGame, twins: dict[Dressed, Dressed], from_period: int = 1) -> None:
    """Put the twins of players into events and stints."""
    for event in game.events:
        if event.period >= from_period:
            for participant in event.participants:
                participant.player = twins.get(participant.player, participant.player)
                if participant.pressed_by is not None:
                    participant.pressed_by = twins.get(participant.pressed_by, participant.pressed_by)
    for stint in game.stints:
        if stint.period >= from_period:
            _dress_again(stint, twins)


def _dress_again(stint: Stint, twins: dict[Dressed, Dressed]) -> None:
    home, away = (_with_twins(formation, twins) for formation in stint.formations)
    stint.formations = (home, away)


def _with_twins(formation: Formation, twins: dict[Dressed, Dressed]) -> Formation:
    slots = (*formation.forwards, *formation.defenders, formation.extra)
    worn = [None if player is None else twins.get(player, player) for player in slots]
    goalie = formation.goalie
    has_none = goalie is None and not formation.is_net_empty
    return Formation(worn, None if goalie is None else twins.get(goalie, goalie), has_none=has_none)
