"""The SQL of landing: one statement per table and operation, generated from the contract."""

from collections.abc import Callable, Iterable
from functools import cache, wraps
from typing import LiteralString, ParamSpec, cast

from psycopg import sql

from ingest.contract.columns import Column
from ingest.contract.table import Table

Of = ParamSpec("Of")


def _generated_once(build: Callable[Of, sql.Composed]) -> Callable[Of, bytes]:
    """Keep the text of each statement: to generate those of one export takes as long as to send its rows."""

    @cache
    def text(*of: Of.args, **more: Of.kwargs) -> bytes:
        return build(*of, **more).as_bytes()

    return cast("Callable[Of, bytes]", wraps(build)(text))


@_generated_once
def prepare_landing(tables: tuple[Table, ...]) -> sql.Composed:
    """Create temporary tables for the rows of a file and their places, and empty them; jsonb is text until it lands.

    They live as long as the session and are empty after each commit, so they serve all files; an earlier file of the
    same transaction may have left rows. Raw rows are not compressed for their short stay. These are several statements,
    which no server prepares.
    """
    return sql.SQL("; ").join(statement for table in tables for statement in (_create(table), _empty(table)))


def _create(table: Table) -> sql.Composed:
    fields = [
        sql.SQL("cast(null as {}) as {}").format(
            sql.SQL("text" if column.postgres == "jsonb" else column.postgres), sql.Identifier(name)
        )
        for name, column in table.columns.items()
    ]
    return sql.SQL(
        "create temporary table if not exists {} with (toast_tuple_target = 8160) on commit delete rows"
        " as select cast(null as int4) as place, {} limit 0"
    ).format(sql.Identifier(_landing_name(table)), sql.SQL(", ").join(fields))


def _empty(table: Table) -> sql.Composed:
    return sql.SQL("delete from {}").format(landing_of(table))


@_generated_once
def copy_to_landing(table: Table) -> sql.Composed:
    """Copy places and columns, in binary form."""
    statement = "copy {} (place, {}) from stdin (format binary)"
    return sql.SQL(statement).format(landing_of(table), _identifiers(table.columns))


@_generated_once
def remove_present(table: Table) -> sql.Composed:
    """Remove the new rows whose key is in the table; return their places."""
    statement = "delete from {} as n using {} as t where {} returning n.place"
    return sql.SQL(statement).format(landing_of(table), _target(table.name), _same("n", "t", table.key))


@_generated_once
def remove_new(table: Table) -> sql.Composed:
    """Remove the new rows at %(places)s whose key is not in the table; return their places."""
    statement = (
        "delete from {} as n where n.place = any(%(places)s) and not exists (select from {} as t where {})"
        " returning n.place"
    )
    return sql.SQL(statement).format(landing_of(table), _target(table.name), _same("n", "t", table.key))


@_generated_once
def remove_unchanged(table: Table) -> sql.Composed:
    """Remove the new rows that equal their row in the table.

    Columns are compared too: a row that was edited by hand differs although its hash is unchanged.
    """
    content = _content(table)
    return sql.SQL(
        "delete from {} as n using {} as t where {} and ({}) is not distinct from ({})"
        " and t.content_hash = md5(cast(row({}) as text))"
    ).format(
        landing_of(table),
        _target(table.name),
        _same("n", "t", table.key),
        _identifiers(content, "t"),
        _identifiers(content, "n"),
        _identifiers(content, "n"),
    )


@_generated_once
def complete(table: Table, merged: frozenset[str]) -> sql.Composed:
    """Fill the blanks of the new rows from the rows of the same key, which are locked; merge the raw rows.

    If columns to be ``merged`` are named, fill all others.
    """
    changes = [
        sql.SQL(_filling(column, name in merged or not merged)).format(sql.Identifier(name))
        for name, column in table.columns.items()
        if name not in table.key
    ]
    return sql.SQL(
        "with t as materialized (select t.* from {target} as t join {landing} as n on {same} order by {key} for update"
        " of t) update {landing} as n set {changes} from t where {same}"
    ).format(
        target=_target(table.name),
        landing=landing_of(table),
        same=_same("n", "t", table.key),
        key=_identifiers(table.key, "t"),
        changes=sql.SQL(", ").join(changes),
    )


def _filling(column: Column, is_merged: bool) -> LiteralString:
    if column.postgres != "jsonb":
        return "{0} = coalesce(n.{0}, t.{0})" if is_merged else "{0} = t.{0}"
    if not is_merged:
        return "{0} = cast(t.{0} as text)"
    return (
        "{0} = case when jsonb_typeof(t.{0}) = 'object' and jsonb_typeof(cast(n.{0} as jsonb)) = 'object'"
        " then cast(t.{0} || cast(n.{0} as jsonb) as text) else coalesce(n.{0}, cast(t.{0} as text)) end"
    )


@_generated_once
def agreement(table: Table, columns: Iterable[str]) -> sql.Composed:
    """Count the new rows with a row of their key in the table, and those of them that are equal in ``columns``."""
    agree = sql.SQL(" and ").join(
        sql.SQL("(n.{0} is not distinct from t.{0})").format(sql.Identifier(name)) for name in columns
    )
    return sql.SQL("select count(*), count(*) filter (where {}) from {} as n join {} as t on {}").format(
        agree, landing_of(table), _target(table.name), _same("n", "t", table.key)
    )


@_generated_once
def remove_orphans(table: Table, staged_parent: Table | None, in_database: bool) -> sql.Composed:
    """Remove the new rows without a parent, which may be new or in the database; return their places."""
    missing = sql.SQL("not exists (select from {} as p where {})")
    same = _same("n", "p", table.parent_key)
    conditions = []
    if staged_parent is not None:
        conditions.append(missing.format(landing_of(staged_parent), same))
    if in_database:
        conditions.append(missing.format(_target(table.parent or ""), same))
    statement = "delete from {} as n where {} returning n.place"
    return sql.SQL(statement).format(landing_of(table), sql.SQL(" and ").join(conditions))


@_generated_once
def delete_gone(table: Table, of_games: bool, of_kinds: bool, of_exports: bool = False) -> sql.Composed:
    """Delete rows whose key is not among the new ones (of %(games)s, of source kinds %(kinds)s, from exports)."""
    missing = sql.SQL("not exists (select from {} as n where {})")
    conditions: list[sql.Composable] = [missing.format(landing_of(table), _same("n", "t", table.key))]
    if of_games:
        conditions.append(sql.SQL("t.game_id = any(%(games)s)"))
    if of_kinds:
        conditions.append(sql.SQL("t.source_kind = any(%(kinds)s)"))
    if of_exports:  # load_history has the format of the file that wrote a row last; exports have a header of the game
        conditions.append(
            sql.SQL(
                "exists (select from public.load_history as h where h.load_id = t.load_id"
                " and h.source_file = t.source_file and h.table_name = 'staging_games'"
                " and h.source_format = any(%(exports)s))"
            )
        )
    statement = sql.SQL("delete from {} as t where {}")
    return statement.format(_target(table.name), sql.SQL(" and ").join(conditions))


@_generated_once
def insert_only(table: Table) -> sql.Composed:
    """Insert all new rows; return the numbers of inserted and updated (0) rows."""
    return _insert(table, sql.SQL(""))


@_generated_once
def upsert(table: Table) -> sql.Composed:
    """Insert new keys and update the others; return the numbers of both."""
    return _insert(table, _on_conflict(table, sql.SQL("")))


@_generated_once
def fill_gaps(table: Table) -> sql.Composed:
    """Insert new keys and update rows from the same file; return the numbers of both."""
    return _insert(table, _on_conflict(table, sql.SQL("where t.source_file = excluded.source_file")))


def _insert(table: Table, conflict: sql.Composable) -> sql.Composed:
    # Ordered by key, so that two writers lock rows in one order.
    # xmax is 0 for an inserted row, and this transaction for an updated one.
    return sql.SQL(
        "with landed as (insert into {target} as t ({columns}, content_hash, source_file, load_id)"
        " select {values}, md5(cast(row({content}) as text)), %(file)s, %(load)s from {landing} order by {key}"
        " {conflict} returning xmax = 0 as is_new)"
        " select count(*) filter (where is_new), count(*) filter (where not is_new) from landed"
    ).format(
        target=_target(table.name),
        columns=_identifiers(table.columns),
        values=sql.SQL(", ").join(_value(name, column) for name, column in table.columns.items()),
        content=_identifiers(_content(table)),
        landing=landing_of(table),
        key=_identifiers(table.key),
        conflict=conflict,
    )


def _on_conflict(table: Table, condition: sql.SQL) -> sql.Composed:
    written = [name for name in table.columns if name not in table.key] + ["content_hash", "source_file", "load_id"]
    changes: list[sql.Composable] = [sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in written]
    if table.keeps_time:
        changes.append(sql.SQL("updated_at = clock_timestamp()"))
    return sql.SQL("on conflict ({}) do update set {} {}").format(
        _identifiers(table.key), sql.SQL(", ").join(changes), condition
    )


def _content(table: Table) -> list[str]:
    return [name for name, column in table.columns.items() if column.hashed]


def _value(name: str, column: Column) -> sql.Composable:
    return sql.SQL("cast({} as jsonb)" if column.postgres == "jsonb" else "{}").format(sql.Identifier(name))


def landing_of(table: Table) -> sql.Identifier:
    """Return the name of the temporary table of a table."""
    return sql.Identifier("pg_temp", _landing_name(table))


def _landing_name(table: Table) -> str:
    return f"landing_{table.name}"


def _target(name: str) -> sql.Identifier:
    return sql.Identifier("public", name)


def _same(left: str, right: str, columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(" and ").join(
        sql.SQL("{} = {}").format(sql.Identifier(left, name), sql.Identifier(right, name)) for name in columns
    )


def _identifiers(names: Iterable[str], qualifier: str | None = None) -> sql.Composed:
    parts = [sql.Identifier(name) if qualifier is None else sql.Identifier(qualifier, name) for name in names]
    return sql.SQL(", ").join(parts)
