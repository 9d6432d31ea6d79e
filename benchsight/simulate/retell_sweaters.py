"""Sweaters that change in a game: a skater wears another number from some period on, and the rosters list both."""

from dataclasses import replace
from random import Random

from benchsight.simulate.people import Dressed
from benchsight.simulate.records import AWAY, HOME, Formation, SimulatedGame, Stint


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
    for event in game.events:
        if event.period > 1:
            for participant in event.participants:
                participant.player = twins.get(participant.player, participant.player)
                if participant.pressed_by is not None:
                    participant.pressed_by = twins.get(participant.pressed_by, participant.pressed_by)
    for stint in game.stints:
        if stint.period > 1:
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
