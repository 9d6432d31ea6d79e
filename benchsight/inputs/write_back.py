"""Gives a game or table the rows of a version: deletes what it did not have, updates what differs, inserts the rest."""

from typing import Any

from psycopg import Cursor, sql

from benchsight.inputs.state import row_parameters, rows_at
from benchsight.inputs.subject import Subject, key_of
from ingest.contract.tables import TABLES

# Columns about the writing and building of a row, not its content.
OF_WRITING = ["processed", "updated_at", "written_xid"]
WANTED = """
    create temporary table wanted_rows (table_name text, key text, content jsonb, primary key (table_name, key))
    on commit drop
"""
DELETE = """
    delete from {table} as t where {of_game} not exists (
        select from pg_temp.wanted_rows as w where w.table_name = %(table)s and w.key = {key}
    )
"""
UPDATE = """
    update {table} as t set {changes}
    from {table} as old
    inner join pg_temp.wanted_rows as w on w.table_name = %(table)s and w.key = {old_key}
    cross join lateral jsonb_populate_record(old, w.content) as r
    where {same_row} and {of_game}
        to_jsonb(r) - cast(%(of_writing)s as text[]) is distinct from to_jsonb(old) - cast(%(of_writing)s as text[])
"""
INSERT = """
    insert into {table} ({columns})
    select {values}
    from pg_temp.wanted_rows as w
    cross join lateral jsonb_populate_record(cast(null as {table}), w.content) as r
    where w.table_name = %(table)s
        and array(select jsonb_object_keys(w.content) order by 1) = cast(%(shape)s as text[])
        and not exists (select from {table} as t where {of_game} {key} = w.key)
    order by w.key
"""
# Rows that were archived before and after a migration do not have the same columns.
SHAPES = """
    select distinct array(select jsonb_object_keys(content) order by 1)
    from pg_temp.wanted_rows where table_name = %s
"""
COLUMNS = """
    select attname from pg_attribute
    where attrelid = cast(%s as regclass) and attnum > 0 and not attisdropped and attgenerated = ''
    order by attnum
"""


def collect(cursor: Cursor[Any], subject: Subject, version: int) -> None:
    """Copy the rows of that version aside, for the functions below; until the end of the transaction."""
    cursor.execute(WANTED)
    for table in subject.tables:
        statement = sql.SQL("insert into pg_temp.wanted_rows select %(table)s, rows.* from ({}) as rows")
        cursor.execute(statement.format(rows_at(subject, table)), row_parameters(subject, table, version))
    cursor.execute("analyze pg_temp.wanted_rows")


def count(cursor: Cursor[Any], table: str) -> int:
    """Return the number of rows of the table in that version."""
    cursor.execute("select count(*) from pg_temp.wanted_rows where table_name = %s", (table,))
    (rows,) = cursor.fetchall()[0]
    return int(rows)


def delete_others(cursor: Cursor[Any], subject: Subject, table: str) -> int:
    """Delete the rows that the version did not have; how many. Children before parents."""
    statement = sql.SQL(DELETE).format(
        table=sql.Identifier("public", table), key=key_of(table, "t"), of_game=_of_game(subject, "t")
    )
    cursor.execute(statement, {"game": subject.game_id, "table": table})
    return cursor.rowcount


def update(cursor: Cursor[Any], subject: Subject, table: str) -> int:
    """Update the rows that were otherwise; how many."""
    key = TABLES[table].key
    columns = _columns(cursor, table)
    changes: list[sql.Composable] = [
        sql.SQL("{0} = r.{0}").format(sql.Identifier(name)) for name in columns if name not in (*key, *OF_WRITING)
    ]
    if "updated_at" in columns:
        changes.append(sql.SQL("updated_at = clock_timestamp()"))
    same = [sql.SQL("t.{0} = old.{0}").format(sql.Identifier(name)) for name in key]
    statement = sql.SQL(UPDATE).format(
        table=sql.Identifier("public", table),
        changes=sql.SQL(", ").join(changes),
        old_key=key_of(table, "old"),
        same_row=sql.SQL(" and ").join(same),
        of_game=_of_game(subject, "old"),
    )
    cursor.execute(statement, {"table": table, "game": subject.game_id, "of_writing": OF_WRITING})
    return cursor.rowcount


def insert(cursor: Cursor[Any], subject: Subject, table: str) -> int:
    """Insert the rows that are missing; how many. Parents before children."""
    known = [name for name in _columns(cursor, table) if name not in OF_WRITING]
    cursor.execute(SHAPES, (table,))
    inserted = 0
    for (shape,) in cursor.fetchall():
        columns = [name for name in known if name in shape]
        statement = sql.SQL(INSERT).format(
            table=sql.Identifier("public", table),
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(sql.Identifier("r", name) for name in columns),
            key=key_of(table, "t"),
            of_game=_of_game(subject, "t"),
        )
        cursor.execute(statement, {"table": table, "shape": shape, "game": subject.game_id})
        inserted += cursor.rowcount
    return inserted


def _of_game(subject: Subject, alias: str) -> sql.Composable:
    """Return the condition of the game's rows, with the `and` after it; nothing for a table without games."""
    if subject.game_id is None:
        return sql.SQL("")
    return sql.SQL("{}.game_id = %(game)s and").format(sql.Identifier(alias))


def _columns(cursor: Cursor[Any], table: str) -> list[str]:
    cursor.execute(COLUMNS, (f"public.{table}",))
    return [name for (name,) in cursor]
