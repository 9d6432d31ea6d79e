"""Version of a published table's content, computed without reading the table."""

import hashlib
from functools import cache

from benchsight.reads.published.contract import Contract

FORMAT = "1"  # of responses; a new value invalidates client caches
# No row if a table does not exist. Builds, deletions and restores record their start and end. Other writes show in
# the counters, which PostgreSQL updates within ten seconds. The version of a view changes with any table.
DATA_VERSIONS = """
    select
        asked.name,
        md5(concat_ws(
            '|', build.state, load.state, relation.oid, pg_relation_filenode(relation.oid),
            case when relation.relkind = 'r' then
                concat_ws(
                    ',', pg_stat_get_tuples_inserted(relation.oid), pg_stat_get_tuples_updated(relation.oid),
                    pg_stat_get_tuples_deleted(relation.oid)
                )
            else (
                select cast(sum(
                    pg_stat_get_tuples_inserted(tables.oid) + pg_stat_get_tuples_updated(tables.oid)
                    + pg_stat_get_tuples_deleted(tables.oid)
                ) as text)
                from pg_catalog.pg_class as tables
                where
                    tables.relkind = 'r'
                    and tables.relnamespace in (
                        select n.oid from pg_catalog.pg_namespace as n where n.nspname in ('public', 'transform')
                    )
            ) end
        ))
    from unnest(cast(%s as text[])) as asked (name)
    inner join pg_catalog.pg_class as relation on relation.oid = to_regclass(asked.name)
    left join lateral (
        select concat_ws(',', b.build_id, b.status, b.completed_at) as state
        from ops.build_runs as b order by b.build_id desc limit 1
    ) as build on true
    left join lateral (
        select concat_ws(',', h.id, h.status, h.completed_at) as state
        from public.load_history as h order by h.id desc limit 1
    ) as load on true
"""


@cache
def schema_version(contract: Contract) -> str:
    """Return a hash of a table's columns and types and of the response format."""
    columns = [f"{column.name} {column.data_type}" for column in contract.columns]
    return hashlib.sha256("\n".join([FORMAT, contract.full_name, *columns]).encode()).hexdigest()[:12]


def payload_version(contract: Contract, data_version: str) -> str:
    """Return the version of a table's schema and data."""
    return f"{schema_version(contract)}.{data_version[:16]}"
