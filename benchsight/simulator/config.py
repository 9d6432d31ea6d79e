"""Settings of a simulation: size of the league, how it plays, how it is tracked, which rare hockey and mess it has."""

from dataclasses import dataclass, field, replace

from benchsight.simulator.switches import Mess, Rare

MARKERS = frozenset({"GameStart", "GameEnd", "Stoppage", "DeadIce", "Intermission", "Timeout"})
RECORDED_BY_HAND = MARKERS | {
    "Faceoff", "Shot", "Goal", "Save", "Rebound", "Pass", "Possession", "Zone_Entry_Exit", "Turnover", "LoosePuck",
    "Play", "Penalty", "Penalty_Delayed", "PenaltyShot_Shootout",
}  # fmt: skip
RECORDED_BY_LEAGUE = MARKERS - {"DeadIce", "Timeout"} | {
    "Faceoff", "Shot", "Goal", "Save", "Hit", "Turnover", "Penalty", "PenaltyShot_Shootout",
}  # fmt: skip

LEAST_HIT_SHARE = 0.05
"""Body checks in a league that tracks everything."""


@dataclass(frozen=True)
class Shape:
    """A kind of league: squads, tempo, rates and rules. Rates are shares; seconds are clock seconds."""

    forwards: tuple[int, int]
    defenders: tuple[int, int]
    goalies: int
    period_minutes: int
    minor_minutes: int
    major_minutes: int
    misconduct_minutes: int
    clock_runs_at_whistles: bool
    whole_lines_change: bool
    forward_shift_seconds: int
    defence_shift_seconds: int
    action_seconds: tuple[int, int]
    shoot_share: float
    finishing: float
    """Added to the log-odds of a goal for every shot on goal."""
    fouls_per_minute: float
    whistle_share: float
    hit_share: float
    turnover_share: float
    """Share of lost pucks that are scored as a giveaway or takeaway."""
    recorded: frozenset[str]


SHAPES = {
    "rec": Shape(
        forwards=(6, 9), defenders=(4, 5), goalies=1,
        period_minutes=18, minor_minutes=3, major_minutes=6, misconduct_minutes=10, clock_runs_at_whistles=True,
        whole_lines_change=True, forward_shift_seconds=70, defence_shift_seconds=85,
        action_seconds=(5, 12), shoot_share=0.92, finishing=0.35, fouls_per_minute=0.05, whistle_share=0.014,
        hit_share=0.0, turnover_share=1.0, recorded=RECORDED_BY_HAND,
    ),
    "nhl": Shape(
        forwards=(12, 12), defenders=(6, 6), goalies=2,
        period_minutes=20, minor_minutes=2, major_minutes=5, misconduct_minutes=10, clock_runs_at_whistles=False,
        whole_lines_change=False, forward_shift_seconds=41, defence_shift_seconds=43,
        action_seconds=(3, 7), shoot_share=0.46, finishing=0.0, fouls_per_minute=0.13, whistle_share=0.012,
        hit_share=0.07, turnover_share=0.2, recorded=RECORDED_BY_LEAGUE,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class SimulationConfig:
    """A league to simulate. Equal configs give equal leagues, byte for byte. Raises ValueError if impossible."""

    seed: int = 1
    teams: int = 4
    games: int = 6
    shape: str = "rec"
    period_minutes: tuple[tuple[int, int, int], ...] | None = None
    """Lengths of the three periods; games take the entries in turn. None: as the shape has it."""
    overtime_minutes: int = 5
    """0: a tie stands."""
    overtime_skaters: int = 3
    shootout: bool = True
    xy: bool = False
    full: bool = False
    """Track everything there is: positions, hits, passes, plays of everybody near, rare codes and rare penalties."""
    tracker_version: str = "25.0"
    mess: Mess = field(default_factory=Mess)
    rare: Rare = field(default_factory=Rare)
    first_game_id: int = 900001
    id_prefix: str = "S"
    """First letters of the ids of players and teams, for several leagues in one database."""
    substitute_share: float = 0.08
    """Share of team-games in which a player of a third team replaces a skater."""
    penalty_factor: float = 1.0
    """Times the penalties of the shape."""
    penalty_shot_share: float = 0.02
    """Share of fouls that are punished by a penalty shot."""
    season_id: str = "SIM2026F"

    def __post_init__(self) -> None:
        """Refuse what cannot be played."""
        checks = {
            "teams must be an even number, 2 to 32": 2 <= self.teams <= 32 and self.teams % 2 == 0,
            "games must not be negative": self.games >= 0,
            f"shape must be one of {', '.join(SHAPES)}": self.shape in SHAPES,
            "period minutes must be 1 to 60": all(1 <= m <= 60 for game in self.period_minutes or () for m in game),
            "overtime minutes must be 0 to 20": 0 <= self.overtime_minutes <= 20,
            "overtime skaters must be 3 or 5": self.overtime_skaters in (3, 5),
            "tracker version must start with 23 or 25": self.tracker_version.split(".")[0] in ("23", "25"),
        }
        for message, holds in checks.items():
            if not holds:
                raise ValueError(message)

    @property
    def rules(self) -> Shape:
        """The shape by its name; where everything is tracked, with all kinds of events and two goalies a team."""
        shape = SHAPES[self.shape]
        if self.rare.goalie_changes:
            shape = replace(shape, goalies=2)
        if not self.full:
            return shape
        recorded = RECORDED_BY_HAND | RECORDED_BY_LEAGUE
        return replace(shape, goalies=2, hit_share=max(shape.hit_share, LEAST_HIT_SHARE), recorded=recorded)

    @property
    def has_positions(self) -> bool:
        """Whether positions of puck and players are tracked."""
        return self.xy or self.full

    @property
    def regulation_periods(self) -> int:
        """Periods of a game that is decided in time."""
        return 2 if self.rare.two_halves else 3

    @property
    def has_overtime(self) -> bool:
        """Whether a tie goes on."""
        return self.overtime_minutes > 0 and not self.rare.two_halves

    def period_seconds(self, game_number: int) -> tuple[int, ...]:
        """Lengths of the periods of the n-th game (0-based), in seconds; two halves have those of the first two."""
        entries = self.period_minutes or ((self.rules.period_minutes,) * 3,)
        minutes = entries[game_number % len(entries)][: self.regulation_periods]
        return tuple(minute * 60 for minute in minutes)
