"""Forgets old versions: what was before a date goes, the state at that date stays."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

# Of each game (or table without games) the last version before the date becomes the one where its history begins.
PRUNE = """
    with versions as (
        select
            game_id, case when game_id is null then table_name end as league_table, transaction_id,
            max(input_version) as input_version, max(changed_at) as changed_at
        from ops.input_changes group by 1, 2, 3
    ),
    cuts as (
        select game_id, league_table, max(input_version) as input_version
        from versions where changed_at < %(before)s group by 1, 2
    ),
    old as (
        select c.change_id, c.input_version = cuts.input_version as is_last
        from ops.input_changes as c
        inner join cuts
            on c.game_id is not distinct from cuts.game_id
            and (c.game_id is not null or c.table_name = cuts.league_table)
            and c.input_version <= cuts.input_version
        where c.operation <> 'begin' or c.input_version < cuts.input_version
    ),
    forgotten as (
        delete from ops.staging_history where change_id in (select change_id from old)
        returning pg_column_size(content) as size
    ),
    begun as (
        update ops.input_changes as c
        set operation = 'begin', row_count = 0, added_keys = null,
            table_name = case when c.game_id is null then c.table_name else '*' end
        from old where c.change_id = old.change_id and old.is_last
        returning c.change_id
    ),
    dropped as (
        delete from ops.input_changes where change_id in (select change_id from old where not is_last)
        returning change_id
    )
    select
        (select count(*) from begun), (select count(*) from begun) + (select count(*) from dropped),
        (select count(*) from forgotten), (select coalesce(sum(size), 0) from forgotten)
"""


@dataclass(frozen=True)
class Pruned:
    """The result of pruning: games and tables concerned, logged changes, old rows, their bytes."""

    subjects: int
    changes: int
    rows: int
    bytes: int


def prune(connection: psycopg.Connection[Any], before: datetime, dry_run: bool = True) -> Pruned:
    """Forget what was known of states before that time; in a ``dry_run`` only say how much that is."""
    with connection.transaction(force_rollback=dry_run):
        row = connection.execute(PRUNE, {"before": before}).fetchone()
    assert row is not None
    return Pruned(*(int(value) for value in row))
