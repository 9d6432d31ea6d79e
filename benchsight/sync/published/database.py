"""A project whose database URL is known: COPY into a temporary table, then one statement, in one transaction."""

from collections.abc import Callable, Collection
from typing import TypeVar

import psycopg
from psycopg import sql

from benchsight.backup.export import set_text_settings
from benchsight.sync.connection import CloudConnection
from benchsight.sync.published.place import Report
from benchsight.sync.published.tables import CloudTable, has_key

T = TypeVar("T")
KINDS = "select relkind from pg_catalog.pg_class where oid = to_regclass(%s)"
COLUMNS = """
    select attname from pg_catalog.pg_attribute
    where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped and attgenerated = ''
"""


class DatabasePlace:
    """A database to copy to; a connection that is lost is opened again, and the table begun again."""

    def __init__(self, source: psycopg.Connection, cloud: CloudConnection, tries_again: bool = True) -> None:
        self._source, self._cloud, self._tries_again = source, cloud, tries_again

    def close(self) -> None:
        """Close the connection."""
        self._cloud.close()

    def lacks(self, table: CloudTable) -> str | None:
        """Return what of a table is missing there: itself, or columns."""

        def look(connection: psycopg.Connection) -> str | None:
            name = f"public.{table.name}"
            kind = connection.execute(KINDS, (name,)).fetchone()
            if kind is None:
                return f"table {table.name}"
            if kind[0] not in ("r", "p"):
                return f"table {table.name} (it is a view there)"
            there = {column for (column,) in connection.execute(COLUMNS, (name,))}
            if missing := [f"{table.name}.{column}" for column in table.names if column not in there]:
                return ", ".join(missing)
            return None

        return self._again(look)

    def games(self) -> set[int] | None:
        """Return the games of its schedule; None if it has no schedule."""

        def look(connection: psycopg.Connection) -> set[int] | None:
            if connection.execute(KINDS, ("public.dim_schedule",)).fetchone() is None:
                return None
            return {game for (game,) in connection.execute("select game_id from public.dim_schedule")}

        return self._again(look)

    def write(self, table: CloudTable, report: Report) -> int:
        """Insert and update rows in one transaction; return how many were changed."""
        reported = 0

        def work(connection: psycopg.Connection) -> int:
            self._copy(connection, table, table.names, report_new, self._changed(connection, table))
            return connection.execute(_write(table, _has_key(connection, table))).rowcount

        def report_new(done: int) -> None:
            nonlocal reported  # a table that is begun again does not count twice
            report(max(0, done - reported))
            reported = max(reported, done)

        return self._again(work)

    def delete_gone(self, table: CloudTable, games: Collection[int]) -> int:
        """Delete rows whose key is gone here, in one transaction."""

        def work(connection: psycopg.Connection) -> int:
            self._copy(connection, table, table.key, lambda done: None)
            known = sql.SQL(" and (t.game_id is null or t.game_id = any(%s))" if table.is_by_game else "")
            statement = sql.SQL(
                "delete from public.{} as t where not exists (select from pg_temp.pushed where {}){}"
            ).format(sql.Identifier(table.name), _same(table, _has_key(connection, table)), known)
            return connection.execute(statement, (list(games),) if table.is_by_game else ()).rowcount

        return self._again(work)

    def _changed(self, connection: psycopg.Connection, table: CloudTable) -> list[str] | None:
        """Return hashes of the keys of rows that differ there or are missing; None: send all.

        Only hashes travel: most rows of dimensions and totals are the same after a build.
        """
        if table.is_staged or not connection.execute(_exists(table)).fetchone():
            return None
        statement = sql.SQL("select md5(cast(row({}) as text)), md5(cast(row({}) as text)) from public.{}").format(
            *(sql.SQL(", ").join(map(sql.Identifier, names)) for names in (table.key, table.names)),
            sql.Identifier(table.name),
        )
        there: dict[str, str] = dict(connection.execute(statement).fetchall())
        return [key for key, content in self._source.execute(statement) if there.get(key) != content]

    def _copy(
        self,
        connection: psycopg.Connection,
        table: CloudTable,
        names: Collection[str],
        report: Report,
        keys: list[str] | None = None,
    ) -> None:
        """Copy columns of a table here into the temporary table ``pushed`` there; tell how many rows so far.

        ``keys``: only of the rows whose keys have these hashes.
        """
        of, columns = sql.Identifier("public", table.name), sql.SQL(", ").join(map(sql.Identifier, names))
        make = sql.SQL("create temporary table pushed on commit drop as select {} from {} with no data")
        connection.execute(make.format(columns, of))
        some: sql.Composable = sql.SQL("")
        if keys is not None:
            key = sql.SQL(", ").join(map(sql.Identifier, table.key))
            some = sql.SQL(" where md5(cast(row({}) as text)) = any({})").format(key, sql.Literal(keys))
        out = sql.SQL("copy (select {} from {}{}) to stdout").format(columns, of, some)
        into = sql.SQL("copy pg_temp.pushed from stdin")
        done = 0
        # a savepoint here keeps the snapshot if the other side fails
        with (
            self._source.transaction(),
            self._source.cursor().copy(out) as rows,
            connection.cursor().copy(into) as there,
        ):
            for block in rows:
                there.write(block)
                done += bytes(block).count(b"\n")  # a row is a line: newlines in values are escaped
                report(done)
        connection.execute("analyze pg_temp.pushed")

    def _again(self, work: Callable[[psycopg.Connection], T]) -> T:
        """Do work in a transaction; try again, connected again, if the connection was lost."""

        def attempt(connection: psycopg.Connection) -> T:
            with connection.transaction():
                set_text_settings(connection)
                return work(connection)

        return self._cloud.run(attempt) if self._tries_again else self._cloud.run_once(attempt)


def _exists(table: CloudTable) -> sql.Composed:
    return sql.SQL("select from public.{} limit 1").format(sql.Identifier(table.name))


def _has_key(connection: psycopg.Connection, table: CloudTable) -> bool:
    return has_key(connection, table.name, table.key)


def _write(table: CloudTable, is_unique: bool) -> sql.Composed:
    """Return the statement that inserts what is new and updates what differs.

    Without a unique index on the key, which only small tables lack, MERGE compares the keys.
    """
    name = sql.Identifier(table.name)
    columns, key = (sql.SQL(", ").join(map(sql.Identifier, names)) for names in (table.names, table.key))
    rest = [(name, kind) for name, kind in table.columns if name not in table.key]
    changes = sql.SQL(", ").join(sql.SQL("{0} = pushed.{0}").format(sql.Identifier(name)) for name, _ in rest)
    differs = sql.SQL("({}) is distinct from ({})").format(_values("t", rest), _values("pushed", rest))
    if not is_unique:
        update = sql.SQL("when matched and {} then update set {} ").format(differs, changes)
        return sql.SQL(
            "merge into public.{} as t using pg_temp.pushed on {} {}when not matched then insert ({}) values ({})"
        ).format(name, _same(table, is_unique), update if rest else sql.SQL(""), columns, columns)
    insert = sql.SQL("insert into public.{0} as t ({1}) select {1} from pg_temp.pushed on conflict ({2}) do ")
    statement = insert.format(name, columns, key)
    if table.is_staged or not rest:
        return statement + sql.SQL("nothing")
    changes = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name, _ in rest)
    differs = sql.SQL("({}) is distinct from ({})").format(_values("t", rest), _values("excluded", rest))
    return statement + sql.SQL("update set {} where {}").format(changes, differs)


def _same(table: CloudTable, is_unique: bool) -> sql.Composed:
    """Return the comparison of keys; as text where they may be NULL, which can be hashed."""
    if is_unique:
        return sql.SQL(" and ").join(sql.SQL("t.{0} = pushed.{0}").format(sql.Identifier(name)) for name in table.key)
    of_t, of_pushed = (sql.SQL(", ").join(sql.Identifier(of, name) for name in table.key) for of in ("t", "pushed"))
    return sql.SQL("row({})::text = row({})::text").format(of_t, of_pushed)


def _values(of: str, columns: list[tuple[str, str]]) -> sql.Composed:
    return sql.SQL(", ").join(
        # json has no equality
        sql.SQL("{}{}").format(sql.Identifier(of, name), sql.SQL("::text" if kind == "json" else ""))
        for name, kind in columns
    )
