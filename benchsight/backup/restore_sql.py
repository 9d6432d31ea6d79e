"""The statements of a restore: rows of the export beside those of a table, and what differs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from psycopg import sql

from benchsight.backup.catalog import Relation

# The transaction that wrote a row, and whether a build saw it: not compared in a partial restore, since builds go on.
WRITTEN_BY = "written_xid"
BUILD_MARKS = ("processed", WRITTEN_BY)


@dataclass(frozen=True)
class Target:
    """A table that rows are restored to; ``place`` makes the names of its temporary tables."""

    table: Relation
    place: int
    games: tuple[int, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def restored(self) -> sql.Identifier:
        """The temporary table with the rows of the export."""
        return sql.Identifier("pg_temp", f"restored_{self.place}")

    @property
    def gone(self) -> sql.Identifier:
        """The temporary table with the places of the rows that do not stay."""
        return sql.Identifier("pg_temp", f"gone_{self.place}")


def create_restored(target: Target) -> sql.Composed:
    """Make the table that the file is copied to."""
    return sql.SQL("create temporary table {} (like {}) on commit drop").format(
        target.restored, target.table.identifier
    )


def copy_restored(target: Target, columns: Sequence[str], header: bool) -> sql.Composed:
    """Copy CSV to it; other games than those asked for are left out."""
    options = sql.SQL("format csv, header match" if header else "format csv")
    where: sql.Composable = sql.SQL("")
    if target.games:
        where = sql.SQL(" where game_id = any({})").format(sql.Literal(list(target.games)))
    return sql.SQL("copy {} ({}) from stdin ({}){}").format(target.restored, _list(columns), options, where)


def create_gone(target: Target, others: Iterable[Target]) -> sql.Composed:
    """Find the rows that the export does not have just so, and those that depend on such a row of another table.

    ``is_changed``: the export has a row with its key.
    """
    same_key = _same_key(target.table)
    changed = sql.SQL("exists (select from {} as r where {})").format(target.restored, same_key)
    same = sql.SQL("exists (select from {} as r where {} and {} = {})").format(
        target.restored, same_key, _row(target, "t"), _row(target, "r")
    )
    conditions = [sql.SQL("not {}").format(same) if target.table.key else _differ(target)]
    by_name = {other.table.full_name: other for other in others}
    for key in target.table.foreign_keys:
        if (parent := by_name.get(key.parent)) is not None and parent is not target:
            pairs = zip(key.parent_columns, key.columns, strict=True)
            conditions.append(
                sql.SQL("exists (select from {} as p join {} as g on p.ctid = g.place where {})").format(
                    parent.table.identifier, parent.gone, _and(_equal("p", theirs, "t", own) for theirs, own in pairs)
                )
            )
    return sql.SQL(
        "create temporary table {} on commit drop as"
        " select t.ctid as place, {} as game_id, {} as is_changed from {} as t where {} and ({})"
    ).format(
        target.gone,
        _game(target, "t"),
        changed if target.table.key else sql.SQL("false"),
        target.table.identifier,
        _in_scope(target),
        sql.SQL(" or ").join(conditions),
    )


def delete_gone(target: Target) -> sql.Composed:
    """Delete them."""
    return sql.SQL("delete from {} as t using {} as g where t.ctid = g.place").format(
        target.table.identifier, target.gone
    )


def insert_missing(target: Target) -> sql.Composed:
    """Insert the rows of the export whose key is not there."""
    columns = [column.name for column in target.table.columns if not column.generated]
    return sql.SQL("insert into {} ({}) overriding system value select {} from {} as r where {}").format(
        target.table.identifier, _list(columns), _list(columns), target.restored, _is_missing(target)
    )


def changed_games(target: Target) -> sql.Composed:
    """Return the games of which rows were deleted or are missing."""
    return sql.SQL("select game_id from {} union select {} from {} as r where {}").format(
        target.gone, _game(target, "r"), target.restored, _is_missing(target)
    )


def _game(target: Target, alias: str) -> sql.Composable:
    return sql.Identifier(alias, "game_id") if target.table.has_games else sql.SQL("cast(null as integer)")


def _is_missing(target: Target) -> sql.Composable:
    found = _same_key(target.table) if target.table.key else _in_scope(target)
    return sql.SQL("not exists (select from {} as t where {})").format(target.table.identifier, found)


def _differ(target: Target) -> sql.Composable:
    """Return whether a table without a key has other rows than the export, and is rewritten whole."""
    there = sql.SQL("select {} from {} as r").format(_row(target, "r"), target.restored)
    here = sql.SQL("select {} from {} as t where {}").format(
        _row(target, "t"), target.table.identifier, _in_scope(target)
    )
    return sql.SQL("exists (({here}) except all ({there})) or exists (({there}) except all ({here}))").format(
        here=here, there=there
    )


def _in_scope(target: Target) -> sql.Composable:
    if not target.games:
        return sql.SQL("true")
    return sql.SQL("t.game_id = any({})").format(sql.Literal(list(target.games)))


def _row(target: Target, alias: str) -> sql.Composable:
    """Return a row as text, by which also 1.5 and 1.50 differ."""
    names = [column.name for column in target.table.columns if column.name not in target.ignored]
    fields = sql.SQL(", ").join(sql.Identifier(alias, name) for name in names)
    return sql.SQL("cast(row({}) as text)").format(fields)


def _same_key(table: Relation) -> sql.Composable:
    return _and(_equal("t", name, "r", name) for name in table.key)


def _equal(left: str, left_name: str, right: str, right_name: str) -> sql.Composable:
    return sql.SQL("{} = {}").format(sql.Identifier(left, left_name), sql.Identifier(right, right_name))


def _and(conditions: Iterable[sql.Composable]) -> sql.Composable:
    return sql.SQL(" and ").join(conditions)


def _list(names: Iterable[str]) -> sql.Composable:
    return sql.SQL(", ").join(map(sql.Identifier, names))
