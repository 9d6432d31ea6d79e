"""Statements that write each table of a compiled project: the incremental strategies of macros/build.

Game by game, a statement reads its inputs once for each game in scope, with the game as a parameter. The planner then
knows that every relation joined by game has the rows of one game only, and takes them by index, however large the
league is; of a list of games it expects ten, and passes it to no other relation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import psycopg
from psycopg import sql

from benchsight.builds.dbt.compiled import PER_GAME, CompiledModel
from benchsight.builds.errors import BuildError

SCOPE = "select build_scope.game_id from ops.build_scope as build_scope"
# Rows that dimensions no longer yield are removed last, when no fact points to them.
REMOVE_GONE_ROWS = "select ops.remove_gone_rows()"
TOUCHED = f"from transform.int_metric_entities as touched where touched.game_id = any(array({SCOPE}))"
OF_ENTITY = f"{{entity}} = any(array(select touched.entity_id {TOUCHED}))"
OF_SEASON = f"({{entity}}, coalesce(season_id, '')) in (select touched.entity_id, touched.season_key {TOUCHED})"
STRATEGIES = (PER_GAME, "replace_entities", "replace_all")
# As macro in_scope writes it for a few games, and for one.
OF_THE_GAMES = f"= any(array({SCOPE}))"
OF_THE_GAME = "= game_of_scope.game_id"
WHOLE = "select {columns} from ({model}\n) as yielded"
# The offset keeps the planner from merging the two selects, which would make the game a join again.
GAME_BY_GAME = (
    "select yielded.* from ops.build_scope as game_of_scope"
    " cross join lateral (select {columns} from ({model}\n) as of_model offset 0) as yielded"
)


@dataclass(frozen=True)
class TableStatements:
    """Statements that replace the rows of a table for the games in scope; ``once`` runs when a session begins.

    A table that reads its own rows, and only such a one, has something to run ``once``.
    """

    name: str
    table: sql.Identifier
    columns: Sequence[str]
    strategy: str
    once: sql.Composed | None
    each: Sequence[sql.Composed]

    @property
    def is_kept_per_game(self) -> bool:
        """Whether its rows are each of one game."""
        return self.strategy == PER_GAME

    @property
    def is_whole(self) -> bool:
        """Whether a build writes all of it, whatever games are in scope."""
        return self.strategy == "replace_all"


def statements(
    connection: psycopg.Connection, models: Sequence[CompiledModel], game_by_game: bool = False
) -> list[TableStatements]:
    """Return the statements of the models that staged rows decide, in the order of the models.

    ``game_by_game`` is faster for a few games, and slower for very many.
    Raises BuildError for an incremental strategy that is not known here.
    """
    return [_statements(connection, model, game_by_game) for model in models if model.reads_sources]


def prepare_session(connection: psycopg.Connection, tables: Sequence[TableStatements]) -> None:
    """Make the temporary tables that the statements need, in place of those of earlier ones."""
    connection.execute("discard temporary")
    for table in tables:
        if table.once is not None:
            connection.execute(table.once)


def for_many_games(table: TableStatements) -> TableStatements:
    """Return statements that join the games in scope, as macro in_scope has it for many, and are planned for these."""
    texts = [each.as_string().replace(OF_THE_GAMES, f"in ({SCOPE})") for each in table.each]
    return replace(table, each=[sql.Composed([sql.SQL(text)]) for text in texts])  # dbt's own text, as in _statements


def _statements(connection: psycopg.Connection, model: CompiledModel, game_by_game: bool) -> TableStatements:
    if model.strategy not in STRATEGIES:
        raise BuildError(f"model {model.name} has incremental strategy {model.strategy}, which no resident build knows")
    table = sql.Identifier(model.schema, model.relation)
    names = _columns(connection, table)
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    each_game = game_by_game and model.strategy == PER_GAME
    text = model.sql.replace(OF_THE_GAMES, OF_THE_GAME) if each_game else model.sql
    # compiled by dbt from the project's own files
    yielded = sql.SQL(GAME_BY_GAME if each_game else WHOLE).format(columns=columns, model=sql.SQL(text))
    if model.strategy == "replace_all" and (key := _only_key(connection, table)) is not None:
        each = _differences(model.relation, table, names, key, yielded)
        return TableStatements(model.name, table, names, model.strategy, None, [each])
    delete = sql.SQL("delete from {} {}").format(table, sql.SQL(_gone(model.strategy, names)))
    insert = sql.SQL("insert into {} ({}) ").format(table, columns)
    if f'"{model.schema}"."{model.relation}"' not in model.sql:
        return TableStatements(model.name, table, names, model.strategy, None, [delete, insert + yielded])
    # It reads its own rows, so they are deleted last.
    aside = sql.Identifier("pg_temp", f"new_{model.relation}")
    make = sql.SQL("create temporary table {} (like {}) on commit delete rows")
    set_aside = sql.SQL("insert into {} ({}) ").format(aside, columns) + yielded
    take = insert + sql.SQL("select {} from {}").format(columns, aside)
    once = make.format(aside, table)
    return TableStatements(model.name, table, names, model.strategy, once, [set_aside, delete, take])


def _gone(strategy: str, names: Sequence[str]) -> str:
    """Return the condition of the rows to replace, by the columns of the table; mirrors macro kept_rows_in_scope."""
    if strategy == "replace_all":
        return ""
    if strategy == PER_GAME:
        return f"where game_id in ({SCOPE})"
    if "entity_id" in names:
        return "where " + OF_ENTITY.format(entity="entity_id")
    entity = "player_id" if "player_id" in names else "team_id"
    return f"where {OF_ENTITY.format(entity=entity)} and {OF_SEASON.format(entity=entity)}"


def _differences(
    relation: str, table: sql.Identifier, names: Sequence[str], key: str, yielded: sql.Composed
) -> sql.Composed:
    """Write only what differs, since facts point to rows of a table with a primary key; mirrors macro replace_all."""

    def prefixed(alias: str) -> sql.Composed:
        return sql.SQL(", ").join(sql.Identifier(alias, name) for name in names)

    return sql.SQL(
        """
        with new as materialized ({yielded}),
        changed as (
            update {table} as old set ({columns}) = row({new}) from new
            where old.{key} = new.{key} and row({old}) is distinct from row({new})
        ),
        there_again as (
            delete from ops.gone_rows as gone using new
            where gone.table_name = {name} and gone.key = cast(new.{key} as text)
        ),
        gone as (
            insert into ops.gone_rows (table_name, key)
            select {name}, cast(old.{key} as text) from {table} as old
            where not exists (select from new where old.{key} = new.{key})
            on conflict do nothing
        )
        insert into {table} ({columns})
        select {columns} from new where not exists (select from {table} as old where old.{key} = new.{key})
        """
    ).format(
        yielded=yielded,
        table=table,
        columns=sql.SQL(", ").join(map(sql.Identifier, names)),
        old=prefixed("old"),
        new=prefixed("new"),
        key=sql.Identifier(key),
        name=sql.Literal(relation),
    )


def _only_key(connection: psycopg.Connection, table: sql.Identifier) -> str | None:
    """Return the column of a primary key of one column; None for a table without such a key."""
    row = connection.execute(
        """
        select a.attname from pg_constraint as c
        join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.conrelid = cast(%s as regclass) and c.contype = 'p' and cardinality(c.conkey) = 1
        """,
        (table.as_string(connection),),
    ).fetchone()
    return None if row is None else str(row[0])


def _columns(connection: psycopg.Connection, table: sql.Identifier) -> list[str]:
    rows = connection.execute(
        "select attname from pg_attribute where attrelid = cast(%s as regclass) and attnum > 0 and not attisdropped"
        " order by attnum",
        (table.as_string(connection),),
    ).fetchall()
    return [name for (name,) in rows]
