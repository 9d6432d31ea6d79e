"""Columns of PostgreSQL's relations, with their types as engines have them."""

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg

COLUMNS = """
    select
        n.nspname || '.' || c.relname as relation,
        a.attname,
        format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), a.atttypmod) as type,
        exists (
            select from pg_index as i
            where
                i.indrelid = c.oid and i.indisunique and i.indpred is null
                and i.indnkeyatts = 1 and i.indkey[0] = a.attnum
        ) as is_key
    from pg_class as c
    join pg_namespace as n on c.relnamespace = n.oid
    join pg_attribute as a on c.oid = a.attrelid and a.attnum > 0 and not a.attisdropped
    join pg_type as t on a.atttypid = t.oid
    where n.nspname || '.' || c.relname = any(%s)
    order by c.oid, a.attnum
"""
# Columns of a relation's primary key, else of another unique index, else of any.
ORDERS = """
    select distinct on (c.oid)
        n.nspname || '.' || c.relname,
        array(
            select a.attname from unnest(i.indkey) with ordinality as k (number, place)
            join pg_attribute as a on a.attrelid = c.oid and a.attnum = k.number
            order by k.place
        )::text[]
    from pg_index as i
    join pg_class as c on i.indrelid = c.oid
    join pg_namespace as n on c.relnamespace = n.oid
    where n.nspname || '.' || c.relname = any(%s) and i.indpred is null and i.indexprs is null
    order by c.oid, i.indisprimary desc, i.indisunique desc, i.indexrelid
"""
# Types that engines know by the same name; of the others see ``Column.stored_as``.
SAME = {"integer", "bigint", "boolean", "date", "double precision", "real"}
# A numeric without digits, as seeds and settings have it: more than any of them has.
NUMERIC = "decimal(28, 10)"
# The same where Spark reckons with it: see translate/spark_numbers.
NUMERIC_IN_SPARK = (28, 14)
# Format of the significant digits of a double that PostgreSQL casts to numeric.
DIGITS = "%.14e"


@dataclass(frozen=True)
class Column:
    """A column with its type in PostgreSQL, such as ``numeric(6,2)``; ``is_key``: its values are unique."""

    name: str
    type: str
    is_key: bool = False

    @property
    def stored_as(self) -> str:
        """The type in an engine's SQL: texts for what only PostgreSQL has, such as json."""
        if self.type in SAME:
            return self.type
        if self.type.startswith("numeric"):
            return self.type.replace("numeric", "decimal") if "(" in self.type else NUMERIC
        if self.type == "smallint":
            return "integer"
        if self.type.endswith("[]"):
            return "varchar[]"
        return {"timestamp with time zone": "timestamptz", "time without time zone": "time"}.get(self.type, "varchar")

    @property
    def is_open(self) -> bool:
        """Whether PostgreSQL keeps whatever digits a value has."""
        return self.type == "numeric"


def read_columns(connection: psycopg.Connection, relations: Iterable[str]) -> dict[str, list[Column]]:
    """Return the columns of relations (schema.name), in order."""
    found: dict[str, list[Column]] = {}
    for relation, name, type_, is_key in connection.execute(COLUMNS, (list(relations),)):
        found.setdefault(relation, []).append(Column(name, type_, is_key))
    return found


def read_orders(connection: psycopg.Connection, relations: Iterable[str]) -> dict[str, list[str]]:
    """Return the columns of the main index of relations (schema.name)."""
    return dict(connection.execute(ORDERS, (list(relations),)).fetchall())
