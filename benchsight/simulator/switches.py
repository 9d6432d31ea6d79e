"""Kinds of mess in real exports, and of rare hockey and tracking: each a switch of a simulation."""

from dataclasses import dataclass, fields, replace
from typing import Self


@dataclass(frozen=True)
class Switches:
    """Base of dataclasses whose fields are all switches that are off."""

    @classmethod
    def everything(cls) -> Self:
        """Switch all kinds on."""
        return cls(**{field.name: True for field in fields(cls)})

    @classmethod
    def only(cls, *kinds: str) -> Self:
        """Switch the named kinds on; raises TypeError for an unknown name."""
        return cls(**dict.fromkeys(kinds, True))

    def kinds(self) -> list[str]:
        """Return names of the kinds that are on."""
        return [field.name for field in fields(self) if getattr(self, field.name)]


@dataclass(frozen=True)
class Mess(Switches):
    """Kinds of mess of real exports, each a switch. None changes the truth."""

    code_variants: bool = False
    """Codes in other spellings: hyphens, older names, a blank before a zone."""
    success_spelling: bool = False
    """True, null or nothing instead of s and u; failures are lost, as in version 23."""
    jersey_types: bool = False
    """Jerseys now text, now integer."""
    shared_jerseys: bool = False
    """Jerseys that both teams of a game wear."""
    first_row_only: bool = False
    """Workbook: values of an event stand on its first row only, formula copies are missing too."""
    clock_carried: bool = False
    """Workbook: minutes and seconds stand only where they change."""
    filler_rows: bool = False
    """Workbook: rows without an index, some with empty texts, after and between the events."""
    doubled_index: bool = False
    """Workbook: a Shot and its Goal under one index."""
    clock_skew: bool = False
    """Events up to 3 s off the clock of the stints, where their stint stays defined."""
    missing_from_league_roster: bool = False
    """A player whom only the tracker's roster knows."""
    partial_game: bool = False
    """One game tracked in its first period only."""
    cut_end_times: bool = False
    """JSON: end times such as "12:"."""
    backward_end_times: bool = False
    """Events that end before they start: start and end exchanged."""
    unlinked_assists: bool = False
    """Assists marked on events outside the chain of the goal."""


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
    """Stints that begin and end in the same second, with another player on the ice."""
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
    """A skater of a side who wears all game a number that no roster lists: only the simulator knows who it is."""
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
        """Switch on all kinds that go together: playoffs are not played in halves."""
        return replace(super().everything(), two_halves=False)
