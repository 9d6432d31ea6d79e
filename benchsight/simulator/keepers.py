"""Goalies who change: replaced and brought back, a forward who takes the pads, a side that has none."""

from benchsight.simulator.bench import Bench
from benchsight.simulator.match import Match
from benchsight.simulator.records import AWAY

GAMES_WITHOUT_GOALIE = 4
"""The away side has none in every so-many-th game."""
SWAP_SHARE, HURT_SHARE = 0.04, 0.25


def dress_goalies(match: Match, number: int) -> None:
    """Before the game: a side that has nobody to keep goal."""
    if match.config.rare.no_goalie and number % GAMES_WITHOUT_GOALIE == GAMES_WITHOUT_GOALIE - 1:
        match.benches[AWAY].lose_goalies()


def change_goalies(match: Match) -> None:
    """At a whistle: a goalie comes back or is relieved, or the goalie is hurt and nobody else can keep goal."""
    rare = match.config.rare
    for bench in match.benches if rare.goalie_changes else ():
        others = [goalie for goalie in bench.goalies if goalie is not bench.goalie]
        if others and match.rng.random() < SWAP_SHARE:
            bench.goalie = others[0]
    if rare.skater_in_net and match.period > 1:
        _take_the_pads(match, match.benches[match.game_number // 2 % 2])


def _take_the_pads(match: Match, bench: Bench) -> None:
    """In every second game a forward of one side keeps goal for the rest of it."""
    free = [player for player in bench.forwards if player not in bench.in_box]
    is_due = match.game_number % 2 == 0 and bench.goalie is not None and bench.goalie.is_goalie
    if is_due and len(free) > len(bench.forwards) / 2 and match.rng.random() < HURT_SHARE:
        bench.put_in_net(match.rng.choice(free))
