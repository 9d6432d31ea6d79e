"""A hockey simulator that knows the truth: games event by event, tracked and written as the real thing is.

Use it from tests like this::

    from benchsight.simulator import Mess, SimulationConfig, simulate_league, write_league

    config = SimulationConfig(seed=7, teams=4, games=6, xy=True, mess=Mess.only("clock_skew"))
    league = simulate_league(config)                  # in memory
    league, written = write_league(config, tmp_path)  # league/*.csv, games/{id}/*, truth/*.csv
    truth = league.games[0].truth                     # players, goalies, teams, pairs, matchups

The truth is counted while a game is played (``book.TruthBook``), by another hand than the one that notes events and
stints; it never reads an export back. It follows the project's definitions:

- ``shots`` are attempts, a team mate's block among them; ``sog`` are saves plus goals, penalty shots included.
- On-ice counts, plus and minus leave penalty shots out, except the plus of the scorer. A goal of the side with more
  players on the ice, goalies counted, is no plus and no minus. 5v5 is five skaters and a goalie on both sides.
- ``toi_seconds`` is clock time, ``playing_toi_seconds`` leaves out the time between whistle and faceoff. A shift ends
  when the player leaves the ice or the period is over.
- What happens at the second of a change belongs to the stint that ends; the simulator lets no shot fall on one.
- A game with ``periods_tracked`` has the truth of these periods only; ``official`` and ``result`` are of the whole.
- What a shape does not record (passes in "nhl", hits in "rec") is in the truth all the same, though blank in its CSV:
  ``unrecorded(config.rules.recorded)`` names the counts that cannot be compared.

A penalty shot is a Shot event with detail_2 ``PenaltyShot``; a shootout has events of type ``PenaltyShot_Shootout`` in
period 5 and, for scored ones, ``Goal_Shootout``. Neither mess nor format nor positions change a game or its truth,
apart from the jerseys (``shared_jerseys``) and how much of it was tracked (``partial_game``).
"""

from benchsight.simulator.config import SHAPES, Shape, SimulationConfig
from benchsight.simulator.league import simulate_games, simulate_league
from benchsight.simulator.people import Dressed, Player, Team, make_teams
from benchsight.simulator.records import Event, League, Participant, Result, SimulatedGame, Stint
from benchsight.simulator.switches import Mess, Rare
from benchsight.simulator.truth import (
    SITUATIONS,
    GameTruth,
    GoalieGame,
    Matchup,
    OnIce,
    Pair,
    PlayerGame,
    TeamGame,
    as_row,
    unrecorded,
)
from benchsight.simulator.write import WrittenLeague, write_league

__all__ = [
    "SHAPES",
    "SITUATIONS",
    "Dressed",
    "Event",
    "GameTruth",
    "GoalieGame",
    "League",
    "Matchup",
    "Mess",
    "OnIce",
    "Pair",
    "Participant",
    "Player",
    "PlayerGame",
    "Rare",
    "Result",
    "Shape",
    "SimulatedGame",
    "SimulationConfig",
    "Stint",
    "Team",
    "TeamGame",
    "WrittenLeague",
    "as_row",
    "make_teams",
    "simulate_games",
    "simulate_league",
    "unrecorded",
    "write_league",
]
