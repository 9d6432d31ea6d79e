"""Writes the tables of a build without dbt: by the statements that it compiles its models to, in one transaction."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import psycopg

from benchsight.builds.claims import BuildClaim
from benchsight.builds.dbt.compiled import PER_GAME, CompiledModel, compiled_tables
from benchsight.builds.dbt.process import DbtProject, NodeResult
from benchsight.builds.engine import OnNode
from benchsight.builds.plan import Part, Plan
from benchsight.builds.statements import REMOVE_GONE_ROWS, TableStatements, prepare_session, statements
from benchsight.builds.write import ONE_STATE, set_planner, write

MANY_GAMES = 100  # from here on plans are better if the planner knows how many
PARTS = (Part.TABLES, Part.WHOLE_TABLES)  # of tables that the models here have made
# Rows of one game are few; to merge them the planner would read an index to its end.
ONE_GAME = {"enable_mergejoin": "off"}

Outcome = TypeVar("Outcome")


def needs_no_dbt(plan: Plan) -> bool:
    """Return whether statements can write what a plan is for, and are planned well for so many games."""
    return plan.part in PARTS and len(plan.games) <= MANY_GAMES


def tables_of(claim: BuildClaim, tables: Iterable[TableStatements]) -> list[TableStatements]:
    """Return the tables that a build writes."""
    if claim.plan.part == Part.WHOLE_TABLES:
        return [table for table in tables if table.is_whole or (claim.plan.totals and not table.is_kept_per_game)]
    return [table for table in tables if table.is_kept_per_game or not claim.leaves_totals]


def in_one_transaction(
    connection: psycopg.Connection,
    tables: Sequence[TableStatements],
    claim: BuildClaim,
    write_all: Callable[[psycopg.Connection, Sequence[TableStatements]], Outcome],
) -> Outcome:
    """Have the tables of a build written, all or none; return what ``write_all`` does."""
    with connection.transaction():
        # One snapshot of the input for all tables: a tracker may write meanwhile.
        connection.execute(ONE_STATE)
        outcome = write_all(connection, tables)
        if not claim.leaves_totals:
            connection.execute(REMOVE_GONE_ROWS)
        return outcome


def write_tables(
    connection: psycopg.Connection, project: DbtProject, claim: BuildClaim, on_node: OnNode
) -> list[NodeResult]:
    """Write the tables of a build, whose games are in scope; return a result for each as dbt would.

    ``on_node`` is called with the number of tables and the one that has been written.
    Raises ModelFailed, with nothing written, if a table takes no row; BuildError if dbt cannot compile the project.
    """
    models = {model.name: model for model in compiled_tables(project, claim.code)}
    tables = tables_of(claim, statements(connection, list(models.values()), game_by_game=True))

    def write_each(connection: psycopg.Connection, tables: Sequence[TableStatements]) -> list[NodeResult]:
        set_planner(connection, local=True, more=ONE_GAME)
        results = []
        for table in tables:
            started = time.perf_counter()
            rows = write(connection, table)
            results.append(table_result(models[table.name], time.perf_counter() - started, rows))
            on_node(len(tables), table.name)
        return results

    on_node(len(tables), None)
    prepare_session(connection, tables)
    return in_one_transaction(connection, tables, claim, write_each)


def table_result(model: CompiledModel, seconds: float, rows: int | None) -> NodeResult:
    """Return the result of a table that was written, as dbt's for an incremental model."""
    return NodeResult(
        *(model.name, "model", model.schema, model.relation, "incremental", "", None, None, "success"),
        *(seconds, rows, None, None),
        is_kept_per_game=model.strategy == PER_GAME,
    )
