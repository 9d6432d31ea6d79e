"""Charts of how a game went: expected goals so far, and the last five minutes of play, minute by minute."""

from dataclasses import dataclass

from benchsight.site.reads.game import Game, Side
from benchsight.web.charts import Scale, Tick, steps, ticks
from benchsight.web.reader import Row

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 240, 40, 620, 24, 204
MINUTE = 60


@dataclass(frozen=True)
class Mark:
    """Something that happened at a second of the game."""

    x: float
    label: str
    side: Side


@dataclass(frozen=True)
class Series:
    """What a side had so far: a line, and its end."""

    side: Side
    path: str
    end: float
    total: str


@dataclass(frozen=True)
class Bar:
    """A minute: rectangle above (home) or below the line."""

    x: float
    y: float
    width: float
    height: float
    side: Side


@dataclass(frozen=True)
class FlowChart:
    """A chart over the time of a game; ``caption`` says in words what is drawn, ``quantity`` what is counted."""

    caption: str
    quantity: str
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    borders: list[float]
    goals: list[Mark]
    series: tuple[Series, ...] = ()
    bars: tuple[Bar, ...] = ()
    zero: float = BOTTOM


def race_chart(game: Game, flow: list[Row], goals: list[Row]) -> FlowChart | None:
    """Return expected goals so far of both sides (shot attempts where there is no xG); None without attempts."""
    if not flow:
        return None
    unit, words = ("xg", "expected goals") if flow[-1]["home_xg"] is not None else ("shots", "shot attempts")
    last = flow[-1]
    time = _time(game, last["game_seconds"])
    y = Scale(0, max(float(last[f"home_{unit}"]), float(last[f"away_{unit}"]), 1), BOTTOM, TOP)
    series = []
    for side in game.sides:
        points = [(time(0), y(0)), *((time(row["game_seconds"]), y(row[f"{side.venue}_{unit}"])) for row in flow)]
        total = last[f"{side.venue}_{unit}"]
        text = f"{total:.2f}" if unit == "xg" else str(total)
        series.append(Series(side, steps(points, RIGHT), y(total), text))
    said = ", ".join(f"{each.side.name} {each.total}" for each in series)
    caption = f"{words.capitalize()} so far, at the end: {said} ({len(flow)} shot attempts)."
    if abs(series[0].end - series[1].end) < 14:  # labels would cover each other
        upper = min(series, key=lambda each: (each.end, each.side.at_home))
        series = [Series(each.side, each.path, each.end + (-7 if each is upper else 7), each.total) for each in series]
    return FlowChart(
        caption, words, _minutes(time), ticks(y, 4), _borders(game, time), _goals(game, goals, time), tuple(series)
    )


def momentum_chart(game: Game, minutes: list[Row], goals: list[Row]) -> FlowChart | None:
    """Return the difference in expected goals of the last five minutes; None where it is not known."""
    known = [row for row in minutes if row["momentum"] is not None]
    if not known:
        return None
    time = _time(game, known[-1]["start_game_seconds"] + MINUTE)
    most = max(max(abs(float(row["momentum"])) for row in known), 0.5)
    y = Scale(-most, most, BOTTOM, TOP)
    bars = []
    for row in known:
        start = row["start_game_seconds"]
        value = float(row["momentum"])
        ahead = game.side("home" if value > 0 else "away")
        if value and ahead:
            size = round(abs(y(value) - y(0)), 1)
            top = y(0) - size if ahead.at_home else y(0)
            bars.append(Bar(time(start), round(top, 1), max(time.length(MINUTE) - 1, 1), size, ahead))
    counts = {side.venue: sum(bar.side is side for bar in bars) for side in game.sides}
    said = ", ".join(f"{side.name} in {counts[side.venue]}" for side in game.sides)
    caption = f"Who had more expected goals in the last five minutes of play, of {len(known)} minutes: {said}."
    y_ticks = [Tick(mark.place, mark.label.removeprefix("-")) for mark in ticks(y, 4)]
    return FlowChart(
        caption,
        "expected goals more",
        _minutes(time),
        y_ticks,
        _borders(game, time),
        _goals(game, goals, time),
        bars=tuple(bars),
        zero=y(0),
    )


def _time(game: Game, last: int) -> Scale:
    ends = [period.start + period.length for period in game.periods if period.start is not None and period.length]
    return Scale(0, max([last, *ends, MINUTE]), LEFT, RIGHT)


def _minutes(time: Scale) -> list[Tick]:
    step = 10 * MINUTE if time.high > 20 * MINUTE else 5 * MINUTE
    return [Tick(time(second), f"{second // MINUTE}") for second in range(0, int(time.high) + 1, step)]


def _borders(game: Game, time: Scale) -> list[float]:
    return [time(period.start) for period in game.periods if period.start and period.start < time.high]


def _goals(game: Game, goals: list[Row], time: Scale) -> list[Mark]:
    return [
        Mark(time(row["game_seconds"]), f"Goal, {side.name}: {row['scorer_player_name'] or 'not noted'}", side)
        for row in goals
        for side in [game.side(row["venue"])]
        if side is not None and row["game_seconds"] is not None
    ]
