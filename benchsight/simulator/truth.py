"""The truth of a game, as the simulator knows it: one dataclass per kind of row. Names are those of the statistics."""

from collections.abc import Container
from dataclasses import dataclass, field, fields
from typing import Any

SITUATIONS = ("even", "power_play", "short_handed", "empty_net_for", "empty_net_against")
"""A stint from one side: the first man advantage that holds, pulled goalies counted as players; then empty nets."""

GOOD_GIVEAWAYS = frozenset({"DumpInZone", "ZoneClear/Dump"})
"""Pucks given up on purpose, for ice."""
NEUTRAL_GIVEAWAYS = frozenset({"ShotBlocked", "ShotMissed"})
"""Pucks lost after a shot; all other kinds are bad, wherever they happen."""


@dataclass(slots=True)
class OnIce:
    """Goals (g), attempts (c) and unblocked attempts (f), for and against, while on the ice; no penalty shots."""

    gf: int = 0
    ga: int = 0
    cf: int = 0
    ca: int = 0
    ff: int = 0
    fa: int = 0


@dataclass(slots=True)
class PlayerGame:
    """A dressed player, goalies included. ``shots`` are attempts, ``sog`` shots on goal; seconds are clock seconds."""

    game_id: int
    player_id: str
    team_id: str
    venue: str
    player_number: int
    position: str
    is_substitute: bool
    goals: int = 0
    primary_assists: int = 0
    secondary_assists: int = 0
    power_play_goals: int = 0
    shorthanded_goals: int = 0
    game_winning_goals: int = 0
    shots: int = 0
    sog: int = 0
    shots_missed: int = 0
    shots_blocked: int = 0
    shots_blocked_by_team_mate: int = 0
    blocks: int = 0
    fo_wins: int = 0
    fo_losses: int = 0
    pass_attempts: int = 0
    pass_completed: int = 0
    giveaways: int = 0
    giveaways_bad: int = 0
    giveaways_neutral: int = 0
    giveaways_good: int = 0
    takeaways: int = 0
    zone_entries: int = 0
    zone_entries_controlled: int = 0
    zone_entries_failed: int = 0
    zone_exits: int = 0
    zone_exits_controlled: int = 0
    zone_exits_failed: int = 0
    zone_keepins: int = 0
    zone_keepins_failed: int = 0
    hits: int = 0
    penalties: int = 0
    pim: int = 0
    toi_seconds: int = 0
    playing_toi_seconds: int = 0
    toi_5v5_seconds: int = 0
    toi_even_seconds: int = 0
    toi_power_play_seconds: int = 0
    toi_short_handed_seconds: int = 0
    toi_empty_net_for_seconds: int = 0
    toi_empty_net_against_seconds: int = 0
    shift_count: int = 0
    plus: int = 0
    minus: int = 0
    on_ice: OnIce = field(default_factory=OnIce)
    on_ice_5v5: OnIce = field(default_factory=OnIce)

    @property
    def assists(self) -> int:
        """Primary and secondary."""
        return self.primary_assists + self.secondary_assists

    def rate_giveaway(self, reason: str, by: int = 1) -> None:
        """Rate a giveaway as bad, neutral or good by its reason; ``by`` is -1 if it is rated already."""
        self.giveaways_good += by * (reason in GOOD_GIVEAWAYS)
        self.giveaways_neutral += by * (reason in NEUTRAL_GIVEAWAYS)
        self.giveaways_bad += by * (reason not in GOOD_GIVEAWAYS | NEUTRAL_GIVEAWAYS)

    @property
    def plus_minus(self) -> int:
        """Plus less minus."""
        return self.plus - self.minus


@dataclass(slots=True)
class GoalieGame:
    """A goalie who dressed; only shots at him count, penalty shots included, the shootout not."""

    game_id: int
    player_id: str
    team_id: str
    venue: str
    shots_against: int = 0
    saves: int = 0
    goals_against: int = 0
    toi_seconds: int = 0
    decision: str | None = None
    """W, L or T; blank without one; None in a game that was not tracked to its end."""
    is_shutout: bool = False


@dataclass(slots=True)
class TeamGame:
    """A team in a game. ``goals`` are those tracked; ``final_goals`` the official score, whatever was tracked."""

    game_id: int
    team_id: str
    venue: str
    goals: int = 0
    goals_period_1: int = 0
    goals_period_2: int = 0
    goals_period_3: int = 0
    goals_overtime: int = 0
    empty_net_goals: int = 0
    power_play_goals: int = 0
    shorthanded_goals: int = 0
    power_play_opportunities: int | None = 0
    """None where penalties overlap in a way for which no rule is written down."""
    penalty_shots: int = 0
    shots: int = 0
    unblocked_shots: int = 0
    sog: int = 0
    fo_wins: int = 0
    pim: int = 0
    final_goals: int = 0
    decided_in: str = "REG"
    is_winner: bool | None = None
    """None: a tie."""


@dataclass(slots=True)
class Pair:
    """Two team mates (``player_id`` < ``partner_id``) on the ice together, with what happened for and against."""

    game_id: int
    team_id: str
    player_id: str
    partner_id: str
    seconds: int = 0
    on_ice: OnIce = field(default_factory=OnIce)


@dataclass(slots=True)
class Matchup:
    """A home and an away player on the ice together; for and against are the home player's."""

    game_id: int
    player_id: str
    opponent_id: str
    seconds: int = 0
    on_ice: OnIce = field(default_factory=OnIce)


@dataclass
class GameTruth:
    """All that is true of a game as far as it was tracked. ``pairs`` and ``matchups`` have those who met on the ice."""

    game_id: int
    players: list[PlayerGame]
    goalies: list[GoalieGame]
    teams: list[TeamGame]
    pairs: list[Pair] = field(default_factory=list)
    matchups: list[Matchup] = field(default_factory=list)
    periods_tracked: int | None = None
    """None: the whole game."""
    seconds_played: int = 0
    """Clock seconds of the tracked periods, overtime included."""

    def player(self, player_id: str) -> PlayerGame:
        """Return the row of a player; raises KeyError if he did not dress."""
        for row in self.players:
            if row.player_id == player_id:
                return row
        raise KeyError(player_id)


RECORDED_WITH = {
    "Pass": ("pass_attempts", "pass_completed"),
    "Zone_Entry_Exit": (
        "zone_entries", "zone_entries_controlled", "zone_entries_failed", "zone_exits", "zone_exits_controlled",
        "zone_exits_failed", "zone_keepins", "zone_keepins_failed",
    ),
    "Hit": ("hits",),
}  # fmt: skip
"""Counts of players that a tracker has only if he notes events of the type."""


def unrecorded(recorded: Container[str]) -> list[str]:
    """Return true counts of players that events of the ``recorded`` types cannot show."""
    return [name for event_type, names in RECORDED_WITH.items() if event_type not in recorded for name in names]


def as_row(row: Any) -> dict[str, Any]:
    """Return a truth dataclass as one flat row: nested on-ice counts as columns, 5v5 ones with a suffix."""
    flat: dict[str, Any] = {}
    for item in fields(row):
        value = getattr(row, item.name)
        if isinstance(value, OnIce):
            suffix = item.name.removeprefix("on_ice")
            flat |= {f"{count.name}{suffix}": getattr(value, count.name) for count in fields(value)}
        else:
            flat[item.name] = value
    if isinstance(row, PlayerGame):
        flat |= {"assists": row.assists, "plus_minus": row.plus_minus}
    return flat
