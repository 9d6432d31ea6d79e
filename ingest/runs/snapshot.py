"""The snapshot phase: checks that versions of changed rows are kept, and logs the current version of each game."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ingest.database.session import Rows
from ingest.journal.phases import Counts
from ingest.journal.versions import code_version


@dataclass(frozen=True)
class Snapshot:
    """The result of the phase; ``problem`` names the games of which a version is missing."""

    counts: Counts
    problem: str | None


def take_snapshot(cursor: Rows, run_id: UUID, attempt: int, games: Iterable[int]) -> Snapshot:
    """Log a row for each game of the run: rows changed, versions kept of them, and the game's input version."""
    values = {"run": run_id, "attempt": attempt, "games": sorted(set(games)), "code": code_version()}
    cursor.execute(_LOG_GAMES, values)
    rows = cursor.fetchall()
    changed, kept = sum(row[1] for row in rows), sum(row[2] for row in rows)
    counts = Counts(rows_in=changed, rows_out=kept, rows_changed=changed)
    lost = [game for game, *_, missing in rows if missing]
    if lost:
        shown = ", ".join(map(str, lost[:5])) + (", …" if len(lost) > 5 else "")
        return Snapshot(counts, f"earlier versions of rows of game {shown} are not kept")
    cursor.execute(_UNLOGGED, values)
    unlogged = cursor.fetchall()[0][0]
    return Snapshot(counts, f"{unlogged} changed rows are not in ops.input_changes" if unlogged > 0 else None)


_LOG_GAMES = """
    with changes as (
        select
            c.game_id, c.row_count,
            case when c.operation in ('update', 'delete') then c.row_count else 0 end as ended,
            (select count(*) from ops.staging_history as h where h.change_id = c.change_id) as kept
        from ops.input_changes as c
        where c.load_id = %(run)s and c.game_id is not null
    ),

    games as (
        select
            g.game_id,
            coalesce(sum(c.row_count), 0) as changed,
            coalesce(sum(c.kept), 0) as kept,
            coalesce(sum(c.ended), 0) > coalesce(sum(c.kept), 0) as is_missing
        from unnest(cast(%(games)s as int4[])) as g (game_id)
        left join changes as c on g.game_id = c.game_id
        group by g.game_id
    ),

    logged as (
        insert into public.ingest_logs (
            run_id, phase, attempt, status, game_id, completed_at, duration_ms, rows_in, rows_out, rows_changed,
            code_version, payload_version
        )
        select
            %(run)s, 'snapshot', %(attempt)s, case when g.is_missing then 'failed' else 'completed' end, g.game_id,
            clock_timestamp(), 0, g.changed, g.kept, g.changed, %(code)s, cast(i.input_version as text)
        from games as g
        left join ops.game_inputs as i on g.game_id = i.game_id
        on conflict do nothing
    )

    select game_id, cast(changed as int4), cast(kept as int4), is_missing from games order by game_id
"""

_UNLOGGED = """
    select
        coalesce((
            select sum(rows_affected) from public.load_history where load_id = %(run)s and status = 'completed'
        ), 0)
        - coalesce((select sum(row_count) from ops.input_changes where load_id = %(run)s), 0)
"""
