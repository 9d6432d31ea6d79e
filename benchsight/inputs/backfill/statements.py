"""The SQL of a backfill, written from its declaration and the contract of its table."""

from collections.abc import Iterable

from psycopg import sql

from benchsight.inputs.backfill.registry import Backfill


def count_rows(backfill: Backfill) -> sql.Composed:
    """Count the rows of the table."""
    return sql.SQL("select count(*) from public.{}").format(sql.Identifier(backfill.table_name))


def fill_batch(backfill: Backfill, is_first: bool) -> sql.Composed:
    """Fill the next %(batch)s rows behind the key %(cursor_0)s …: rows looked at, locked, changed, and the last key.

    Rows that another session is writing are left out, so that no session waits. Rows are
    compared with what a new load would write, content hash included: loading the same file again changes nothing.
    """
    # The case ties the comparison to the batch: else it would be made for every row of the table.
    key = backfill.table.key
    behind = sql.SQL("") if is_first else sql.SQL("where ({}) > ({})").format(_columns(key, "t"), _cursor(key))
    return sql.SQL(
        "with page as materialized (select {key} from {table} as t {behind} order by {key} limit %(batch)s),"
        " locked as materialized (select {key} from {table} as t inner join page on {same_page} order by {key}"
        " for no key update of t skip locked),"
        " changed as (update {table} as t set {changes} from locked where {same_locked}"
        " and case when {locked_key} is not null then ({now}) is distinct from ({then}) end returning 1)"
        " select (select count(*) from page), (select count(*) from locked), (select count(*) from changed),"
        " (select jsonb_build_array({last}) from page order by {order} limit 1)"
    ).format(
        table=sql.Identifier("public", backfill.table_name),
        key=_columns(key, "t"),
        behind=behind,
        same_page=_same(key, "page"),
        locked_key=sql.Identifier("locked", key[0]),
        same_locked=_same(key, "locked"),
        changes=sql.SQL(", ").join(
            sql.SQL("{} = {}").format(sql.Identifier(name), value) for name, value in _new_values(backfill).items()
        ),
        now=_columns(_new_values(backfill), "t"),
        then=sql.SQL(", ").join(_new_values(backfill).values()),
        last=_columns(key, "page"),
        order=sql.SQL(", ").join(sql.SQL("{} desc").format(sql.Identifier("page", name)) for name in key),
    )


def filled_columns(backfill: Backfill) -> list[str]:
    """Return the columns that a backfill writes."""
    return [*backfill.values, "content_hash"]


def _new_values(backfill: Backfill) -> dict[str, sql.Composable]:
    values: dict[str, sql.Composable] = {name: sql.SQL(value) for name, value in backfill.values.items()}
    content = sql.SQL(", ").join(
        values.get(name, sql.Identifier("t", name)) for name, column in backfill.table.columns.items() if column.hashed
    )
    # As landing hashes it; what was written live has no hash.
    hashed = "case when t.content_hash is not null then md5(cast(row({}) as text)) end"
    return values | {"content_hash": sql.SQL(hashed).format(content)}


def _cursor(key: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Placeholder(f"cursor_{place}") for place, _ in enumerate(key))


def _columns(names: Iterable[str], qualifier: str) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(qualifier, name) for name in names)


def _same(key: Iterable[str], other: str) -> sql.Composed:
    return sql.SQL(" and ").join(
        sql.SQL("{} = {}").format(sql.Identifier("t", name), sql.Identifier(other, name)) for name in key
    )
