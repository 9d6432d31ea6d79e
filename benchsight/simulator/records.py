"""Records of a game: events with their players, stints, and the result."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from benchsight.simulator.people import Dressed, Player, Team
from benchsight.simulator.schedule import Fixture

if TYPE_CHECKING:
    from benchsight.simulator.truth import GameTruth

HOME, AWAY = 0, 1
VENUES = ("home", "away")
OVERTIME, SHOOTOUT = 4, 99
"""The first overtime, also after two halves; the shootout, which comes after any number of overtimes."""
WRITTEN_SHOOTOUT = 5

Point = tuple[float, float]
"""Feet from centre ice, x along the rink. In the simulator the home team attacks +x in every period."""
Zone = Literal["o", "d", "n"]
Success = Literal["s", "u", ""]


@dataclass(slots=True, eq=False)
class Participant:
    """A player of an event, in the order of the roles: event team players first, then opponents."""

    player: Dressed
    is_opponent: bool = False
    play_1: str = ""
    play_2: str = ""
    success: Success = ""
    pressed_by: Dressed | None = None
    path: tuple[Point, ...] = ()


@dataclass(slots=True, eq=False)
class Event:
    """One tracked event. Clocks are seconds remaining; None for a marker without a clock.

    ``chain`` is shared by the events of one play. ``assisted`` is the goal that the first player assisted with this
    event. ``video_seconds`` is set where the tracker notes video time instead of the game clock.
    """

    period: int
    start: int
    end: int
    type: str
    detail: str
    detail_2: str
    venue: int
    zone: Zone
    success: Success
    participants: list[Participant]
    stint: int
    chain: int | None = None
    assisted: "Event | None" = None
    puck: tuple[Point, ...] = ()
    net: Point | None = None
    video_seconds: tuple[int, int] | None = None


def written_period(period: int) -> int:
    """Return the number under which trackers write a period."""
    return WRITTEN_SHOOTOUT if period == SHOOTOUT else period


class Formation:
    """The players of one side on the ice, by slot (None if empty): three forwards, two defenders, extra, goalie."""

    __slots__ = ("defenders", "extra", "forwards", "goalie", "is_net_empty", "players", "size", "skaters")

    def __init__(self, slots: Sequence[Dressed | None], goalie: Dressed | None, *, has_none: bool = False) -> None:
        """Take the six skater slots: forwards first, the extra skater last.

        ``has_none``: the side has no goalie all game, so that its net is not one that was left empty for a skater.
        """
        self.forwards, self.defenders, self.extra, self.goalie = slots[:3], slots[3:5], slots[5], goalie
        self.skaters = [player for player in slots if player is not None]
        self.players = self.skaters if goalie is None else [*self.skaters, goalie]
        self.is_net_empty = goalie is None and not has_none
        self.size = len(self.players) + has_none
        """Players on the ice, goalies counted, and for one who does not exist."""


@dataclass(slots=True, eq=False)
class Stint:
    """An interval without a change on either side; it covers start >= clock > end."""

    number: int
    period: int
    start: int
    end: int
    start_type: str
    stop_type: str
    formations: tuple[Formation, Formation]
    dead_seconds: int
    goals: tuple[int, int]
    """Score at the start of the stint, home and away."""
    video_second: int


@dataclass
class Result:
    """The official result: goals by period as [home, away] (4 is overtime), and how it was decided."""

    goals_by_period: dict[int, list[int]] = field(default_factory=dict)
    decided_in: Literal["REG", "OT", "SO"] = "REG"
    shootout_winner: int | None = None
    shootout_rounds: int = 0

    def add_goal(self, period: int, venue: int) -> None:
        """Count a goal of the game."""
        self.goals_by_period.setdefault(period, [0, 0])[venue] += 1

    def goals(self, venue: int) -> int:
        """Return goals of a side; the win of a shootout counts as one."""
        return sum(goals[venue] for goals in self.goals_by_period.values()) + (self.shootout_winner == venue)


@dataclass
class OfficialLine:
    """The line of one player in the league's score sheet."""

    goals: int = 0
    assists: int = 0
    pim: int = 0
    goals_against: int = 0


@dataclass
class SimulatedGame:
    """A played game: what was tracked, what the league knows, and the truth."""

    fixture: Fixture
    teams: tuple[Team, Team]
    rosters: tuple[list[Dressed], list[Dressed]]
    period_seconds: tuple[int, ...]
    overtime_seconds: int
    home_attacks_right_period_1: bool
    events: list[Event]
    stints: list[Stint]
    result: Result
    official: dict[str, OfficialLine]
    """Score sheet by player id, for everybody who dressed."""
    truth: "GameTruth"
    periods_tracked: int | None = None
    """None: the whole game was tracked."""
    not_on_league_roster: frozenset[str] = frozenset()
    video_breaks: list[int] = field(default_factory=list)
    """Video second at which each period starts."""
    is_playoff: bool = False
    second_sweaters: set[Dressed] = field(default_factory=set)
    """Players as they dress once more, under another number; both are in the rosters."""
    borrowed_sweaters: set[Dressed] = field(default_factory=set)
    """Players who play under a number that is on no roster."""

    @property
    def game_id(self) -> int:
        """Id of the game."""
        return self.fixture.game_id

    @property
    def dressed(self) -> list[Dressed]:
        """Both rosters, home first; a player stands at his ``number``."""
        return [*self.rosters[HOME], *self.rosters[AWAY]]

    def length(self, period: int) -> int:
        """Return seconds of a period."""
        return self.period_seconds[period - 1] if period < OVERTIME else self.overtime_seconds

    def direction(self, period: int) -> int:
        """Return 1 where the home team attacks to the right in a period, -1 where to the left."""
        return 1 if self.home_attacks_right_period_1 == (period % 2 == 1) else -1


@dataclass
class League:
    """A simulated season."""

    season_id: str
    teams: list[Team]
    games: list[SimulatedGame]

    def players(self) -> list[tuple[Player, Team]]:
        """Everybody, with his team."""
        return [(player, team) for team in self.teams for player in team.squad]
