"""What is kept over many games (metrics, dimensions), computed again in the transaction that deletes a game."""

from collections.abc import Sequence

import psycopg

from benchsight.builds import state
from benchsight.builds.code_version import code_version
from benchsight.builds.compiled import compiled_models
from benchsight.builds.project import dbt_project
from benchsight.builds.rebuild.tables import Kind, published_tables
from benchsight.builds.statements import REMOVE_GONE_ROWS, TableStatements, statements
from benchsight.db.settings import Settings

# As macro planner_settings sets them for a table that dbt makes.
PLANNER = "set local jit = off; set local work_mem = '64MB'"


def statements_across_games(connection: psycopg.Connection, settings: Settings) -> list[TableStatements] | None:
    """What dbt would run for these tables; None if they were not made by the models that are here."""
    code = code_version(settings.project_root)
    if not state.read_known(connection, code).relations_are_current:
        return None
    published = published_tables(settings.project_root).values()
    names = {table.name for table in published if table.kind in (Kind.ENTITY, Kind.WHOLE)}
    compiled = compiled_models(dbt_project(settings), code)
    return statements(connection, [model for model in compiled if model.name in names])


def recompute(connection: psycopg.Connection, game_id: int, tables: Sequence[TableStatements]) -> list[str]:
    """Write the tables anew, as far as the game concerns them; their names.

    Call it in a transaction, with the build lock held and the game's own rows gone.
    """
    connection.execute(PLANNER)
    connection.execute(state.EMPTY_SCOPE)
    connection.execute("insert into ops.build_scope (game_id) values (%s)", (game_id,))
    for table in tables:
        for statement in ([table.once] if table.once is not None else []) + list(table.each):
            connection.execute(statement)
    connection.execute(REMOVE_GONE_ROWS)
    connection.execute(state.EMPTY_SCOPE)
    return sorted(table.name for table in tables)
