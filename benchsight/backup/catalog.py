"""The catalogue of a database: tables and views with columns, keys, foreign keys, and their definitions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SCHEMAS = ["public", "ops", "transform"]
SCRATCH = {"ops.build_scope", "ops.test_scope"}  # filled by each run for itself
# Credentials stay out of files, and a restore brings nothing back that was revoked; the log of the event stream belongs
# to this database.
KEPT_BACK = {"ops.api_keys", "ops.api_users", "ops.api_sessions", "ops.stream_events", "ops.stream_head"}
# What other databases have of this one, and it of them, is not true of the database that is restored.
KEPT_BACK |= {"ops.sync_identity", "ops.sync_peers", "ops.sync_states", "ops.sync_published", "ops.sync_conflicts"}

RELATIONS = """
    select c.oid, n.nspname, c.relname, c.relkind = 'v', coalesce(c.reloptions, '{}'),
        case when c.relkind = 'v' then pg_get_viewdef(c.oid) end
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = any(%s) and c.relkind in ('r', 'v')
        and not exists (
            select from pg_depend as d where d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype = 'e'
        )
    order by n.nspname, c.relname
"""
COLUMNS = """
    select a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated <> '',
        pg_get_serial_sequence(format('%%I.%%I', n.nspname, c.relname), a.attname)
    from pg_attribute as a
    join pg_class as c on c.oid = a.attrelid
    join pg_namespace as n on n.oid = c.relnamespace
    where a.attrelid = any(%s) and a.attnum > 0 and not a.attisdropped
    order by a.attrelid, a.attnum
"""
KEYS = """
    select i.indrelid, array(
        select a.attname from unnest(i.indkey) with ordinality as k (attnum, place)
        join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where k.place <= i.indnkeyatts order by k.place
    )
    from pg_index as i
    where i.indrelid = any(%s) and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
    order by i.indrelid, i.indisprimary, i.indnkeyatts desc, i.indexrelid desc
"""
# The statements that make indexes and keys; foreign keys last, since each needs the key of another table.
INDEXES = """
    select i.indrelid,
        case
            when c.oid is null then pg_get_indexdef(i.indexrelid)
            else format(
                'alter table %%s add constraint %%I %%s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)
            )
        end
    from pg_index as i
    left join pg_constraint as c on c.conindid = i.indexrelid and c.conrelid = i.indrelid and c.contype = 'p'
    where i.indrelid = any(%s)
    order by i.indexrelid
"""
KEYS_TO_OTHERS = """
    select f.conrelid,
        format('alter table %%s add constraint %%I %%s', f.conrelid::regclass, f.conname, pg_get_constraintdef(f.oid))
    from pg_constraint as f where f.contype = 'f' and f.conrelid = any(%s) order by f.conname
"""
# Foreign keys that a restore has to respect; deferrable ones are checked at its end.
FOREIGN_KEYS = """
    select f.conrelid, f.confrelid,
        array(select a.attname from unnest(f.conkey) with ordinality as k (n, place)
              join pg_attribute as a on a.attrelid = f.conrelid and a.attnum = k.n order by k.place),
        array(select a.attname from unnest(f.confkey) with ordinality as k (n, place)
              join pg_attribute as a on a.attrelid = f.confrelid and a.attnum = k.n order by k.place)
    from pg_constraint as f where f.contype = 'f' and not f.condeferrable and f.conrelid = any(%s)
"""
VIEW_SOURCES = """
    select distinct r.ev_class, d.refobjid from pg_rewrite as r
    join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
    where r.ev_class = any(%s) and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
"""


@dataclass(frozen=True)
class TableColumn:
    """A column; ``type`` as the server writes it, ``sequence`` is that of an identity."""

    name: str
    type: str
    not_null: bool = False
    generated: bool = False
    sequence: str | None = None


@dataclass(frozen=True)
class ForeignKey:
    """Columns that hold the key of a row of ``parent`` (schema.name)."""

    parent: str
    columns: tuple[str, ...]
    parent_columns: tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """A table or view. ``is_derived``: dbt makes it; ``key``: the columns of its primary key or a unique index."""

    schema: str
    name: str
    oid: int
    is_view: bool
    is_derived: bool
    options: tuple[str, ...]
    definition: str | None
    columns: tuple[TableColumn, ...]
    key: tuple[str, ...]
    indexes: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]

    @property
    def full_name(self) -> str:
        """schema.name."""
        return f"{self.schema}.{self.name}"

    @property
    def identifier(self) -> sql.Identifier:
        """Its name for a statement."""
        return sql.Identifier(self.schema, self.name)

    @property
    def has_games(self) -> bool:
        """Whether its rows belong to games."""
        return any(column.name == "game_id" for column in self.columns)


Catalog = dict[str, Relation]


def read_catalog(connection: psycopg.Connection, models: Iterable[str]) -> Catalog:
    """Read the relations by schema.name, views after what they read. Those in ``models`` and of transform are dbt's."""
    rows = connection.execute(RELATIONS, (SCHEMAS,)).fetchall()
    oids = [row[0] for row in rows]
    names = {row[0]: f"{row[1]}.{row[2]}" for row in rows}
    columns, indexes = _grouped(connection, COLUMNS, oids), _grouped(connection, INDEXES, oids)
    keys: dict[int, list[str]] = dict(connection.execute(KEYS, (oids,)).fetchall())
    foreign_keys, to_others = _grouped(connection, FOREIGN_KEYS, oids), _grouped(connection, KEYS_TO_OTHERS, oids)
    of_dbt = set(models)
    found = {
        oid: Relation(
            schema=schema,
            name=name,
            oid=oid,
            is_view=is_view,
            is_derived=schema == "transform" or (schema == "public" and name in of_dbt),
            options=tuple(options),
            definition=definition,
            columns=tuple(TableColumn(*column) for column in columns[oid]),
            key=tuple(keys.get(oid, ())),
            indexes=tuple(statement for (statement,) in [*indexes[oid], *to_others[oid]]),
            foreign_keys=tuple(
                ForeignKey(names[parent], tuple(own), tuple(other))
                for parent, own, other in foreign_keys[oid]
                if parent in names
            ),
        )
        for oid, schema, name, is_view, options, definition in rows
    }
    return {names[oid]: found[oid] for oid in _in_order(connection, found) if names[oid] not in SCRATCH | KEPT_BACK}


def model_names(project_root: Path) -> set[str]:
    """Return names of the relations that the dbt project makes."""
    return {path.stem for path in (project_root / "models").rglob("*.sql")}


def parents_first(relations: Mapping[str, Relation]) -> list[str]:
    """Return the names of relations, those that others refer to first."""
    graph = {
        name: {key.parent for key in relation.foreign_keys if key.parent in relations}
        for name, relation in relations.items()
    }
    return list(TopologicalSorter(graph).static_order())


def _in_order(connection: psycopg.Connection, found: Mapping[int, Relation]) -> list[int]:
    views = [oid for oid, relation in found.items() if relation.is_view]
    sources = _grouped(connection, VIEW_SOURCES, views)
    graph = {oid: [source for (source,) in sources[oid] if source in found] for oid in found}
    return list(TopologicalSorter(graph).static_order())


def _grouped(connection: psycopg.Connection, query: str, oids: list[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Return rows by their first column."""
    groups: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for oid, *rest in connection.execute(query.encode(), (oids,)):
        groups[oid].append(tuple(rest))
    return groups
