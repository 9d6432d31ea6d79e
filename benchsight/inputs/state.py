"""The rows of a game or table as they were at a version."""

from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from benchsight.inputs.subject import Subject, key_of

# Changes after the version lead back to it. The first one of each key decides: a row that it ended existed at the
# version, a key that it added did not. A row without changes is still in its table.
ROWS = """
    with later as materialized (
        select change_id, input_version, added_keys from ops.input_changes
        where {filter} and table_name = %(table)s and input_version > %(version)s
    ),
    touched as (
        select old.key, later.input_version, old.content
        from later inner join ops.staging_history as old on later.change_id = old.change_id
        union all
        select added.key, later.input_version, null from later cross join unnest(later.added_keys) as added (key)
    ),
    ranked as (
        select key, content, row_number() over (partition by key order by input_version) as place from touched
    ),
    changed as materialized (select key, content from ranked where place = 1)
    select key, content from changed where content is not null
    union all
    select {key} as key, to_jsonb(t) as content
    from {table} as t
    where {of_game} not exists (select from changed where changed.key = {key})
"""
GOALS = frozenset({"Goal_Scored", "Goal_PenaltyShot"})
Rows = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class State:
    """Rows by table, and the score: goals by side as tracked, and as the schedule has it."""

    version: int
    rows: dict[str, int]
    tracked_score: dict[str, int] = field(default_factory=dict)
    official_score: dict[str, int | None] = field(default_factory=dict)


def rows_at(subject: Subject, table: str) -> sql.Composed:
    """Return the query of key and content (jsonb, times in the session's zone) of a table; needs ``row_parameters``."""
    of_game = sql.SQL("t.game_id = %(game)s and" if subject.game_id is not None else "")
    return sql.SQL(ROWS).format(
        filter=subject.filter, key=key_of(table, "t"), table=sql.Identifier("public", table), of_game=of_game
    )


def row_parameters(subject: Subject, table: str, version: int) -> dict[str, Any]:
    """Return the values of ``rows_at``."""
    return subject.parameters | {"table": table, "version": version}


def read_rows(connection: psycopg.Connection[Any], subject: Subject, table: str, version: int) -> Rows:
    """Key to row, ordered by key, with times in UTC. Read versions and rows in one transaction, repeatable read."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("select set_config('timezone', 'UTC', true)")
        cursor.execute(rows_at(subject, table), row_parameters(subject, table, version))
        return dict(sorted(cursor))


def read_state(connection: psycopg.Connection[Any], subject: Subject, version: int) -> State:
    """Return the counts of a version, and of a game its score."""
    tables = {table: read_rows(connection, subject, table, version) for table in subject.tables}
    counts = {table: len(rows) for table, rows in tables.items()}
    if subject.game_id is None:
        return State(version, counts)
    goals = [row["event_team"] for row in tables["staging_events"].values() if _is_goal(row)]
    official = next(iter(tables["staging_schedule"].values()), {})
    sides = ("home", "away")
    return State(
        version,
        counts,
        {side: goals.count(side) for side in sides},
        {side: official.get(f"{side}_goals") for side in sides},
    )


def _is_goal(row: dict[str, Any]) -> bool:
    return row["event_type"] == "Goal" and row["event_detail"] in GOALS
