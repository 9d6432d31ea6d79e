"""The tables that an export or a restore selects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from benchsight.backup.catalog import KEPT_BACK, SCHEMAS, Catalog, Relation
from benchsight.backup.errors import BackupError
from benchsight.backup.manifest import ExportedTable, Manifest

LOAD_HISTORY = "public.load_history"
AUDIT = {LOAD_HISTORY, "public.ingest_logs"}
# Deleting a row of the first deletes its rows in the others.
DEPENDANTS = {
    "public.staging_events": ("public.staging_event_players", "public.staging_puck_positions"),
    "public.staging_event_players": ("public.staging_player_positions",),
}
# Rows of these belong to files, not to games, though they name one.
NOT_BY_GAME = {"public.staging_rejects"}


def to_export(catalog: Catalog, wanted: Sequence[str], games: Sequence[int]) -> list[Relation]:
    """Return the relations to export: those named; else every table, or every table of games.

    Raises BackupError for an unknown name, and for one without games if some are asked for.
    """
    if wanted:
        chosen = [catalog[find(name, catalog)] for name in dict.fromkeys(wanted)]
        if games and (other := [relation.full_name for relation in chosen if not relation.has_games]):
            raise BackupError(f"{other[0]} has no column game_id: leave out --game to export it")
        return chosen
    tables = [relation for relation in catalog.values() if not relation.is_view]
    return [table for table in tables if is_of_game(table)] if games else tables


def is_of_game(table: Relation | ExportedTable) -> bool:
    """Return whether a table is restored game by game: inputs and published tables that have games."""
    is_input = table.full_name.startswith("public.staging_") and table.full_name not in NOT_BY_GAME
    return table.has_games and (is_input or table.is_derived)


def find(name: str, known: Mapping[str, object]) -> str:
    """Return the full name (schema.name) of a relation by its name with or without schema. Raises BackupError."""
    candidates = [name, *(f"{schema}.{name}" for schema in SCHEMAS)]
    found = next((candidate for candidate in candidates if candidate in known), None)
    if found is not None:
        return found
    bare = {full.split(".", 1)[1]: full for full in known}
    near = get_close_matches(name.split(".")[-1], bare, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise BackupError(f"there is no table or view {name}{hint}")


@dataclass(frozen=True)
class RestoreSelection:
    """The part of an export that is restored. ``is_complete``: all of a complete one, so that time is turned back."""

    tables: list[ExportedTable]
    games: tuple[int, ...]
    is_complete: bool


def select(manifest: Manifest, wanted: Sequence[str], games: Sequence[int], inputs_only: bool) -> RestoreSelection:
    """Return what to restore. Raises BackupError for relations that the export lacks or that need all the others."""
    tables = {table.name: table for table in manifest.tables if table.name not in KEPT_BACK}
    games = tuple(sorted(set(games or manifest.games or ())))
    if manifest.games is not None and (other := set(games) - set(manifest.games)):
        raise BackupError(f"the export does not have game {min(other)}: it was limited to {_listed(manifest.games)}")
    is_complete = manifest.is_complete and not wanted and not games
    if wanted:
        chosen = _with_dependants([tables[find(name, tables)] for name in dict.fromkeys(wanted)], tables)
    else:
        chosen = [table for table in tables.values() if not table.is_view]
    if games and not wanted:
        chosen = [table for table in chosen if is_of_game(table)]
    if inputs_only:
        chosen = [table for table in chosen if not table.is_derived]
    for table in chosen:
        _refuse_what_cannot(table, games, is_complete)
    if not chosen:
        raise BackupError("the export has no table that this could restore: views only show what tables hold")
    return RestoreSelection(chosen, games, is_complete)


def _with_dependants(chosen: list[ExportedTable], tables: Mapping[str, ExportedTable]) -> list[ExportedTable]:
    """Also the tables whose rows go when a row of these does; raises BackupError if the export lacks one."""
    found = {table.name: table for table in chosen}
    waiting = list(chosen)
    while waiting:
        for name in DEPENDANTS.get(waiting.pop().name, ()):
            if name not in tables:
                raise BackupError(f"the export has no {name}, whose rows go with those that they belong to")
            if name not in found:
                found[name] = tables[name]
                waiting.append(tables[name])
    return list(found.values())


def _refuse_what_cannot(table: ExportedTable, games: tuple[int, ...], is_complete: bool) -> None:
    if table.is_view:
        raise BackupError(f"{table.name} is a view: it shows what its tables hold, and cannot be restored")
    if games and not table.has_games:
        raise BackupError(f"{table.name} has no column game_id: leave out --game to restore all of it")
    if not is_complete and (table.name in AUDIT or table.name.startswith("ops.")):
        raise BackupError(f"{table.name} is bookkeeping: it is restored with everything else, or not at all")


def _listed(games: Sequence[int]) -> str:
    return ", ".join(map(str, games[:5])) + (", …" if len(games) > 5 else "")
