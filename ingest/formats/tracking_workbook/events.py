"""Events of the tracking workbook, in both its layouts."""

from collections import Counter
from dataclasses import replace
from typing import Any

from ingest.contract.notes import Notes
from ingest.formats.cells.tables import Record, Sheet
from ingest.formats.tracking_workbook.columns import cell, copied, offset_number, typed, usual_offset
from ingest.formats.tracking_workbook.groups import EventRows, group_rows
from ingest.game.cells import jersey_of, pressure_of, proper_name, role_of, success_of
from ingest.game.model import Flaw, TrackedEvent, TrackedPlayer, is_dead_ice, is_marker
from ingest.game.numbering import renumber
from ingest.parsing import values
from ingest.parsing.clock import CLOCK_EXPECTED, clock_cells, joined_seconds, period_number, takes_minutes_for_hours

TABLE, PLAYERS = "staging_events", "staging_event_players"
LONGEST_VIDEO = 86_400
DEFAULT_ZONES = ("n", "neutral")
CLOCK_CELLS = ("start_minute", "start_second", "end_minute", "end_second")


class WorkbookEvents:
    """Reads the events of one workbook; clock and period carry down, as in the tracker's formulas."""

    def __init__(self, sheet: Sheet, teams: dict[str, str | None], notes: Notes) -> None:
        self.sheet = sheet
        self.notes = notes
        self.sides = {name: side for side, name in teams.items() if name}
        self.is_template = "team_venue" in sheet.columns
        self.has_teams = len({record.get("team_") for record in sheet.records} - {None}) > 1
        self.chain_offset = usual_offset(sheet.records, "linked_event_index")
        clocks = (cell(record, name) for record in sheet.records for name in CLOCK_CELLS)
        self.hours_are_minutes = takes_minutes_for_hours(clocks)
        self.period: int | None = None
        self.minute: Any = None
        self.second: Any = None

    def read(self) -> list[TrackedEvent]:
        """Return all events; rows without an index are filler."""
        offset = usual_offset(self.sheet.records, "event_index")
        numbered = []
        for record in self.sheet.records:
            index = offset_number(record, "event_index", offset)
            if index is not None and index >= 0:
                numbered.append((index, record))
            else:
                self._leave_out(record)
        groups = [self._without_repeats(rows) for rows in group_rows(numbered) if self._is_event(rows)]
        of_index = Counter(rows.index for rows in groups)
        return [self._event(rows, of_index[rows.index] > 1) for rows in groups]

    def _leave_out(self, record: Record) -> None:
        """Note a row without a number as filler; reject one with something else for a number."""
        written = record.get("event_index", "event_index_")
        if written is None:
            expected = "the number of an event"
            self.notes.add(TABLE, "event_index", "filler rows left out", expected, record.origin)
        else:
            expected = "the number of an event, from 0 on"
            self.notes.reject(TABLE, "event_index", "no number", expected, record.origin, written, record.raw())

    def _without_repeats(self, rows: EventRows) -> EventRows:
        """Leave out what was pasted twice: rows of an event of which each stands there again, cell by cell."""
        contents = [tuple(record.cells.items()) for record in rows.records]
        if min(Counter(contents).values()) == 1:
            return rows
        once: dict[tuple[tuple[str, Any], ...], Record] = {}
        for content, record in zip(contents, rows.records, strict=True):
            if once.setdefault(content, record) is not record:
                reason, expected = "the same row again; left out", "every row once"
                self.notes.add(PLAYERS, "event_key", reason, expected, record.origin, rows.index)
        return replace(rows, records=list(once.values()))

    def _is_event(self, rows: EventRows) -> bool:
        """Return whether the rows have content; formulas may number rows below the last event."""
        if rows.event_type or rows.detail or any(cell(record, "jersey") is not None for record in rows.records):
            return True
        expected = "a type, a detail or a player"
        self.notes.add(TABLE, "event_type", "numbered rows without content left out", expected, rows.records[0].origin)
        return False

    def _event(self, rows: EventRows, split: bool) -> TrackedEvent:
        first = rows.records[0]
        event = TrackedEvent(first.origin, rows.index, None, None, None, rows.event_type, rows.detail, raw=first.raw())
        self._read_period(event, rows)
        self._read_start(event, rows)
        self._read_end(event, rows)
        event.detail_2 = values.text(rows.value("detail_2"))
        event.successful = success_of(rows.value("successful"), TABLE, "event_successful", first.origin, self.notes)
        event.zone = self._zone(rows, event)
        event.side = self._side(rows)
        event.shift_index = values.whole(rows.any_value("shift_index"))
        chains = (offset_number(record, "linked_event_index", self.chain_offset) for record in rows.records)
        event.chain = next((chain for chain in chains if chain is not None), None)
        event.is_highlight = values.truth(rows.any_value("is_highlight"))
        event.video_second = self._video_second(first)
        for record in rows.records:
            self._read_player(event, record)
        if split:
            for role_side in ("event", "opp"):
                renumber([player for player in event.players if player.role_side == role_side])
        return event

    def _read_period(self, event: TrackedEvent, rows: EventRows) -> None:
        try:
            event.period = period_number(rows.any_value("period")) or self.period
        except ValueError:
            event.flaw = Flaw("period", rows.any_value("period"), "1, 2, 3, OT or SO", "no period")
        self.period = event.period or self.period

    def _read_start(self, event: TrackedEvent, rows: EventRows) -> None:
        """Read the first row's clock; a blank part carries down from the event above."""
        minute, second = self._clock(rows.records[0], "start")
        if minute is None and second is None:
            event.start = values.whole(rows.any_value("time_start_total_seconds"))
            if event.start is not None or (is_marker(event.event_type) and not is_dead_ice(event.event_type)):
                return
        if minute is None:
            minute, second = self.minute, self.second if second is None else second
        try:
            event.start = joined_seconds(minute, second)
        except ValueError:
            event.flaw = Flaw("event_start_seconds", f"{minute}:{second}", CLOCK_EXPECTED, "no clock")
            return
        if not is_marker(event.event_type) or is_dead_ice(event.event_type):
            self.minute, self.second = minute, second

    def _read_end(self, event: TrackedEvent, rows: EventRows) -> None:
        """Read the end; one with seconds alone is in the minute of the start or in the next."""
        for record in rows.records:
            minute, second = self._clock(record, "end")
            if second is None:
                continue
            try:
                event.end = joined_seconds((event.start or 0) // 60 if minute is None else minute, second)
            except ValueError:
                value = f"{minute}:{second}"
                self.notes.add(
                    TABLE, "event_end_seconds", "no clock; the start taken", CLOCK_EXPECTED, record.origin, value
                )
            if event.end is not None and minute is None and event.end > (event.start or 0) >= 60:
                event.end -= 60
            return

    def _clock(self, record: Record, name: str) -> tuple[Any, Any]:
        cells = cell(record, f"{name}_minute"), cell(record, f"{name}_second")
        return clock_cells(*cells, hours_are_minutes=self.hours_are_minutes)

    def _zone(self, rows: EventRows, event: TrackedEvent) -> str | None:
        zone = values.text(rows.value("zone"))
        if self.is_template or zone is None or zone.lower() not in DEFAULT_ZONES:
            return zone
        expected = "a typed zone"
        reason = "the re-export's default zone left blank"
        self.notes.add(TABLE, "event_team_zone", reason, expected, event.origin, zone)
        return None

    def _video_second(self, record: Record) -> int | None:
        """Return the second of the video; ops.video_second does the same for rows that were loaded before."""
        written = record.get("running_video_time")
        second = values.whole(written)
        if second is not None and 0 <= second <= LONGEST_VIDEO:
            return second
        if written is not None:
            expected = f"a whole number from 0 to {LONGEST_VIDEO}"
            self.notes.add(TABLE, "video_seconds", "no second of a video; left blank", expected, record.origin, written)
        return None

    def _side(self, rows: EventRows) -> str | None:
        """Return the team: the venue on the first row of an event player, else on any row, else as typed."""
        of_event = [record for record in rows.records if (_role(record) or ("", None))[0] == "event"]
        for record in of_event + rows.records:
            for written in (typed(record, "venue"), copied(record, "venue")):
                side = values.side(written) or self.sides.get(values.text(written) or "")
                if side is not None:
                    return side
                if written is not None and values.number(written) is None:  # a formula's 0 is a blank
                    expected = "home or away, or the name of a team"
                    self.notes.add(TABLE, "event_team", "no team; left blank", expected, record.origin, written)
        return values.side(rows.any_value("team_")) if self.has_teams else None

    def _read_player(self, event: TrackedEvent, record: Record) -> None:
        jersey = self._jersey(record)
        player_id, name = values.identifier(record.get("player_id")), proper_name(record.get("player_name"))
        if jersey is None and player_id is None and name is None:
            return
        role = _role(record)
        written = values.text(record.get("player_role", "role_abrev"))
        if role is None:
            expected = "event_team_player_1 ... or opp_team_player_1 ..."
            reason = "a player without role"
            self.notes.reject(PLAYERS, "player_role", reason, expected, record.origin, written, record.raw())
            return
        side = self.sides.get(values.text(record.get("player_team")) or "")
        player = TrackedPlayer(record.origin, written, *role, jersey, side, player_id, name)
        player.play_detail1 = values.text(cell(record, "play_detail1"))
        player.play_detail2 = values.text(cell(record, "play_detail2"))
        player.successful = success_of(
            cell(record, "play_successful"), PLAYERS, "play_detail_successful", record.origin, self.notes
        )
        player.pressure = pressure_of(cell(record, "pressure"), record.origin, self.notes)
        player.side_of_puck = values.text(cell(record, "side_of_puck"))
        player.raw = record.raw()
        event.players.append(player)

    def _jersey(self, record: Record) -> int | None:
        """Return the typed jersey; a correction written over the copy counts if it matches a roster player."""
        corrects = record.get("player_id") is not None and copied(record, "jersey") is not None
        written = copied(record, "jersey") if corrects else cell(record, "jersey")
        return jersey_of(written, record.origin, self.notes)


def _role(record: Record) -> tuple[str, int | None] | None:
    names = (record.get(column) for column in ("player_role", "role_abrev", "role_abrev_binary_"))
    return next((role for name in names if (role := role_of(values.text(name))) is not None), None)
