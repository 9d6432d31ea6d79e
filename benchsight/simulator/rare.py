"""Kinds of rare hockey and rare tracking, each a switch: legal, and seldom seen."""

from dataclasses import dataclass, replace
from typing import Self

from benchsight.simulator.switches import Switches


@dataclass(frozen=True)
class Rare(Switches):
    """Kinds of rare hockey, each a switch. Those of the first group change what is written down, never the truth."""

    goals_without_shot: bool = False
    """Goals without a Shot event of their own: in every third game all of them, else some; so may penalty shots."""
    late_entries: bool = False
    """Shots and goals that were entered after the rest of the game, under the highest numbers."""
    shootout_as_goals: bool = False
    """A shootout written with the codes of ordinary shots, saves and goals."""
    zero_second_stints: bool = False
    """Stints that begin and end in the same second, with somebody else on the ice."""
    unknown_codes: bool = False
    """Details that no vocabulary has, on events that count by their type."""
    clock_tenths: bool = False
    """Clocks of the last minute in tenths, some without minutes: 0:20.4, :20.4."""
    clock_counts_up: bool = False
    """Every second game with the time played in the period, not the time that is left."""
    corner_origin: bool = False
    """Positions of every second game from a corner of the rink: x 0 to 200, y 0 to 85."""
    metres: bool = False
    """Positions of every third game in metres."""
    mistyped_types: bool = False
    """Types that do not exist (``Shott``) beside a detail that does."""
    sweater_change: bool = False
    """A skater of each side who wears another number from the second period on; the rosters list both."""
    one_table_only: bool = False
    """The first game has shifts and no events, the second events and no shifts."""
    special_teams: bool = False
    """Double minors by the half, majors with goals, too many men, 5-on-3 and 4-on-4 more often."""
    goal_as_penalty_ends: bool = False
    """Goals in the second in which the penalty that gave the advantage is over: at even strength."""
    goal_off_the_faceoff: bool = False
    """Goals in the second of the faceoff after a change of units: of those who lined up for it."""
    marked_empty_net: bool = False
    """Goals that are marked as into an empty net while the slots still hold the goalie."""
    own_goals: bool = False
    """Own goals of one side of a game, without assists: noted of the attackers, in other games of who put them in."""
    awarded_goals: bool = False
    """Goals that the referee awards, of those at an empty net: without assists."""
    goalie_changes: bool = False
    """Goalies who are replaced, come back, and are pulled behind by more; a second one dresses."""
    skater_in_net: bool = False
    """A side whose only goalie is hurt, and a forward who takes the pads for the rest of the game."""
    no_goalie: bool = False
    """The away side of every fourth game plays without a goalie."""
    sweater_zero: bool = False
    """A skater of each squad who wears number 0."""
    sweater_double_zero: bool = False
    """The same, written 00 where a file has texts."""
    borrowed_sweater: bool = False
    """A skater of a side who wears all game a number that no roster lists: nobody but the simulator knows who it is."""
    same_names: bool = False
    """Two skaters of each squad who have one name."""
    accents: bool = False
    """Names with accents, composed in the league's tables and decomposed in the tracker's."""
    two_halves: bool = False
    """Games of two halves, without overtime."""
    playoffs: bool = False
    """Playoff games: overtimes of five skaters a side, until there is a goal."""

    @classmethod
    def everything(cls) -> Self:
        """All kinds that go together: playoffs are not played in halves."""
        return replace(super().everything(), two_halves=False)
