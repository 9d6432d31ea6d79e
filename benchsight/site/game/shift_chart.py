"""The shift chart: who was on the ice when, a row a person, to scale."""

from dataclasses import dataclass

from benchsight.site.reads.game import Game, Side
from benchsight.site.reads.game_people import Person
from benchsight.web.charts import Scale, Tick
from benchsight.web.reader import Row

WIDTH, LEFT, RIGHT, TOP, ROW, GAP = 1160, 170, 1150, 36, 16, 32


@dataclass(frozen=True)
class Lane:
    """The row of a person: ``path`` has a stroke for each stay on the ice."""

    person: Person
    y: int
    path: str


@dataclass(frozen=True)
class Stretch:
    """A stint as the place to click, or a stretch that is not tracked."""

    x: float
    width: float
    label: str
    number: int | None = None


@dataclass(frozen=True)
class Event:
    """A goal or a penalty."""

    x: float
    label: str
    side: Side
    is_goal: bool


@dataclass(frozen=True)
class ShiftChart:
    """The chart: lanes by side, stints to click, and what happened."""

    caption: str
    height: int
    groups: list[tuple[Side, int, list[Lane]]]
    periods: list[Tick]
    borders: list[float]
    minutes: list[Tick]
    stints: list[Stretch]
    missing: list[Stretch]
    events: list[Event]


def shift_chart(
    game: Game, stays: dict[str, list[tuple[int, int]]], stints: list[Row], goals: list[Row], penalties: list[Row]
) -> ShiftChart:
    """Return the chart of a game that has shifts."""
    spans = _spans(game, stints)
    time = Scale(0, max(end for _, _, end in spans), LEFT, RIGHT)
    groups = []
    y = TOP
    for side in game.sides:
        people = [person for person in game.people.of(side.venue) if person.id in stays]
        lanes = [
            Lane(person, y + GAP + index * ROW, _strokes(stays[person.id], time, y + GAP + index * ROW))
            for index, person in enumerate(people)
        ]
        groups.append((side, y, lanes))
        y += GAP + ROW * len(lanes)
    skaters = sum(not lane.person.is_goalie for _, _, lanes in groups for lane in lanes)
    caption = (
        f"Shift chart: {skaters} skaters and {sum(len(lanes) for *_, lanes in groups) - skaters} goalies, a row each."
    )
    return ShiftChart(
        caption, y + 10, groups,
        [Tick(time((start + end) / 2), _period_words(label)) for label, start, end in spans],
        [time(start) for _, start, _ in spans[1:]], _minutes(spans, time), _stints(game, stints, time),
        _missing(spans, stints, time), _events(game, goals, penalties, time),
    )  # fmt: skip


def _spans(game: Game, stints: list[Row]) -> list[tuple[str, int, int]]:
    """Return the periods that have a place in time; an untracked one is as long as the one before."""
    spans: list[tuple[str, int, int]] = []
    start, usual = 0, 1200
    for period in game.periods:
        length = period.length or usual
        spans.append((period.label, start, start + length))
        start, usual = start + length, length
    last = max((row["end_game_seconds"] for row in stints), default=start)
    return spans if spans and spans[-1][2] >= last else [*spans, ("", start, last)]


def _period_words(label: str) -> str:
    return f"Period {label}" if label.isdigit() else label


def _strokes(stays: list[tuple[int, int]], time: Scale, y: int) -> str:
    return "".join(f"M{time(start):g} {y}H{max(time(end) - 0.6, time(start) + 0.4):g}" for start, end in stays)


def _minutes(spans: list[tuple[str, int, int]], time: Scale) -> list[Tick]:
    return [
        Tick(time(second), f"{(second - start) // 60}")
        for _, start, end in spans
        for second in range(start + 300, end - 60, 300)
    ]


def _stints(game: Game, stints: list[Row], time: Scale) -> list[Stretch]:
    return [
        Stretch(time(row["start_game_seconds"]), time.length(row["end_game_seconds"] - row["start_game_seconds"]),
                stint_words(game, row), number)
        for number, row in enumerate(stints, 1)
    ]  # fmt: skip


def stint_words(game: Game, row: Row) -> str:
    """Return when a stint was, by the clock that counts down, and the strength."""
    period = game.period(row["period"])
    clocks = " to ".join(
        "unknown" if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"
        for seconds in (row["start_clock_seconds"], row["end_clock_seconds"])
    )
    return f"{_period_words(period.label if period else '?')}, {clocks}, {row['strength'] or 'strength unknown'}"


def _missing(spans: list[tuple[str, int, int]], stints: list[Row], time: Scale) -> list[Stretch]:
    """Return the stretches without shifts."""
    found, at = [], 0
    for start, end in [*((row["start_game_seconds"], row["end_game_seconds"]) for row in stints), (spans[-1][2],) * 2]:
        if start > at:
            found.append(Stretch(time(at), time.length(start - at), "no shifts are tracked here"))
        at = max(at, end)
    return found


def _events(game: Game, goals: list[Row], penalties: list[Row], time: Scale) -> list[Event]:
    return [
        Event(time(row["game_seconds"]), f"{words}, {side.name}: {row[who] or 'not noted'}", side, words == "Goal")
        for rows, words, who in ((penalties, "Penalty", "penalised_player_name"), (goals, "Goal", "scorer_player_name"))
        for row in rows
        for side in [game.side(row["venue"])]
        if side is not None and row["game_seconds"] is not None
    ]
