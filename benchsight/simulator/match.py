"""The state of a game being played: clock, score, who is on the ice, and the notes a tracker takes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from benchsight.simulator.advantages import Advantages
from benchsight.simulator.bench import Bench
from benchsight.simulator.book import TruthBook
from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.penalties import PenaltyBox, skaters_allowed
from benchsight.simulator.people import Dressed, Team
from benchsight.simulator.records import (
    AWAY,
    HOME,
    OVERTIME,
    Event,
    Formation,
    OfficialLine,
    Participant,
    Point,
    Result,
    Stint,
    Success,
    Zone,
)


@dataclass(slots=True)
class Foul:
    """A penalty the referee will call; ``delayed`` while the other side has the puck."""

    venue: int
    player: Dressed
    minutes: int
    detail: str
    offence: str


class Match:
    """One game in play. The clock runs only through ``advance``, which counts the seconds for the players on the ice.

    The puck is in feet of the rink where the home team attacks +x. ``side`` has it, ``carrier`` carries it.
    """

    def __init__(
        self,
        config: SimulationConfig,
        rng: Random,
        game_id: int,
        teams: tuple[Team, Team],
        rosters: tuple[list[Dressed], list[Dressed]],
        game_number: int = 0,
    ) -> None:
        """Set up a game before its first faceoff; ``game_number`` counts those of the league from 0."""
        self.game_number = game_number
        self.config, self.rules, self.rng = config, config.rules, rng
        self.places = Random(f"places {config.seed} {game_id}")  # a game is the same with and without positions
        self.rosters = rosters
        self.benches = tuple(Bench(roster, self.rules, rng) for roster in rosters)
        self.boxes = (PenaltyBox(), PenaltyBox())
        self.advantages = Advantages()
        self.book = TruthBook(game_id, teams, [*rosters[HOME], *rosters[AWAY]])
        self.result = Result()
        self.official = {player.player_id: OfficialLine() for roster in rosters for player in roster}
        self.events: list[Event] = []
        self.stints: list[Stint] = []
        self.is_tracked, self.is_over = True, False
        self.period, self.clock, self.video = 1, 0, 0
        self.side, self.puck = HOME, (0.0, 0.0)
        self.carrier: Dressed = rosters[HOME][0]
        self.passes: list[tuple[Dressed, Event | None]] = []
        self.delayed: Foul | None = None
        self.seconds_since_entry: int | None = None
        self._chains = 0
        self._ice: tuple[Formation, Formation] | None = None
        self._stint_start, self._start_type, self._stint_video = 0, "", 0
        self._dead_seconds = 0
        self._goals_before = (0, 0)
        self.off_the_faceoff: Callable[[Match], bool] = lambda match: False
        """What may happen in the second of a faceoff; whether it did."""
        self.at_whistle: Callable[[Match], None] = lambda match: None
        """What may happen at a whistle, before lines change."""

    # clock

    def start_period(self, period: int, seconds: int, start_type: str) -> None:
        """Set the clock; the first stint of the period starts."""
        self.period, self.clock, self._ice = period, seconds, None
        self._begin_stint(start_type)

    def advance(self, seconds: int, is_live: bool = True, *, comes_out: bool = True) -> bool:
        """Let the clock run, at most to the end of the period; whether there is time left.

        Without ``comes_out`` players whose penalty is over are not on the ice yet.
        """
        while seconds > 0 and self.clock > 0:
            releases = [release for box in self.boxes if (release := box.next_release()) is not None]
            step = min(seconds, self.clock, *releases)
            if self.is_tracked:
                self.advantages.watch(self.boxes)
            self.book.tick(step, is_live, self.ice)
            self.clock -= step
            self.video += step
            seconds -= step
            self._dead_seconds += 0 if is_live else step
            for bench in self.benches:
                bench.stay(step)
            self._release([box.serve(step) for box in self.boxes], comes_out)
            if is_live and self.seconds_since_entry is not None:
                self.seconds_since_entry += step
        return self.clock > 0

    def goes_on(self) -> bool:
        """Return whether the period goes on: time is left, and no overtime goal has ended the game."""
        return self.clock > 0 and not self.is_over

    def changed_now(self) -> bool:
        """Return whether a player changed in this second."""
        return self._stint_start == self.clock

    def settle(self) -> bool:
        """Make sure that no player changed in this second: what happens now belongs to one stint."""
        while self.clock > 0 and self.changed_now():
            self.advance(1)
        return self.clock > 0

    # who is on the ice

    @property
    def ice(self) -> tuple[Formation, Formation]:
        """Formations of home and away; the same object until a player changes."""
        if self._ice is None:
            self._ice = (self.benches[HOME].formation(), self.benches[AWAY].formation())
        return self._ice

    def goalie(self, venue: int) -> Dressed | None:
        """Return the goalie in net; None for an empty net."""
        return self.ice[venue].goalie

    def goalies_of_record(self) -> tuple[Dressed | None, Dressed | None]:
        """Return the goalies of home and away, in net or pulled."""
        return self.benches[HOME].goalie_of_record(), self.benches[AWAY].goalie_of_record()

    def advantage(self, venue: int) -> int:
        """Skaters a side has more than the other."""
        return len(self.ice[venue].skaters) - len(self.ice[1 - venue].skaters)

    def base_skaters(self) -> int:
        """Skaters of a side without penalties."""
        is_short = self.period >= OVERTIME and not self.config.rare.playoffs
        return self.config.overtime_skaters if is_short else 5

    def skaters_due(self) -> tuple[int, int]:
        """Skaters that home and away may have now, the one for a pulled goalie included."""
        missing = self.boxes[HOME].missing_skaters(), self.boxes[AWAY].missing_skaters()
        home, away = skaters_allowed(missing, self.base_skaters())
        return home + self.benches[HOME].goalie_is_pulled, away + self.benches[AWAY].goalie_is_pulled

    def cut(self, stop_type: str, start_type: str, *, even_if_new: bool = False) -> None:
        """End the stint here; one that has not begun to run only gets another start type, unless ``even_if_new``."""
        if self._stint_start > self.clock or even_if_new:
            if self.is_tracked:
                self.stints.append(
                    Stint(
                        len(self.stints) + 1, self.period, self._stint_start, self.clock, self._start_type, stop_type,
                        self.ice, self._dead_seconds, self._goals_before, self._stint_video,
                    )
                )  # fmt: skip
            self._begin_stint(start_type)
        else:
            self._start_type = start_type

    def field(self, venue: int, stop_type: str = "", start_type: str = "OnTheFly") -> None:
        """Put on the ice as many skaters as the side may have; a change ends the stint."""
        self.benches[venue].send(self.skaters_due()[venue], self.base_skaters() == 3)
        self.changed(venue, stop_type, start_type)

    def changed(self, venue: int, stop_type: str = "", start_type: str = "OnTheFly") -> None:
        """End the stint if other players are on the ice now."""
        if self._ice is None:
            return
        if set(self.benches[venue].formation().players) != set(self._ice[venue].players):
            self.cut(stop_type, start_type)
            self._ice = None

    # notes

    def records(self, event_type: str) -> bool:
        """Return whether a tracker of this shape notes such events."""
        return event_type in self.rules.recorded

    def new_chain(self) -> int:
        """Return a number for the events of one play."""
        self._chains += 1
        return self._chains

    def zone(self, venue: int) -> Zone:
        """Return the zone of the puck, as a side sees it."""
        x = self.puck[0] if venue == HOME else -self.puck[0]
        return "o" if x > 25 else "d" if x < -25 else "n"

    def note(
        self,
        event_type: str,
        detail: str,
        detail_2: str,
        venue: int,
        participants: Sequence[Participant] = (),
        success: Success = "",
        *,
        end: int | None = None,
        chain: int | None = None,
        puck: tuple[Point, ...] = (),
        net: Point | None = None,
        zone: Zone | None = None,
        video_seconds: tuple[int, int] | None = None,
    ) -> Event | None:
        """Note an event that starts now; None where the tracker does not note such events."""
        if not self.is_tracked or event_type not in self.rules.recorded:
            return None
        event = Event(
            self.period, self.clock, self.clock if end is None else end, event_type, detail, detail_2, venue,
            zone or self.zone(venue), success, list(participants), len(self.stints) + 1, chain, None,
            puck or (self.puck,), net, video_seconds,
        )  # fmt: skip
        self.events.append(event)
        return event

    def give_puck(self, venue: int, carrier: Dressed) -> None:
        """Give the puck to a player; after a change of sides the passes before it no longer count."""
        if venue != self.side:
            self.passes.clear()
            self.seconds_since_entry = None
        self.side, self.carrier = venue, carrier

    def _release(self, released: list[list[Dressed]], comes_out: bool) -> None:
        if not any(released):
            return
        for venue, players in enumerate(released):
            self.benches[venue].in_box.difference_update(players)
        if self.clock > 0 and comes_out:
            for venue in (HOME, AWAY):
                self.field(venue)

    def _begin_stint(self, start_type: str) -> None:
        self._stint_start, self._start_type, self._stint_video = self.clock, start_type, self.video
        self._dead_seconds = 0
        goals = self.result.goals_by_period.values()
        self._goals_before = (sum(g[HOME] for g in goals), sum(g[AWAY] for g in goals))
