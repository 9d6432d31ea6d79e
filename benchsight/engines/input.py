"""Reads what an engine's models are made of out of PostgreSQL, in the transaction of the build, as CSV files."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from benchsight.builds.dbt.compiled import CompiledModel
from benchsight.engines.by_index import by_index
from benchsight.engines.columns import Column, read_columns
from benchsight.engines.copy_out import copy_out
from benchsight.engines.models import EngineModels

STAMP = "built_at"
JSON_KEY = r"\b{} ->> '(\w+)'"


@dataclass(frozen=True)
class Input:
    """A relation that is read: its columns, and whether only the rows of a batch's games are.

    ``keys``: of a column of JSON, the keys that models read; it is read as an object of these alone.
    """

    name: str
    columns: Sequence[Column]
    by_game: bool
    keys: Mapping[str, Sequence[str]]

    def query(self, games: Collection[int]) -> sql.Composed:
        """Return the query of the rows for these games."""
        columns = sql.SQL(", ").join(map(self._expression, self.columns))
        table = sql.Identifier(*self.name.split("."))
        rows = sql.SQL("select {} from {}").format(columns, table)
        if not self.by_game:
            return rows
        return rows + sql.SQL(" where game_id = any({})").format(sql.Literal(list(games)))

    def _expression(self, column: Column) -> sql.Composable:
        name = sql.Identifier(column.name)
        if column.type.endswith("[]"):  # read back by from_json
            return sql.SQL("to_json({})").format(name)
        if column.name not in self.keys:
            return name
        pairs = [
            sql.SQL("{}, {} -> {}").format(sql.Literal(key), name, sql.Literal(key)) for key in self.keys[column.name]
        ]
        return sql.SQL("jsonb_build_object({})").format(sql.SQL(", ").join(pairs))


def plan_input(connection: psycopg.Connection, models: EngineModels) -> list[Input]:
    """Return the relations to read, each with the columns that a model names."""
    columns = read_columns(connection, models.inputs)
    return [
        _input(name, columns[name], [model for model in models.here if name in model.parents]) for name in models.inputs
    ]


def plan_earlier(models: EngineModels, columns: Mapping[str, Sequence[Column]]) -> dict[str, Input]:
    """Return the tables whose earlier rows are compared with the new ones, by name of the model.

    Rows with the time of the build differ in each build. ``columns``: of the tables, by full name (schema.name).
    """
    return {
        model.name: Input(model.full_name, columns[model.full_name], True, {})
        for model in models.published
        if not any(column.name == STAMP for column in columns[model.full_name])
    }


def _input(name: str, columns: Iterable[Column], readers: Sequence[CompiledModel]) -> Input:
    text = "\n".join(model.sql for model in readers)
    named = set(re.findall(r"\w+", text))
    used = [column for column in columns if column.name in named]
    keys = {
        column.name: sorted(set(re.findall(JSON_KEY.format(column.name), text)))
        for column in used
        if column.type in ("json", "jsonb")
    }
    # what has one row a game is small, and models look at other games in it
    by_game = any(column.name == "game_id" and not column.is_key for column in used)
    return Input(name, used, by_game, {name: found for name, found in keys.items() if found})


def write_input(connection: psycopg.Connection, relation: Input, games: Collection[int], file: Path) -> None:
    """Write the rows of a relation for these games to a CSV file: no header, NULL is nothing, an empty text quoted."""
    rows = sql.SQL("copy ({}) to stdout (format csv)").format(relation.query(games))
    with by_index(connection) if relation.by_game else nullcontext():
        copy_out(connection, rows, file)
