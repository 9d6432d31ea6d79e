"""A game's build reads its own rows, however many other games there are: rows read by each statement, by relation."""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from benchsight.builds import claims
from benchsight.builds.by_statements import ONE_GAME
from benchsight.builds.dbt.compiled import compiled_tables
from benchsight.builds.dbt.project import code_version, dbt_project
from benchsight.builds.lock import build_connection
from benchsight.builds.statements import prepare_session, statements
from benchsight.builds.write import PLANNER, set_scope, write
from benchsight.db.settings import load_settings

from .league import LeagueSite

FEW, MORE = 40, 200  # copied games
ROWS_EACH = 15  # of a copied game in a table, at most
# At the size of a test the planner may prefer to read a table of a page or two whole; here it has no reason to.
NOT_WHOLE = {"seq_page_cost": "1000"}
# Relations of which more may be read, and why.
MAY_BE_READ_MORE = {
    "ops.build_scope": "one row, read once a row of the game by some plans",
    "transform.shift_stop_types": "a seed, read once a stint by some plans",
}
OF_THE_GAME = {("int_goals_at_expiry", "transform.int_events"): "the game's events, once a goal"}
TABLES = """
    select c.table_schema, c.table_name, array_agg(c.column_name::text), array_agg(c.data_type::text)
    from information_schema.columns as c
    where
        c.table_schema in ('public', 'transform', 'ops') and c.is_identity = 'NO' and c.is_generated = 'NEVER'
        and exists (
            select from information_schema.columns as g
            inner join information_schema.tables as t using (table_schema, table_name)
            where
                (g.table_schema, g.table_name, g.column_name) = (c.table_schema, c.table_name, 'game_id')
                and t.table_type = 'BASE TABLE'
        )
        and c.table_name !~ '^(build_scope|test_scope|etl_queue|input_changes|stream_events|ingest_logs|load_history)$'
    group by c.table_schema, c.table_name
"""
READ = """
    select
        s.schemaname || '.' || s.relname,
        cast(greatest(
            pg_stat_get_xact_tuples_returned(s.relid),
            pg_stat_get_xact_tuples_fetched(s.relid),
            (
                select coalesce(sum(pg_stat_get_xact_tuples_returned(i.indexrelid)), 0)
                from pg_index as i where i.indrelid = s.relid
            )
        ) as bigint)
    from pg_stat_xact_all_tables as s
    where s.schemaname in ('public', 'transform', 'ops')
"""

RowsRead = Mapping[tuple[str, str], int]


def copied(column: str, data_type: str) -> sql.Composable:
    """The value of a column in a copy."""
    if column == "game_id":
        return sql.SQL("copies.id")
    if column == "raw":
        return sql.SQL("null")
    name = sql.Identifier(column)
    if column.endswith("_key") and data_type in ("text", "character varying"):
        return sql.SQL("replace({}, game_id::text, copies.id::text)").format(name)
    return name


def copy_games(connection: psycopg.Connection, source: int, first: int, last: int) -> None:
    """Copy some rows of a game in every table as those of games first to last."""
    connection.execute("set session_replication_role = replica")
    for schema, table, columns, types in connection.execute(TABLES).fetchall():
        values = [copied(column, data_type) for column, data_type in zip(columns, types, strict=True)]
        connection.execute(
            sql.SQL(
                "insert into {} ({}) select {} from (select * from {} where game_id = {} limit {}) as original,"
                " generate_series({}::integer, {}::integer) as copies (id) on conflict do nothing"
            ).format(
                sql.Identifier(schema, table),
                sql.SQL(", ").join(map(sql.Identifier, columns)),
                sql.SQL(", ").join(values),
                sql.Identifier(schema, table),
                *map(sql.Literal, (source, ROWS_EACH, first, last)),
            )
        )
    connection.execute("set session_replication_role = origin")
    connection.execute("vacuum analyze")  # what a build rolled back is in no index any more


def rows_read(game: int) -> RowsRead:
    """Rows that the statements of tables kept per game read, by table written and relation read.

    Left out are dimensions, which are compared with the whole league after the facts, and what is kept per player or
    team, which reads the other games of those of the game.
    """
    project = dbt_project(load_settings())
    read: dict[tuple[str, str], int] = {}
    with build_connection() as connection:
        for name, value in (PLANNER | ONE_GAME | NOT_WHOLE).items():
            connection.execute("select set_config(%s, %s, false)", (name, value))
        tables = statements(connection, compiled_tables(project, code_version(project.root)), game_by_game=True)
        claims.expect_few_games(connection)
        prepare_session(connection, tables)
        with connection.transaction(force_rollback=True):
            set_scope(connection, {game: 1})
            before: dict[str, int] = {}
            for table in tables:
                write(connection, table)
                after: dict[str, int] = dict(connection.execute(READ).fetchall())
                for relation, rows in after.items():
                    if table.strategy == "replace_games":
                        read[table.name, relation] = rows - before.get(relation, 0)
                before = after
    return read


def test_no_statement_of_a_game_reads_more_of_a_relation_in_a_larger_league(league: LeagueSite) -> None:
    game = league.league.games[0].game_id
    with psycopg.connect(league.url, autocommit=True) as connection:
        copy_games(connection, game, 1, FEW)
        few = rows_read(game)
        copy_games(connection, game, FEW + 1, MORE)
        more = rows_read(game)
    grown = {
        place: (few.get(place, 0), rows)
        for place, rows in more.items()
        if place[1] not in MAY_BE_READ_MORE and place not in OF_THE_GAME and rows > 1.5 * few.get(place, 0) + 100
    }
    assert grown == {}
    assert more["fact_events", "transform.int_events"] > 100  # it does see what is read
