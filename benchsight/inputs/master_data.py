"""The league's master data as it is staged: what each table has, and deleting all of one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from benchsight.inputs.documents import MASTER_TABLES
from benchsight.inputs.subject import LEAGUE_TABLES, PREFIX
from ingest.database.session import lock_games

# What a table without games was at, and when it last changed; of a table with games, the log knows.
STATES = """
    select
        cast(%(table)s as text) as table, count(*) as rows, %(games)s as games,
        (select input_version from ops.table_inputs where table_name = %(table)s) as version,
        (
            select max(changed_at) from ops.input_changes where table_name = %(table)s and operation <> 'begin'
        ) as changed_at,
        (
            select changed_by from ops.input_changes
            where table_name = %(table)s and operation <> 'begin' order by change_id desc limit 1
        ) as changed_by
    from {table}
"""
SETTINGS = """
    select
        set_config('benchsight.load_id', %(load)s, true), set_config('benchsight.source_file', '', true),
        set_config('benchsight.initiated_by', %(who)s, true), set_config('benchsight.reason', 'table deleted', true)
"""
VERSIONS = """
    select g.game_id, g.input_version
    from ops.game_inputs as g
    where g.game_id in (select t.game_id from {table} as t)
    order by g.game_id
    for update
"""
RECORD = """
    insert into public.load_history (
        load_id, table_name, operation, scope, source_format, rows_deleted, started_at, completed_at, duration_ms,
        status, initiated_by
    )
    select
        %(load)s, %(table)s, 'delete', 'table', 'request', %(rows)s, now(), clock_timestamp(),
        1000 * extract(epoch from clock_timestamp() - now()), 'completed', %(who)s
"""


@dataclass(frozen=True)
class MasterTable:
    """Staged table: rows, the games they belong to (None: none), and the last change; ``version`` if without games."""

    table: str
    rows: int
    games: int | None
    version: int | None
    changed_at: datetime | None
    changed_by: str | None


@dataclass(frozen=True)
class DeletedTable:
    """What a deletion removed, and the versions to revert to: of the table, or of each game that had rows in it."""

    table: str
    rows: int
    load_id: UUID
    version: int | None
    games: dict[int, int]

    @property
    def bring_back(self) -> list[str]:
        """Commands that bring the rows back."""
        if self.version is not None:
            return [f"benchsight revert {self.table.removeprefix(PREFIX)} --to {self.version}"]
        return [f"benchsight revert {game} --to {version}" for game, version in self.games.items()]


def read_master_table(connection: psycopg.Connection, table: str) -> MasterTable:
    """Return the state of a table of MASTER_TABLES."""
    games = sql.SQL("null" if table in LEAGUE_TABLES else "count(distinct game_id)")
    query = sql.SQL(STATES.replace("%(games)s", "{games}")).format(table=sql.Identifier("public", table), games=games)
    with connection.cursor(row_factory=class_row(MasterTable)) as cursor:
        found = cursor.execute(query, {"table": table}).fetchone()
    assert found is not None
    return found


def read_master_data(connection: psycopg.Connection) -> list[MasterTable]:
    """Return the state of every table, from one snapshot."""
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read read only")
        return [read_master_table(connection, table) for table in MASTER_TABLES]


def delete_master_table(connection: psycopg.Connection, table: str, who: str) -> DeletedTable:
    """Delete every row of a table, in one transaction, and record who did it; the history of the input keeps them.

    Waits for loads that write the table.
    """
    name = sql.Identifier("public", table)
    load = uuid4()
    with connection.transaction(), connection.cursor() as cursor:
        lock_games(cursor, [0])
        cursor.execute(sql.SQL("lock table {} in share row exclusive mode").format(name))
        cursor.execute(SETTINGS, {"load": str(load), "who": who})
        games: dict[int, int] = {}
        version = None
        if table in LEAGUE_TABLES:
            cursor.execute("select input_version from ops.table_inputs where table_name = %s", (table,))
            version = int(cursor.fetchall()[0][0])
        else:
            cursor.execute(sql.SQL(VERSIONS).format(table=name))
            games = {int(game): int(number) for game, number in cursor}
        rows = cursor.execute(sql.SQL("delete from {}").format(name)).rowcount
        cursor.execute(RECORD, {"load": load, "table": table, "rows": rows, "who": who[:100]})
    return DeletedTable(table, rows, load, version, games)
