"""Games with far fewer or far more rows than the other games of their league, by robust statistics."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from psycopg import sql
from psycopg.rows import class_row

from benchsight.quality.monitor.findings import Connection, Finding, Thresholds

MAD_TO_SIGMA = 1.4826
"""The median absolute deviation of a normal distribution, times this, is its standard deviation."""
# Games of shorter or fewer periods have fewer events: rates are per minute of regulation.
GAMES = """
    select
        counts.game_id,
        coalesce(seasons.league_id, '') as league,
        counts.{} as rows,
        coalesce(
            case periods.number
                when 1 then games.period_1_seconds
                when 2 then games.period_1_seconds + games.period_2_seconds
                when 3 then games.period_1_seconds + games.period_2_seconds + games.period_3_seconds
            end,
            periods.number * coalesce(schedule.period_length_seconds, settings.period_length_seconds, 1200)
        ) / 60.0::float8 as minutes
    from ops.game_counts as counts
    left join public.staging_games as games on counts.game_id = games.game_id
    left join public.staging_schedule as schedule on counts.game_id = schedule.game_id
    left join public.staging_seasons as seasons on schedule.season_id = seasons.season_id
    left join lateral (
        select
            (array_agg(own.regulation_periods order by own.league_id = '*', own.season_id = '*')
                filter (where own.regulation_periods is not null))[1] as regulation_periods,
            (array_agg(own.period_length_seconds order by own.league_id = '*', own.season_id = '*')
                filter (where own.period_length_seconds is not null))[1] as period_length_seconds
        from public.staging_league_settings as own
        where own.league_id in (seasons.league_id, '*') and own.season_id in (schedule.season_id, '*')
    ) as settings on true
    cross join lateral (
        select coalesce(schedule.regulation_periods, settings.regulation_periods, 3) as number
    ) as periods
    where counts.is_ended and counts.event_count + counts.shift_count > 0
    order by counts.game_id
"""


def of_the_others(values: Sequence[float]) -> list[tuple[float, float]]:
    """Return, for each value, median and median absolute deviation of all others; needs at least two."""
    ordered = sorted(values)
    deviations: dict[float, list[float]] = {}
    result = []
    for value in values:
        median = _median_without(ordered, value)
        # Leaving one out moves the median to one of few places, so that few lists are sorted.
        if median not in deviations:
            deviations[median] = sorted(abs(other - median) for other in values)
        result.append((median, _median_without(deviations[median], abs(value - median))))
    return result


def _median_without(ordered: Sequence[float], value: float) -> float:
    """Return the median of a sorted sequence without one of its values."""
    left_out, others = bisect_left(ordered, value), len(ordered) - 1
    low, high = (ordered[place + (place >= left_out)] for place in ((others - 1) // 2, others // 2))
    return (low + high) / 2


@dataclass(frozen=True)
class GameRows:
    """The number of rows of a kind in a game, and the minutes of its regulation."""

    game_id: int
    league: str
    rows: int
    minutes: float

    @property
    def rate(self) -> float:
        """Rows per minute."""
        return self.rows / self.minutes


def unusual_events(connection: Connection, thresholds: Thresholds) -> list[Finding]:
    """Return games whose number of events is unusual."""
    return _unusual(connection, thresholds, "event")


def unusual_shifts(connection: Connection, thresholds: Thresholds) -> list[Finding]:
    """Return games whose number of shifts is unusual."""
    return _unusual(connection, thresholds, "shift")


def _unusual(connection: Connection, thresholds: Thresholds, noun: str) -> list[Finding]:
    query = sql.SQL(GAMES).format(sql.Identifier(f"{noun}_count"))
    leagues = defaultdict(list)
    with connection.cursor(row_factory=class_row(GameRows)) as cursor:
        for game in cursor.execute(query):
            leagues[game.league].append(game)
    return [
        finding
        for games in leagues.values()
        if len(games) > thresholds["games"] and len(games) > 2
        for finding in _outliers(games, thresholds, noun)
    ]


def _outliers(games: Sequence[GameRows], thresholds: Thresholds, noun: str) -> Iterator[Finding]:
    """Yield games that differ from the median of the others by more than the allowed deviations and share."""
    for game, (median, mad) in zip(games, of_the_others([game.rate for game in games]), strict=True):
        allowed = max(thresholds["deviations"] * MAD_TO_SIGMA * mad, thresholds["share"] * median)
        if median == 0 or abs(game.rate - median) <= allowed:
            continue
        usual, others = round(median * game.minutes), len(games) - 1
        details = {
            "rows": game.rows,
            "usual": usual,
            "mad": round(mad * game.minutes, 1),
            "league_id": game.league or None,
            "other_games": others,
        }
        message = f"{game.rows} {noun}s; usual in its league are {usual} ({others} other games)"
        yield Finding(str(game.game_id), message, details)
