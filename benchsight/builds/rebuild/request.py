"""The request of a rebuild to a build: which part of the dbt project, which games."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from benchsight.builds.plan import Rebuild, Request
from benchsight.builds.rebuild.tables import MARTS, PublishedTable, TableKind
from benchsight.errors import BenchSightError

# Which games a player or team is in: it says whose rows of a table kept per entity a game changes (replace_entities).
GAMES_OF_ENTITIES = "int_metric_entities"
PER_GAME = "config.materialized:incremental,config.incremental_strategy:replace_games"
PER_ENTITY = "config.materialized:incremental,config.incremental_strategy:replace_entities"


class RebuildOperation(StrEnum):
    """The games to compute: all that are asked for, those that changed, or those without rows."""

    REPLACE = "replace"
    UPSERT = "upsert"
    APPEND = "append"


class CannotRebuild(BenchSightError):
    """Tables, games and operation do not go together."""


def make_request(
    asked: Sequence[PublishedTable],
    tables: Mapping[str, PublishedTable],
    games: Sequence[int],
    operation: RebuildOperation,
) -> Request:
    """Return the request that rebuilds the tables asked for, and what they are made of. Raises CannotRebuild."""
    _check(asked, games, operation)
    per_game = tuple(table.name for table in asked if table.kind == TableKind.GAME)
    missing_in = per_game if operation == RebuildOperation.APPEND else ()
    due_only = operation == RebuildOperation.UPSERT
    every = operation == RebuildOperation.REPLACE and not games
    whole = any(table.kind == TableKind.WHOLE for table in asked)
    if _are_among((TableKind.GAME, TableKind.ENTITY), asked, tables):
        recreates = every and _are_among((TableKind.WHOLE,), asked, tables)
        narrowed = Rebuild(due_only, missing_in) if missing_in or (due_only and games) else None
        return Request(games, all_games=every and not recreates, full_refresh=recreates, rebuild=narrowed)
    if all(table.category == "dims" for table in asked) and _are_among((TableKind.WHOLE,), asked, tables):
        return Request(dimensions=True, rebuild=Rebuild(due_only, whole=True))
    return Request(
        games,
        all_games=every,
        select=" ".join(_selection(asked, tables)),
        dimensions=all(table.kind == TableKind.WHOLE for table in asked),
        rebuild=Rebuild(
            due_only, missing_in, all(table.kind in (TableKind.WHOLE, TableKind.ENTITY) for table in asked), whole
        ),
    )


def _check(asked: Sequence[PublishedTable], games: Sequence[int], operation: RebuildOperation) -> None:
    names = ", ".join(table.name for table in asked[:3]) + (" ..." if len(asked) > 3 else "")
    kinds = {table.kind for table in asked}
    if operation == RebuildOperation.APPEND and TableKind.GAME not in kinds:
        raise CannotRebuild(
            f"{names}: not stored per game, so there is nothing to append to; use --operation upsert or replace"
        )
    if games and TableKind.WHOLE in kinds and not kinds & {TableKind.GAME, TableKind.ENTITY}:
        raise CannotRebuild(f"{names}: not kept per game, so leave --game out")


def _are_among(
    kinds: Iterable[TableKind], asked: Sequence[PublishedTable], tables: Mapping[str, PublishedTable]
) -> bool:
    return {table.name for table in tables.values() if table.kind in kinds} <= {table.name for table in asked}


def _selection(asked: Sequence[PublishedTable], tables: Mapping[str, PublishedTable]) -> list[str]:
    """Selections of dbt: a table with what it is made of per game; of what is kept over many games, only itself."""
    names = {table.name for table in asked}
    # one term for a folder: dbt takes seconds for a hundred of them
    partly = {table.folder for table in tables.values() if table.name not in names}
    selections: list[str] = []
    for table in asked:
        place = table.name if table.folder in partly else f"path:{(MARTS / table.folder).as_posix()}"
        match table.kind:
            case TableKind.GAME:
                selections.append(f"+{place},{PER_GAME}")
            case TableKind.VIEW:
                selections += [f"+{place},{PER_GAME}", f"+{place},{PER_ENTITY}"]
            case TableKind.ENTITY:
                selections += [GAMES_OF_ENTITIES, table.name]
            case TableKind.WHOLE:
                selections.append(table.name)
    return list(dict.fromkeys(selections))
