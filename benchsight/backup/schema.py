"""The schema of what is published as SQL: tables, keys, foreign keys, indexes, comments and views."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from benchsight.backup.catalog import Catalog, Relation, model_names, read_catalog
from benchsight.backup.errors import BackupError
from benchsight.backup.export import set_text_settings

HEAD = """\
-- Schema of what BenchSight publishes, for an empty PostgreSQL database (15 or newer): psql -f FILE.
-- All of it is made, or nothing is. Row level security is on, as in BenchSight: nobody but the owner reads anything
-- until you grant rights and add policies.
begin;
"""
READS_MORE = "-- A view in BenchSight, over relations that are not published; a table here, with its columns.\n"
# What a view reads beside published relations: other relations, and functions that are not PostgreSQL's.
VIEW_NEEDS = """
    select distinct r.ev_class, coalesce(c.oid::bigint, -1)
    from pg_rewrite as r
    join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
    left join pg_class as c on d.refclassid = 'pg_class'::regclass and c.oid = d.refobjid
    left join pg_proc as p on d.refclassid = 'pg_proc'::regclass and p.oid = d.refobjid
        and p.pronamespace <> 'pg_catalog'::regnamespace
    where r.ev_class = any(%s) and d.refobjid <> r.ev_class and (c.oid is not null or p.oid is not null)
"""
COMMENTS = """
    select d.objoid, a.attname, d.description
    from pg_description as d
    left join pg_attribute as a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
    where d.classoid = 'pg_class'::regclass and d.objoid = any(%s)
    order by d.objoid, d.objsubid
"""

Comments = Mapping[int, list[tuple[str | None, str]]]


def published_schema(connection: psycopg.Connection, project_root: Path, only: Collection[str] | None = None) -> str:
    """Return the SQL that makes everything published, as it is now, in an empty database; or ``only`` some of it.

    A view over relations that are not published becomes a table with its columns. ``connection`` is in autocommit.
    Raise BackupError if nothing is built.
    """
    models = model_names(project_root)
    with connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        set_text_settings(connection)
        catalog = read_catalog(connection, models)
        published = {name: each for name, each in catalog.items() if each.schema == "public" and each.is_derived}
        if not published:
            raise BackupError("nothing is built yet: load games, then run a build")
        views = own_views(connection, published)
        comments = _comments(connection, published)
        if only is not None:
            published = {name: each for name, each in published.items() if each.name in only}
        parts = (part.as_string(connection) for part in _statements(published, views, comments))
        return HEAD + "".join(parts) + "commit;\n"


def _statements(published: Catalog, views: set[str], comments: Comments) -> Iterator[sql.Composable]:
    tables = {name: each for name, each in published.items() if name not in views}
    for table in tables.values():
        if table.is_view:
            yield sql.SQL(READS_MORE)
        yield _create_table(table)
        yield sql.SQL("alter table {} enable row level security;\n").format(table.identifier)
        yield from _commented(table, "table", comments)
    statements = [statement for table in tables.values() for statement in table.indexes]
    for statement in sorted(statements, key=lambda statement: " FOREIGN KEY " in statement):
        yield _verbatim(f"{statement};\n")
    for name in published:  # a view comes after what it reads
        if name in views:
            yield _create_view(published[name])
            yield from _commented(published[name], "view", comments)


def _create_table(table: Relation) -> sql.Composable:
    columns = sql.SQL(",\n").join(
        sql.SQL("    {} {}{}").format(
            sql.Identifier(column.name), _verbatim(column.type), sql.SQL(" not null" if column.not_null else "")
        )
        for column in table.columns
    )
    return sql.SQL("create table {} (\n{}\n);\n").format(table.identifier, columns)


def _create_view(view: Relation) -> sql.Composable:
    options = f" with ({', '.join(view.options)})" if view.options else ""
    return sql.SQL("create view {}{} as\n{}\n").format(
        view.identifier, _verbatim(options), _verbatim(view.definition or "")
    )


def _commented(relation: Relation, kind: str, comments: Comments) -> Iterator[sql.Composable]:
    for column, text in comments.get(relation.oid, ()):
        if column is None:
            what, name = _verbatim(kind), relation.identifier
        else:
            what, name = sql.SQL("column"), sql.Identifier(relation.schema, relation.name, column)
        yield sql.SQL("comment on {} {} is {};\n").format(what, name, sql.Literal(text))


def own_views(connection: psycopg.Connection, published: Catalog) -> set[str]:
    """Return the views that read nothing but what is published."""
    names = {each.oid: name for name, each in published.items()}
    views = {each.oid for each in published.values() if each.is_view}
    needs = connection.execute(VIEW_NEEDS, (list(views),)).fetchall()
    return {names[oid] for oid in views - {view for view, need in needs if need not in names}}


def _comments(connection: psycopg.Connection, published: Catalog) -> Comments:
    found: dict[int, list[tuple[str | None, str]]] = defaultdict(list)
    for oid, column, text in connection.execute(COMMENTS, ([each.oid for each in published.values()],)):
        found[oid].append((column, text))
    return found


def _verbatim(text: str) -> sql.SQL:
    """Return SQL as the server wrote it."""
    return sql.SQL(text)
