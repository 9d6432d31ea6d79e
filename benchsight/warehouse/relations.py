"""What is to be written: the published tables of the database, with contracts, and fingerprints of their rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from benchsight.backup.catalog import Relation, model_names, read_catalog
from benchsight.builds.rebuild.tables import TableKind, published_tables
from benchsight.reads.published.contract import Contract, read_contracts
from benchsight.warehouse.errors import WarehouseError

# A row that is written gets a later transaction id: rows of equal number whose ids have an equal sum are the same rows.
OF_TABLE = "sum(cast(cast(t.xmin as text) as bigint))"
OF_VIEW = "sum(hashtextextended(cast(t as text), 0))"
PARTITIONS = """
    select s.season_id, t.game_id % {buckets}, concat_ws(':', count(*), {mark}), array_agg(distinct t.game_id)
    from {table} as t
    left join public.dim_schedule as s on t.game_id = s.game_id
    group by 1, 2 order by 1, 2
"""
WHOLE = "select concat_ws(':', count(*), {mark}) from {table} as t"
# All that a view reads, also through other views and functions.
NEEDS = """
    with recursive needs (view_oid, kind, needed) as (
        select r.ev_class, d.refclassid, d.refobjid
        from pg_rewrite as r
        inner join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
        where r.ev_class = any(%s) and d.refobjid <> r.ev_class
        union
        select n.view_oid, d.refclassid, d.refobjid
        from needs as n
        inner join pg_rewrite as r on n.kind = 'pg_class'::regclass and n.needed = r.ev_class
        inner join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
        where d.refobjid <> r.ev_class
    )

    select distinct
        n.view_oid, c.oid, ns.nspname, c.relname, c.relkind,
        case when c.relkind = 'v' then md5(pg_get_viewdef(c.oid)) end,
        p.oid is not null
    from needs as n
    left join pg_class as c on n.kind = 'pg_class'::regclass and n.needed = c.oid
    left join pg_namespace as ns on c.relnamespace = ns.oid
    left join pg_proc as p
        on n.kind = 'pg_proc'::regclass and n.needed = p.oid and p.pronamespace <> 'pg_catalog'::regnamespace
    where c.oid is not null or p.oid is not null
"""
COMMENTS = """
    select d.objoid, coalesce(a.attname, ''), d.description
    from pg_description as d
    left join pg_attribute as a on a.attrelid = d.objoid and a.attnum = d.objsubid and d.objsubid > 0
    where d.classoid = 'pg_class'::regclass and d.objoid = any(%s)
"""


@dataclass(frozen=True)
class Published:
    """A published table; ``key`` is empty without a contract. ``is_by_game``: its files are partitioned."""

    relation: Relation
    kind: TableKind
    key: tuple[str, ...]
    description: str
    descriptions: dict[str, str]

    @property
    def name(self) -> str:
        """Name without schema."""
        return self.relation.name

    @property
    def is_by_game(self) -> bool:
        """Whether its rows are those of games, and not a list of them."""
        return self.kind in (TableKind.GAME, TableKind.VIEW) and self.relation.has_games


@dataclass(frozen=True)
class Partition:
    """Rows that go to one file, with the games that they name (None: rows that name none)."""

    season: str | None
    bucket: int | None
    fingerprint: str
    games: tuple[int | None, ...] = ()


def read_published(connection: psycopg.Connection, root: Path) -> list[Published]:
    """Return the published tables that exist, by name. Live views, which change with each event, are left out.

    Raises WarehouseError if nothing is built.
    """
    catalog = read_catalog(connection, model_names(root))
    kinds = {name: table.kind for name, table in published_tables(root).items() if table.folder != "live"}
    found = [each for each in catalog.values() if each.schema == "public" and each.name in kinds and each.is_derived]
    if "public.dim_schedule" not in catalog or not found:
        raise WarehouseError("nothing is built yet: load games, then run `benchsight build`")
    contracts = read_contracts(root)
    comments = _comments(connection, [each.oid for each in found])
    return [
        _published(each, kinds[each.name], contracts.get(each.name), comments[each.oid])
        for each in sorted(found, key=lambda each: each.name)
    ]


def partitions(connection: psycopg.Connection, table: Published, buckets: int) -> list[Partition]:
    """Return what the rows of a table are divided into, by season and bucket; one for a table that is not by game."""
    values = {
        "mark": sql.SQL(OF_VIEW if table.relation.is_view else OF_TABLE),
        "table": table.relation.identifier,
        "buckets": sql.Literal(buckets),
    }
    if table.is_by_game:
        rows = connection.execute(sql.SQL(PARTITIONS).format(**values)).fetchall()
        if rows:
            return [Partition(season, bucket, mark, tuple(games)) for season, bucket, mark, games in rows]
    row = connection.execute(sql.SQL(WHOLE).format(**values)).fetchone()
    assert row is not None
    return [Partition(None, None, row[0])]


def view_sources(connection: psycopg.Connection, tables: Iterable[Published]) -> dict[str, str]:
    """Return a fingerprint of all that a view is computed from, by view; without those that call functions of ours."""
    views = {each.relation.oid: each for each in tables if each.relation.is_view}
    marks: dict[int, str] = {}
    found: dict[int, list[str]] = {oid: [each.relation.definition or ""] for oid, each in views.items()}
    for view, oid, schema, name, kind, definition, is_function in connection.execute(NEEDS, (list(views),)).fetchall():
        if is_function:
            found.pop(view, None)
            continue
        if oid not in marks:
            marks[oid] = definition or _whole(connection, sql.Identifier(schema, name), kind)
        if view in found:
            found[view].append(f"{schema}.{name} {marks[oid]}")
    return {views[oid].name: sha256("\n".join(sorted(parts)).encode()).hexdigest() for oid, parts in found.items()}


def _whole(connection: psycopg.Connection, table: sql.Identifier, kind: str) -> str:
    if kind != "r":  # a foreign or partitioned table has no ids of its own that could be compared
        return "unknown"
    row = connection.execute(sql.SQL(WHOLE).format(mark=sql.SQL(OF_TABLE), table=table)).fetchone()
    assert row is not None
    return str(row[0])


def _published(relation: Relation, kind: TableKind, contract: Contract | None, comments: dict[str, str]) -> Published:
    if contract is None:
        return Published(relation, kind, (), comments.pop("", ""), comments)
    described = {column.name: column.description for column in contract.columns}
    return Published(relation, kind, contract.key, contract.description, {**comments, **described})


def _comments(connection: psycopg.Connection, oids: list[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for oid, column, text in connection.execute(COMMENTS, (oids,)):
        found[oid][column] = text
    return found
