"""What is copied: the tables of a mode, their columns and keys, those that others refer to first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from graphlib import TopologicalSorter
from pathlib import Path

import psycopg

from benchsight.backup.catalog import Relation, model_names, read_catalog
from benchsight.backup.schema import own_views
from benchsight.builds.rebuild.tables import FACTS, PublishedTable, UnknownTable, published_tables
from benchsight.reads.published.contract import read_contracts
from benchsight.sync.settings import CloudError

STAGED = ("staging_events", "staging_shifts")
# Of one database: which transaction, load or build touched the row there.
OF_ONE_DATABASE = frozenset(
    {"processed", "written_xid", "created_at", "updated_at", "load_id", "source_file", "content_hash"}
)
BASIC = frozenset(
    {
        "fact_player_game_stats", "fact_team_game_stats", "fact_goalie_game_stats", "fact_player_season_stats",
        "fact_goalie_season_stats", "fact_team_season_stats", "league_standings", "league_leaders",
    }
)  # fmt: skip
PARENTS = """
    select child.relname, parent.relname
    from pg_catalog.pg_constraint as k
    join pg_catalog.pg_class as child on k.conrelid = child.oid
    join pg_catalog.pg_class as parent on k.confrelid = parent.oid
    where k.contype = 'f' and child.relname = any(%s) and parent.relname = any(%s) and child.oid <> parent.oid
        and child.relnamespace = 'public'::regnamespace
"""


UNIQUE = """
    select exists (
        select from pg_catalog.pg_index as i
        where
            i.indrelid = to_regclass(%s) and i.indisunique and i.indpred is null and i.indexprs is null and i.indisvalid
            and (
                select array_agg(cast(a.attname as text) order by cast(a.attname as text) collate "C")
                from pg_catalog.pg_attribute as a
                where
                    a.attrelid = i.indrelid
                    and a.attnum = any((string_to_array(i.indkey::text, ' ')::int2[])[1:i.indnkeyatts])
            ) = %s
    )
"""


class Mode(StrEnum):
    """What to copy.

    all: everything published; dims: dimensions; facts: facts; qa: checks of quality; basic: dimensions, box scores,
    season totals, standings and leaders; tracking: staged events and shifts.
    """

    ALL = "all"
    DIMS = "dims"
    FACTS = "facts"
    QA = "qa"
    BASIC = "basic"
    TRACKING = "tracking"


@dataclass(frozen=True)
class CloudTable:
    """A table to copy: columns with their types, and the key, of which it ``has_key``: a unique index.

    Rows of one that ``is_staged`` are only added.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    is_staged: bool = False
    has_key: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(name for name, _ in self.columns)

    @property
    def is_by_game(self) -> bool:
        """Whether its rows name a game."""
        return "game_id" in self.names


def cloud_tables(
    connection: psycopg.Connection, root: Path, mode: Mode, only: Collection[str] = ()
) -> list[CloudTable]:
    """Return the tables of a mode that exist, parents first; ``only`` narrows it.

    Views that a project computes itself are left out. Raises UnknownTable for a name that the mode does not have,
    CloudError if nothing is built.
    """
    if mode is Mode.TRACKING:
        names = list(STAGED)
        keys: dict[str, tuple[str, ...]] = {"staging_events": ("event_key",), "staging_shifts": ("shift_key",)}
    else:
        published = published_tables(root)
        names = [name for name, table in published.items() if is_of(table, mode)]
        keys = {name: contract.key for name, contract in read_contracts(root).items()}
    if unknown := sorted(set(only) - set(names)):
        raise UnknownTable(f"{', '.join(unknown)}: not part of mode {mode}")
    names = [name for name in names if not only or name in only]
    catalog = {
        each.name: each for each in read_catalog(connection, model_names(root)).values() if each.schema == "public"
    }
    derived = {name: each for name, each in catalog.items() if each.is_derived}
    computed = set() if mode is Mode.TRACKING else own_views(connection, derived)
    columns = {name: _columns(catalog[name], mode) for name in names if name in catalog}
    there = [name for name in names if name in columns and name not in computed and keys.get(name)]
    if not there:
        raise CloudError(f"mode {mode} has nothing to copy: load games, then run a build")
    return [
        CloudTable(name, columns[name], keys[name], mode is Mode.TRACKING, has_key(connection, name, keys[name]))
        for name in _parents_first(connection, there)
    ]


def _columns(relation: Relation, mode: Mode) -> tuple[tuple[str, str], ...]:
    """Return the columns that hold what was tracked or computed, with their types."""
    left_out = OF_ONE_DATABASE if mode is Mode.TRACKING else frozenset()
    return tuple(
        (column.name, column.type)
        for column in relation.columns
        if not column.generated and column.sequence is None and column.name not in left_out
    )


def has_key(connection: psycopg.Connection, name: str, key: Collection[str]) -> bool:
    """Return whether a table has a unique index on exactly these columns."""
    row = connection.execute(UNIQUE, (f"public.{name}", sorted(key))).fetchone()
    return row is not None and bool(row[0])


def is_of(table: PublishedTable, mode: Mode) -> bool:
    """Return whether a published table belongs to a mode."""
    match mode:
        case Mode.ALL:
            return True
        case Mode.DIMS:
            return table.category == "dims"
        case Mode.FACTS:
            return table.category in FACTS and table.folder != "quality"
        case Mode.QA:
            return table.folder == "quality"
        case Mode.BASIC:
            return table.category == "dims" or table.name in BASIC
        case Mode.TRACKING:
            return False


def _parents_first(connection: psycopg.Connection, names: Sequence[str]) -> list[str]:
    order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(names, ()))
    for child, parent in connection.execute(PARENTS, (list(names), list(names))):
        order.add(child, parent)
    return list(order.static_order())
