"""Whether events of a CSV would overwrite those of another game, or of another part of it, by their number alone."""

from collections.abc import Iterable
from typing import Any

from psycopg import Cursor, sql

from ingest.contract.work import Operation, TableWork
from ingest.landing.tables import staged_rows
from ingest.selection.game_identity import EVENTS, NO_MATCH

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


def overwritten(cursor: Cursor[tuple[Any, ...]], work: Iterable[TableWork], few: int) -> dict[int, str]:
    """Games of which staged events would be overwritten by ones of which hardly any is among them, and why not.

    Rows of a CSV have no team that could be held against the schedule. A re-export, also one that numbers its events
    anew, has most of the events that are staged, by period, clock and type; ``few`` events tell nothing.
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
                    " overwritten by their number alone: it is of another game, or of a part of this one that numbers"
                    " its events anew"
                )
    return found
