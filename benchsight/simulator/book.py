"""Counts the truth while a game is played: who was on the ice for each second, and who did what."""

from dataclasses import dataclass, field
from itertools import combinations

from benchsight.simulator.decisions import Goalies, GoalOfRecord, decide
from benchsight.simulator.people import Dressed, Team
from benchsight.simulator.records import AWAY, HOME, VENUES, Formation, Result
from benchsight.simulator.truth import GameTruth, GoalieGame, Matchup, OnIce, Pair, PlayerGame, TeamGame

FULL_SIDE = 6  # players on the ice, the goalie or who came on for him counted


@dataclass(slots=True)
class _Spell:
    """Counts since the last change of personnel; lists are [home, away]."""

    seconds: int = 0
    live_seconds: int = 0
    goals: list[int] = field(default_factory=lambda: [0, 0])
    attempts: list[int] = field(default_factory=lambda: [0, 0])
    unblocked: list[int] = field(default_factory=lambda: [0, 0])

    def counts(self, venue: int) -> tuple[int, int, int, int, int, int]:
        """gf, ga, cf, ca, ff, fa of a side."""
        other = 1 - venue
        return (
            self.goals[venue], self.goals[other], self.attempts[venue], self.attempts[other],
            self.unblocked[venue], self.unblocked[other],
        )  # fmt: skip


Formations = tuple[Formation, Formation]


class TruthBook:
    """Truth of one game. ``close`` ends the counting; whatever is reported afterwards is not tracked."""

    def __init__(self, game_id: int, teams: tuple[Team, Team], dressed: list[Dressed]) -> None:
        """Begin with rows of zeros for everybody who dressed."""
        ids = [team.team_id for team in teams]
        self.rows = [
            PlayerGame(
                game_id, p.player_id, ids[p.venue], VENUES[p.venue], p.jersey, p.position, p.is_substitute
            ) for p in dressed
        ]  # fmt: skip
        self.goalies = {
            p.number: GoalieGame(game_id, p.player_id, ids[p.venue], VENUES[p.venue]) for p in dressed if p.is_goalie
        }
        self.teams = [TeamGame(game_id, ids[venue], VENUES[venue]) for venue in (HOME, AWAY)]
        self.game_id = game_id
        self.is_open = True
        self.seconds_played = 0
        self.goals: list[GoalOfRecord] = []
        self._ice: Formations | None = None
        self._on: set[int] = set()
        self._spell = _Spell()
        self._seconds_together = [0] * len(dressed) ** 2
        self._counts_together: dict[tuple[int, int], OnIce] = {}

    def tick(self, seconds: int, is_live: bool, ice: Formations) -> None:
        """Count seconds for these formations on the ice; not ``live``: between whistle and faceoff."""
        if not self.is_open:
            return
        if ice is not self._ice:
            self._change(ice)
        self.seconds_played += seconds
        self._spell.seconds += seconds
        self._spell.live_seconds += seconds if is_live else 0

    def end_period(self) -> None:
        """Everybody's shift ends with the period."""
        self._flush()
        self._ice, self._on = None, set()

    def row(self, player: Dressed) -> PlayerGame:
        """Return the row to count on; after closing, one that is discarded."""
        if self.is_open:
            return self.rows[player.number]
        return PlayerGame(self.game_id, player.player_id, "", "", 0, "", False)

    def team(self, venue: int) -> TeamGame:
        """Return the team row to count on, likewise."""
        return self.teams[venue] if self.is_open else TeamGame(self.game_id, "", "")

    def goalie(self, player: Dressed) -> GoalieGame:
        """Return the goalie row to count on, likewise."""
        row = self.rows[player.number]
        fresh = GoalieGame(self.game_id, player.player_id, row.team_id, row.venue)
        return self.goalies.setdefault(player.number, fresh) if self.is_open else fresh

    def attempt_on_ice(self, venue: int, is_unblocked: bool) -> None:
        """Count a shot attempt in play for everybody on the ice."""
        self._spell.attempts[venue] += 1
        self._spell.unblocked[venue] += is_unblocked

    def enter(self, ice: Formations) -> None:
        """These formations are on the ice, though the clock has not run since they came."""
        if self.is_open and ice is not self._ice:
            self._change(ice)

    def goal_on_ice(self, venue: int, ice: Formations, *, is_even: bool = False) -> None:
        """Count a goal in play: on-ice goals for all, plus and minus unless the scorers had more players on the ice.

        ``is_even``: the other side is no longer short, though its player has not come back yet.
        """
        self._spell.goals[venue] += 1
        if is_even or ice[venue].size <= ice[1 - venue].size:
            for player in ice[venue].skaters:
                self.row(player).plus += 1
            for player in ice[1 - venue].skaters:
                self.row(player).minus += 1

    def close(self) -> None:
        """Stop counting: the rest of the game is not tracked."""
        self._flush()
        self.is_open = False

    def truth(self, result: Result, at_the_end: Goalies, periods_tracked: int | None) -> GameTruth:
        """Return the counts, as rows; call it once, after the game, with the goalies who were in it last."""
        self._flush()
        for venue, team in enumerate(self.teams):
            goals, against = result.goals(venue), result.goals(1 - venue)
            team.final_goals, team.decided_in = goals, result.decided_in
            team.is_winner = None if goals == against else goals > against
        if periods_tracked is None:
            decide(result, self.goals, at_the_end, self.rows, self.goalies)
        truth = GameTruth(self.game_id, self.rows, list(self.goalies.values()), self.teams)
        truth.periods_tracked, truth.seconds_played = periods_tracked, self.seconds_played
        for first, second in combinations(range(len(self.rows)), 2):
            if seconds := self._seconds_together[first * len(self.rows) + second]:
                self._add_pair(truth, first, second, seconds)
        return truth

    def _add_pair(self, truth: GameTruth, first: int, second: int, seconds: int) -> None:
        on_ice = self._counts_together.get((first, second)) or OnIce()
        a, b = self.rows[first], self.rows[second]
        if a.team_id != b.team_id:
            truth.matchups.append(Matchup(self.game_id, a.player_id, b.player_id, seconds, on_ice))
        else:
            ids = sorted((a.player_id, b.player_id))
            truth.pairs.append(Pair(self.game_id, a.team_id, ids[0], ids[1], seconds, on_ice))

    def _change(self, ice: Formations) -> None:
        self._flush()
        on = {player.number for formation in ice for player in by_trade(formation)}
        for number in on - self._on:
            self.rows[number].shift_count += 1
        self._ice, self._on = ice, on

    def _flush(self) -> None:
        spell, ice = self._spell, self._ice
        if ice is None or not self.is_open:
            return
        self._spell = _Spell()
        is_5v5 = [len(side.skaters) for side in ice] == [5, 5] and not any(side.is_net_empty for side in ice)
        for venue in (HOME, AWAY):
            counts = spell.counts(venue)
            situation = situation_of(ice, venue)
            for player in by_trade(ice[venue]):
                self._add_to_player(player, spell, counts, situation, is_5v5)
            if (goalie := ice[venue].goalie) is not None:
                self.goalie(goalie).toi_seconds += spell.seconds
        self._add_to_pairs(ice, spell)

    def _add_to_player(
        self, player: Dressed, spell: _Spell, counts: tuple[int, ...], situation: str, is_5v5: bool
    ) -> None:
        row = self.rows[player.number]
        row.toi_seconds += spell.seconds
        row.playing_toi_seconds += spell.live_seconds
        name = f"toi_{situation}_seconds"
        setattr(row, name, getattr(row, name) + spell.seconds)
        if is_5v5:
            row.toi_5v5_seconds += spell.seconds
        if any(counts):
            _add(row.on_ice, counts)
            if is_5v5:
                _add(row.on_ice_5v5, counts)

    def _add_to_pairs(self, ice: Formations, spell: _Spell) -> None:
        players = sorted((player for side in ice for player in by_trade(side)), key=lambda player: player.number)
        numbers = [player.number for player in players]
        seconds, size, played = self._seconds_together, len(self.rows), spell.seconds
        for position, first in enumerate(numbers, start=1):
            row = first * size
            for second in numbers[position:]:
                seconds[row + second] += played
        if any(spell.counts(HOME)):
            self._add_counts_to_pairs(players, spell)

    def _add_counts_to_pairs(self, players: list[Dressed], spell: _Spell) -> None:
        for position, first in enumerate(players, start=1):
            counts = spell.counts(first.venue)
            for second in players[position:]:
                _add(self._counts_together.setdefault((first.number, second.number), OnIce()), counts)


def by_trade(formation: Formation) -> list[Dressed]:
    """Return those who do on the ice what they dressed for: a skater who keeps goal has no skater's numbers then."""
    goalie = formation.goalie
    return formation.players if goalie is None or goalie.is_goalie else formation.skaters


def situation_of(ice: Formations, venue: int) -> str:
    """Situation of a side: more players, goalies counted, is a power play; else empty nets decide.

    A seventh player is one too many, and no advantage.
    """
    own, other = ice[venue], ice[1 - venue]
    difference = min(own.size, FULL_SIDE) - min(other.size, FULL_SIDE)
    if difference:
        return "power_play" if difference > 0 else "short_handed"
    if other.is_net_empty:
        return "empty_net_for"
    return "empty_net_against" if own.is_net_empty else "even"


def _add(on_ice: OnIce, counts: tuple[int, ...]) -> None:
    gf, ga, cf, ca, ff, fa = counts
    on_ice.gf += gf
    on_ice.ga += ga
    on_ice.cf += cf
    on_ice.ca += ca
    on_ice.ff += ff
    on_ice.fa += fa
