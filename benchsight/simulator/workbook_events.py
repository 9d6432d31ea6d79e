"""Rows of the events sheet: one per player and event, typed columns beside the formulas that copy them."""

from collections.abc import Iterator
from itertools import pairwise
from random import Random
from typing import Any

from benchsight.simulator.config import SimulationConfig
from benchsight.simulator.export_json import pressures
from benchsight.simulator.mess_json import other_spelling
from benchsight.simulator.records import VENUES, Event, SimulatedGame, written_period
from benchsight.simulator.tracker_style import clock_offsets, clock_text
from benchsight.simulator.workbook_columns import typed_detail, typed_detail_2

Row = dict[str, Any]
FIRST_INDEX, FIRST_CHAIN = 1000, 9000
OTHER_ZONE = {"o": "d", "d": "o", "n": "n"}


class EventRows:
    """Builds the rows of a game's events; ``shift_rows`` gives the row number of each stint in the shifts sheet."""

    def __init__(self, config: SimulationConfig, game: SimulatedGame, shift_rows: dict[int, int], rng: Random) -> None:
        """Begin with nothing typed: the first event types its whole clock."""
        self.game, self.mess, self.shift_rows, self.rng = game, config.mess, shift_rows, rng
        self.offsets = clock_offsets(config, game)
        self.minute, self.second = "", ""

    def rows(self) -> Iterator[Row]:
        """Yield all rows, in order."""
        doubled = self._doubled()
        for number, event in enumerate(self.game.events):
            yield from self._event(number - (event in doubled), event)

    def _doubled(self) -> set[Event]:
        """Return goals that stand under the index of their shot, the event before."""
        if not self.mess.doubled_index:
            return set()
        return {
            goal
            for shot, goal in pairwise(self.game.events)
            if shot.type == "Shot" and goal.type == "Goal" and shot.chain == goal.chain
        }

    def _event(self, index: int, event: Event) -> Iterator[Row]:
        shared = self._shared(index, event)
        typed = self._typed(event) | self._clock(event)
        copied = self._copied(event, typed)
        if self.mess.first_row_only:
            copied = dict.fromkeys(copied, None)
        pairs = pressures(event.participants)
        if not event.participants:
            alone: Row = {"role_abrev": "o", "side_of_puck": "Defensive"} if event.type == "GameEnd" else {}
            if event.type == "GameStart":
                alone = {"role_abrev_binary_": "x"}
            yield shared | copied | typed | alone | {"event_index_flag_": 1, "team_venue": None, "team_venue_": None}
            return
        counts = [0, 0]
        for position, participant in enumerate(event.participants):
            counts[participant.is_opponent] += 1
            first = {**typed, "event_index_flag_": 1} if position == 0 else {}
            player = self._player(event, position, counts[participant.is_opponent], pairs[position])
            yield shared | copied | first | player

    def _shared(self, index: int, event: Event) -> Row:
        """Return the values of every row of an event, without mess."""
        game = self.game
        chain = event.chain
        if chain is not None and self.mess.unlinked_assists and event.assisted is not None:
            chain = None
        forgets = self.mess.clock_skew and self.rng.random() < 0.05
        video = game.video_breaks[min(event.period, len(game.video_breaks)) - 1] if game.video_breaks else 0
        return {
            "period": written_period(event.period),
            "event_index_": index,
            "event_index": FIRST_INDEX + index,
            "linked_event_index_": chain,
            "linked_event_index": None if chain is None else FIRST_CHAIN + chain,
            "tracking_event_index": FIRST_INDEX + index if chain is None else FIRST_CHAIN + chain,
            "game_id": game.game_id,
            "home_team": game.teams[0].name,
            "away_team": game.teams[1].name,
            "shift_index": None if forgets else self.shift_rows.get(event.stint),
            "period_start_total_running_seconds": video,
        }

    def _typed(self, event: Event) -> Row:
        """Return the values that the tracker types, on the first row."""
        detail = "Stoppage_PeriodEnd" if event.detail == "Stoppage_PeriodEnd" else event.detail_2
        codes = [typed_detail(event.detail), typed_detail_2(detail)]
        if self.mess.code_variants:
            codes = [other_spelling(code, self.rng) if code and self.rng.random() < 0.2 else code for code in codes]
        success: Any = event.success or None
        if success and self.mess.success_spelling and self.rng.random() < 0.5:
            success = True if success == "s" else None
        return {
            "event_type_": event.type,
            "event_detail_": codes[0] or None,
            "event_detail_2_": codes[1] or None,
            "event_successful_": success,
            "event_team_zone_": event.zone if event.participants else None,
            "team_": VENUES[event.venue][0] if event.participants else None,
        }

    def _clock(self, event: Event) -> Row:
        """Minutes and seconds as typed: text, the end only of events that last."""
        if event.type == "GameStart":
            return {}
        start, end = self._seconds(event)
        if self.mess.backward_end_times and event.type in ("Possession", "Zone_Entry_Exit"):
            start, end = end, start
        minute, second = clock_text(start).split(":")
        minute = str(int(minute))
        row: Row = {"event_start_min_": minute, "event_start_sec_": second}
        if self.mess.clock_carried and event.video_seconds is None and minute == self.minute:
            row = {"event_start_sec_": second if second != self.second else None}
        if event.video_seconds is None:
            self.minute, self.second = minute, second
        if end != start:
            end_minute, end_second = clock_text(end).split(":")
            row["event_end_sec_"] = end_second
            if not self.mess.clock_carried or int(end_minute) != int(minute):
                row["event_end_min_"] = str(int(end_minute))
        return row

    def _seconds(self, event: Event) -> tuple[int, int]:
        offset = self.offsets.get(event, 0)
        return event.video_seconds or (event.start + offset, event.end + offset)

    def _copied(self, event: Event, typed: Row) -> Row:
        """Return the formulas that copy what is typed down to every row."""
        start, end = self._seconds(event)
        zone, venue = (event.zone, event.venue) if event.participants else (None, None)
        row: Row = {
            "Type": event.type,
            "event_detail": typed["event_detail_"],
            "event_detail_2": typed["event_detail_2_"],
            "event_successful": typed["event_successful_"],
            "event_team_zone": zone,
            "event_team_zone2_": zone,
        }
        if venue is not None and zone is not None:
            side = VENUES[venue]
            row |= {"team_venue_": side.capitalize(), "team_venue_abv_": side[0], "team_venue": side.capitalize()}
            row |= {"team_venue_abv": side[0], f"{side}_team_zone": zone}
            row[f"{VENUES[1 - venue]}_team_zone"] = OTHER_ZONE[zone]
        if event.type != "GameStart" and not self.mess.clock_carried:
            row |= {
                "event_start_min": typed.get("event_start_min_"), "event_start_sec": typed.get("event_start_sec_"),
                "event_end_min": typed.get("event_end_min_"), "event_end_sec": typed.get("event_end_sec_"),
                "duration": start - end, "time_start_total_seconds": start, "time_end_total_seconds": end,
            }  # fmt: skip
        return row

    def _player(self, event: Event, position: int, number: int, pair: int | None) -> Row:
        participant = event.participants[position]
        player, side = participant.player, "opp" if participant.is_opponent else "event"
        jersey: Any = player.jersey
        if self.mess.jersey_types and self.rng.random() < 0.4:
            jersey = str(jersey)
        play_success = participant.success or None
        defends = participant.is_opponent != (event.type == "Save")
        row: Row = {
            "player_game_number_": jersey, "player_game_number": player.jersey,
            "role_abrev_binary_": None if participant.is_opponent else 1,
            "role_abrev": "o" if participant.is_opponent else "e",
            "side_of_puck": "Defensive" if defends else "Offensive",
            "player_role": f"{side}_team_player_{number}", "role_number": number,
            "player_id": player.player_id, "player_team": self.game.teams[player.venue].name,
            "play_detail1_": participant.play_1 or None, "play_detail1": participant.play_1 or None,
            "play_detail2_": participant.play_2 or None, "play_detail_2": participant.play_2 or None,
            "play_detail_successful_": play_success, "play_detail_successful": play_success,
            "pressured_pressurer_": pair, "pressured_pressurer": None if pair is None else str(pair),
        }  # fmt: skip
        return row
