"""Adds to a played game what a tracker of everything notes: plays of everybody near, rarer codes, where passes end.

The game and its truth stay as they are, but for the quality of a giveaway that is not rated any more.
"""

from random import Random

from benchsight.simulator import full_codes as codes
from benchsight.simulator.casting import attack_point, on_rink
from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.full_details import rename
from benchsight.simulator.people import Dressed
from benchsight.simulator.records import SHOOTOUT, Event, Participant, Point, SimulatedGame, Success, Zone

CROWDED = ("Pass", "Zone_Entry_Exit", "Shot", "Possession")
PLAYED = (*CROWDED, "LoosePuck", "Turnover")
DEFENDED = (*CROWDED, "Goal")
MIRROR: dict[Zone, Zone] = {"o": "d", "n": "n", "d": "o"}


def add_full_input(config: SimulationConfig, game: SimulatedGame) -> None:
    """Change the events of a game in place; by random numbers of its own, so that the play is not touched."""
    notes = FullInput(Random(f"full {config.seed} {game.game_id}"), game)
    for number, event in enumerate(game.events):
        if event.period < SHOOTOUT and event.participants:
            notes.add(event, game.events[number + 1 : number + 4])
    game.events[:] = notes.with_others(game.events)


class FullInput:
    """Adds to one game's events."""

    def __init__(self, rng: Random, game: SimulatedGame) -> None:
        """Take the random numbers of the additions."""
        self.rng, self.game = rng, game

    def add(self, event: Event, following: list[Event]) -> None:
        """Add everything to an event."""
        rename(self.rng, self.game, event, following)
        self._come_along(event)
        self._defend(event)
        self._play(event)
        if event.type == "Pass":
            self._end_pass(event)
        if event.detail == "Zone_Entry" and self.rng.random() < 0.25:
            self._odd_man_rush(event)

    def with_others(self, events: list[Event]) -> list[Event]:
        """Add a separate event for some blocks, beside the shot, and for some plays of the player with the puck."""
        found: list[Event] = []
        for event in events:
            found.append(event)
            if event.detail == "Shot_Blocked" and self.rng.random() < 0.15:
                blocker = next(p.player for p in event.participants if p.is_opponent)
                found.append(self._block(event, blocker))
            if event.type == "Possession" and self.rng.random() < 0.15:
                found.append(self._play_of(event, event.participants[0].player))
        return found

    def _block(self, shot: Event, blocker: Dressed) -> Event:
        noted = [Participant(blocker, path=shot.puck[:1]), Participant(shot.participants[0].player, True)]
        return Event(
            shot.period, shot.start, shot.end, "Block", "Block", "", blocker.venue, MIRROR[shot.zone], "s", noted,
            shot.stint, shot.chain, puck=shot.puck[:1],
        )  # fmt: skip

    def _play_of(self, event: Event, player: Dressed) -> Event:
        kind = self.rng.choice(("Chip", "Delay", "DriveCorner", "Speed", "Other"))
        return Event(
            event.period, event.start, event.start, "Play", "Play_Offensive", f"Play_{kind}", event.venue, event.zone,
            "s", [Participant(player, path=event.puck[:1])], event.stint, event.chain, puck=event.puck[:1],
        )  # fmt: skip

    def _near(self, event: Event) -> tuple[Point, ...]:
        x, y = event.puck[0]
        return (on_rink(x + self.rng.gauss(0, 9), y + self.rng.gauss(0, 9)),)

    def _others(self, event: Event, venue: int) -> list[Dressed]:
        """Skaters of a side who are on the ice and not noted yet, in random order."""
        if event.stint > len(self.game.stints):
            return []
        noted = {participant.player for participant in event.participants}
        skaters = self.game.stints[event.stint - 1].formations[venue].skaters
        others = [player for player in skaters if player not in noted]
        self.rng.shuffle(others)
        return others

    def _come_along(self, event: Event) -> None:
        """Team mates who take part: on few events all of them."""
        if event.type not in CROWDED or self.rng.random() < 0.75:
            return
        many = self.rng.choice((1, 1, 1, 2, 2, 3, 4))
        for player in self._others(event, event.venue)[:many]:
            self._insert(event, Participant(player, path=self._near(event)))

    def _insert(self, event: Event, participant: Participant) -> None:
        own = sum(not other.is_opponent for other in event.participants)
        event.participants.insert(own, participant)

    def _defend(self, event: Event) -> None:
        """Opponents who defend; on a missed shot one of them may stand before the goalie in the list."""
        if event.type not in DEFENDED or self.rng.random() < 0.5:
            return
        many = self.rng.choice((1, 1, 1, 2, 3))
        for player in self._others(event, 1 - event.venue)[:many]:
            event.participants.append(Participant(player, True, path=self._near(event)))
        if event.detail in ("Shot_Missed", "Shot_HitPost", "Shot_Deflected") and self.rng.random() < 0.5:
            own = sum(not other.is_opponent for other in event.participants)
            event.participants[own:] = reversed(event.participants[own:])

    def _play(self, event: Event) -> None:
        """Note what players do: a play detail if none is noted, at times a second one."""
        if event.type not in (*PLAYED, "Goal"):
            return
        for position, participant in enumerate(event.participants):
            if participant.player.is_goalie or self.rng.random() < 0.45:
                continue
            play = self.rng.choice(self._plays(event, position, participant))
            if not participant.play_1:
                participant.play_1 = play
            elif not participant.play_2 and self.rng.random() < 0.3 and play != participant.play_1:
                participant.play_2 = play
            participant.success = participant.success or self._success()

    def _plays(self, event: Event, position: int, participant: Participant) -> codes.Codes:
        if participant.is_opponent:
            return codes.DEFENDING
        if position > 0:
            return codes.HELPING
        if event.type == "Zone_Entry_Exit":
            return codes.LEAVING if event.detail.startswith("Zone_Exit") else codes.ENTERING
        if event.type == "Turnover":
            return codes.DEFENDING if event.detail == "Turnover_Takeaway" else codes.HOLDING
        return codes.BY_TYPE.get(event.type, codes.SHOOTING)

    def _success(self) -> Success:
        drawn = self.rng.random()
        return "s" if drawn < 0.6 else "u" if drawn < 0.9 else ""

    def _odd_man_rush(self, event: Event) -> None:
        """More attackers than defenders enter: noted on the row of each of them, at times on the defender's, too."""
        code = self.rng.choice(tuple(codes.ODD_MAN))
        carrier = event.participants[0]
        carrier.play_2 = carrier.play_2 or code
        own = [participant for participant in event.participants[1:] if not participant.is_opponent]
        missing = codes.ODD_MAN[code] - len(own)
        for player in self._others(event, event.venue)[: max(0, missing)]:
            own.append(Participant(player, path=self._near(event)))
            self._insert(event, own[-1])
        for participant in own[: codes.ODD_MAN[code]]:
            participant.play_1 = code
        against = [participant for participant in event.participants if participant.is_opponent]
        for defender in against[: self.rng.choice((0, 0, 1))]:
            defender.play_2 = defender.play_2 or code

    def _end_pass(self, event: Event) -> None:
        """End the pass: in the slot, across the ice, or near where it began."""
        venue, rng = event.venue, self.rng
        x, y = attack_point(venue, *event.puck[0])
        drawn = rng.random()
        if event.zone == "o" and drawn < 0.3:
            end = (rng.uniform(57, 86), rng.uniform(-19, 19))
        elif event.zone == "o" and drawn < 0.6:
            end = (rng.uniform(30, 95), (-1 if y > 0 else 1) * rng.uniform(21, 39))
        else:
            end = (x + rng.gauss(4, 10), y + rng.gauss(0, 10))
        place = on_rink(*attack_point(venue, *end))
        event.puck = (event.puck[0], place)
        targets = [participant for participant in event.participants[1:2] if not participant.is_opponent]
        for target in targets:
            target.path = (place,)
