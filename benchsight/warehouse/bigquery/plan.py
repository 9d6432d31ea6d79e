"""What a table in BigQuery needs to become that of the warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from benchsight.warehouse.bigquery.schema import fields
from benchsight.warehouse.manifest import DataFile, WarehouseTable

SQL_TYPES = {"INTEGER": "int64", "FLOAT": "float64", "BOOLEAN": "bool"}  # others are named alike
GamesByFile = Mapping[str, list[int]]  # the files that a table in BigQuery was filled from


class Way(StrEnum):
    """How a table is written: left as it is, replaced by one load job, or merged for some games."""

    NOTHING = "nothing"
    REPLACE = "replace"
    MERGE = "merge"


@dataclass(frozen=True)
class TablePlan:
    """The way a table is written: ``files`` to load, and ``games`` whose rows they replace."""

    table: WarehouseTable
    way: Way
    files: list[DataFile]
    games: list[int]
    new_columns: list[str]


def plan_table(table: WarehouseTable, filled_from: GamesByFile | None, there: list[str], full: bool) -> TablePlan:
    """Compare a table of the warehouse with that of BigQuery.

    ``filled_from`` is None where the table is not there, ``there`` are the names of its columns without the added date.
    """
    names = [column.name for column in table.columns]
    if filled_from is None or full or [name for name in names if name in there] != there:
        return TablePlan(table, Way.REPLACE, table.files, [], [])
    new = [name for name in names if name not in there]
    files = [file for file in table.files if file.path not in filled_from]
    gone = filled_from.keys() - {file.path for file in table.files}
    if not files and not gone:
        return TablePlan(table, Way.NOTHING, [], [], new)
    games = {game for file in files for game in file.games} | {game for path in gone for game in filled_from[path]}
    kept = [file for file in table.files if file.path in filled_from]
    is_of_games = games and kept and all(file.bucket is not None for file in table.files)
    if not is_of_games or any(not filled_from[path] for path in gone):
        return TablePlan(table, Way.REPLACE, table.files, [], new)
    return TablePlan(table, Way.MERGE, files, sorted(games), new)


def add_columns_statement(target: str, plan: TablePlan) -> str:
    """Return the statement that adds the new columns to a table that is there, as its last."""
    kinds = {each.name: SQL_TYPES.get(each.field_type, each.field_type) for each in fields(plan.table)}
    added = ", ".join(f"add column if not exists `{name}` {kinds[name]}" for name in plan.new_columns)
    return f"alter table `{target}` {added}"


def merge_statement(plan: TablePlan, target: str, loaded: str, columns: list[str]) -> str:
    """Return the statement that replaces the rows of games by those of another table, in one step."""
    listed = ", ".join(f"`{name}`" for name in columns)
    games = ", ".join(map(str, plan.games))
    if not plan.files:
        return f"delete from `{target}` where game_id in ({games})"  # nosec B608 # names and ids of ours
    return (
        f"merge `{target}` as t using (select * from `{loaded}`) as s on false "  # nosec B608 # names and ids of ours
        f"when not matched by source and t.game_id in ({games}) then delete "
        f"when not matched by target then insert ({listed}) values ({listed})"
    )


def scan_statement(plan: TablePlan, target: str) -> str:
    """Return a query that reads what the merge reads of the table, to estimate its cost."""
    games = ", ".join(map(str, plan.games))
    return f"select * from `{target}` where game_id in ({games})"  # nosec B608 # names and ids of ours
