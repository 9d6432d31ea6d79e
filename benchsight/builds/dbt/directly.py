"""What dbt-postgres has macros for, done without: to get one macro ready takes 10 ms, several times a table.

Loaded by path into the process that runs dbt; it imports nothing of ours. The statements are those of the macros.
"""

from typing import Any

from dbt.adapters.postgres.impl import PostgresAdapter

COLUMNS = """
    select column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
    from information_schema.columns
    where table_name = '{}'{}
    order by ordinal_position
"""


def columns(adapter: PostgresAdapter, relation: Any) -> list[Any]:
    """Return the columns of a relation."""
    schema = f" and table_schema = '{relation.schema}'" if relation.schema else ""
    _, rows = adapter.execute(COLUMNS.format(relation.identifier, schema), auto_begin=True, fetch=True)
    return [adapter.Column(*row) for row in rows]


def drop(adapter: PostgresAdapter, relation: Any) -> None:
    """Drop a table, view or materialized view, with what depends on it."""
    adapter.cache_dropped(relation)
    adapter.execute(f"drop {relation.type.replace('_', ' ')} if exists {relation.render()} cascade", auto_begin=False)


def rename(adapter: PostgresAdapter, from_relation: Any, to_relation: Any) -> None:
    """Give a table or view another name."""
    adapter.cache_renamed(from_relation, to_relation)
    name = adapter.quote_as_configured(to_relation.identifier, "identifier")
    adapter.execute(f"alter table {from_relation.render()} rename to {name}", auto_begin=True)


def take_over() -> None:
    """Have dbt do it so from now on."""
    for name, value in (("get_columns_in_relation", columns), ("drop_relation", drop), ("rename_relation", rename)):
        setattr(PostgresAdapter, name, value)
