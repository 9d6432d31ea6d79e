"""Whether the staged events and shifts of a game recur in a new file: periods it lacks, numbers it reuses."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg import Cursor, sql

from ingest.contract.work import Operation, TableWork
from ingest.landing.tables import staged_rows
from ingest.selection.known_games import EVENTS, NO_MATCH

Rows = Cursor[tuple[Any, ...]]
SHIFTS = "staging_shifts"
SAME_EVENT = sql.SQL(
    "n.period is not distinct from t.period and n.event_start_seconds is not distinct from t.event_start_seconds"
    " and n.event_type is not distinct from t.event_type"
)
COUNTS = """
    with taken as (
        select n.game_id, count(*) as taken, count(*) filter (where {same}) as alike
        from {new} as n inner join public.staging_events as t on n.event_key = t.event_key
        group by n.game_id
    ),
    doubtful as (select game_id, taken from taken where taken >= %(few)s and alike <= %(share)s * taken)
    select d.game_id, d.taken, count(*), count(*) filter (
        where exists (select from public.staging_events as t where t.game_id = n.game_id and {same})
    )
    from doubtful as d inner join {new} as n on d.game_id = n.game_id
    group by d.game_id, d.taken
"""
SAME_MOMENT = {
    EVENTS: "n.event_start_seconds = t.event_start_seconds and (n.event_type, n.event_detail, n.event_team_player_1)"
    " is not distinct from (t.event_type, t.event_detail, t.event_team_player_1)",
    SHIFTS: "n.shift_start_seconds = t.shift_start_seconds and (n.shift_end_seconds, n.home_1, n.away_1)"
    " is not distinct from (t.shift_end_seconds, t.home_1, t.away_1)",
}
"""What an event, or a shift, keeps if only its period is corrected."""

MOVED = 0.9
"""Share of a period's rows that recur elsewhere if it only moved; two periods may share faceoffs at the same clock."""

_LOST_PERIODS = {
    name: sql.SQL(
        "select t.game_id, t.period, cast(count(*) as int), coalesce((select part ->> 'file'"
        " from public.staging_games as g cross join jsonb_array_elements(g.raw -> 'joined_exports') as part"
        " where g.game_id = t.game_id and part -> 'periods' @> to_jsonb(t.period) limit 1),"
        " regexp_replace(min(t.source_file), '^.*/', ''))"
        f" from public.{name} as t where t.game_id = any(%(games)s) and t.period is not null"
        " and not exists (select from {new} as n where n.game_id = t.game_id and n.period = t.period)"
        " group by t.game_id, t.period having count(*) >= %(few)s and count(*) filter (where exists ("
        f" select from {{new}} as n where n.game_id = t.game_id and {same})) <= %(moved)s * count(*)"
        " order by t.game_id, t.period"  # nosec B608 # constants
    )
    for name, same in SAME_MOMENT.items()
}


def overwritten(cursor: Rows, work: Iterable[TableWork], few: int) -> dict[int, str]:
    """Return why games may not land whose staged events would be overwritten by other events with their numbers.

    Rows of a CSV name no team to compare with the schedule. A re-export, even a renumbered one, has most of the staged
    events by period, clock and type; fewer than ``few`` events are not judged.
    """
    found = {}
    for each in work:
        if each.rows.table.name != EVENTS or each.operation not in (Operation.UPSERT, Operation.REPLACE):
            continue
        counts = sql.SQL(COUNTS).format(new=staged_rows(each.rows.table), same=SAME_EVENT)
        cursor.execute(counts, {"few": few, "share": NO_MATCH})
        for game, taken, events, known in cursor:
            if known <= NO_MATCH * events:
                few_are = f"{known} are" if known > 1 else "one is" if known else "none is"
                found[game] = (
                    f"of its {events} events {few_are} staged of game {game}, and {taken} staged ones would be"
                    " overwritten by their number alone: it is of another game, or of a part of this one with"
                    " event numbers of its own"
                )
    return found


@dataclass(frozen=True)
class _LostPeriod:
    """A period with staged rows, from a file, that would have none left."""

    period: int
    table: str
    rows: int
    source: str | None

    def __str__(self) -> str:
        source = f" from {self.source}" if self.source else ""
        return f"period {self.period} ({self.rows} {self.table.removeprefix('staging_')}{source})"


def periods_lost(cursor: Rows, work: Iterable[TableWork], few: int) -> dict[int, str]:
    """Return why games may not land that would lose a period of at least ``few`` rows.

    A period whose rows only moved to another period is not lost.
    """
    lost: dict[int, list[_LostPeriod]] = {}
    for each in work:
        name = each.rows.table.name
        if name in SAME_MOMENT and each.scope is not None and each.scope.games:
            games = sorted((each.scope.games & each.rows.games) - each.unjudged)
            values = {"games": games, "few": few, "moved": MOVED}
            cursor.execute(_LOST_PERIODS[name].format(new=staged_rows(each.rows.table)), values)
            for game, period, rows, source in cursor:
                lost.setdefault(game, []).append(_LostPeriod(period, name, rows, source))
    return {game: _without_periods(game, periods) for game, periods in lost.items()}


def _without_periods(game: int, lost: list[_LostPeriod]) -> str:
    first = {each.period: each for each in reversed(lost)}  # events before shifts
    are = "is" if len(first) == 1 else "are"
    named = " and ".join(str(each) for _, each in sorted(first.items()))
    remedy = "exports of different periods are joined if they are loaded together"
    return f"{named} of game {game} {are} not in it; {remedy}"
