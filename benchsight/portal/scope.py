"""A rebuild as the form of the portal asks for it, and what it would do now: the plan of the build, and numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from benchsight.builds.dbt.project import code_version
from benchsight.builds.known import read_known
from benchsight.builds.plan import make_plan
from benchsight.builds.rebuild.request import RebuildOperation, make_request
from benchsight.builds.rebuild.tables import CATEGORIES, PublishedTable, TableKind, members, published_tables
from benchsight.errors import BenchSightError
from benchsight.portal.words import CATEGORIES as CATEGORY_WORDS
from benchsight.portal.words import thing
from benchsight.terminal.text import count, listed
from benchsight.web.tables import Column, Table

ABOUT = """
    select relname, cast(greatest(reltuples, 0) as bigint) from pg_catalog.pg_class
    where relnamespace = 'public'::regnamespace and relname = any(%s)
"""


@dataclass(frozen=True)
class Scope:
    """What is asked for: a game or (None) all, a table or category, and the operation."""

    game_id: int | None
    name: str
    operation: str

    @property
    def is_full_refresh(self) -> bool:
        """Whether it is what the quick action of that name does."""
        return self.game_id is None and self.name == "all" and self.operation == RebuildOperation.REPLACE

    @property
    def request(self) -> tuple[str, dict[str, Any]]:
        """The endpoint of the API that does it, and the body."""
        if self.is_full_refresh:
            return "/api/load/full-refresh", {"confirm": True}
        body: dict[str, Any] = {"operation": self.operation}
        if self.game_id is not None:
            body["game_id"] = self.game_id
        if self.name == "all_facts" and self.game_id is not None:
            return "/api/load/game", body
        if self.name in CATEGORIES:
            return "/api/load/category", body | {"category": self.name}
        return "/api/load/table", body | {"table": self.name}


@dataclass(frozen=True)
class Foreseen:
    """What a rebuild would do now. ``problem``: why it cannot be done. ``rows``: of the tables asked for, before it."""

    sentences: Sequence[str]
    problem: str | None = None
    tables: Table | None = None
    rows: int = 0
    games: int = 0


def choices(root: Path) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return what can be chosen as tables: (name, words) by heading."""
    tables = published_tables(root)
    groups: dict[str, Sequence[tuple[str, str]]] = {"Groups of tables": list(CATEGORY_WORDS.items())}
    for category in ("core_facts", "stats_facts", "analytics_facts", "dims"):
        named = [(name, thing(name)) for name, table in tables.items() if table.category == category]
        groups[CATEGORY_WORDS[category]] = sorted(named, key=lambda each: each[1])
    return groups


def foresee(connection: psycopg.Connection, root: Path, scope: Scope) -> Foreseen:
    """Return what a rebuild would do now; nothing is written."""
    games = [] if scope.game_id is None else [scope.game_id]
    try:
        tables = published_tables(root)
        asked = members([scope.name], tables)
        request = make_request(asked, tables, games, RebuildOperation(scope.operation))
        code = code_version(root)
        plan = make_plan(request, read_known(connection, code, request.rebuild), code)
    except BenchSightError as error:
        return Foreseen([], str(error))
    except ValueError:
        return Foreseen([], f"There is no operation {scope.operation}: choose replace, update or add.")
    counted = _counted(connection, asked, scope.game_id)
    rows = sum(row["rows"] or 0 for row in counted)
    about = "" if scope.game_id is not None else "about "
    where = "all games" if scope.game_id is None else f"game {scope.game_id}"
    has, views = "has" if len(counted) == 1 else "have", len(asked) - len(counted)
    lines = [f"{count(len(counted), 'table')} {has} {about}{rows:,} rows of {where} now."]
    if views:
        lines[0] += f" {count(views, 'view')} on them need no computation of their own."
    if plan.games:
        reasons = ", ".join(f"{number:,} {reason}" for reason, number in plan.reasons.items())
        lines.append(f"Computes {count(len(plan.games), 'game')} ({reasons}): {_listed(plan.games)}.")
    elif plan.part == "nothing":
        lines.append("Nothing would be computed: everything that was asked for is up to date.")
    else:
        lines.append("Computes tables that are not kept by game; no game is computed again.")
    if scope.operation == RebuildOperation.REPLACE and plan.part != "nothing":
        lines.append(f"These {about}{rows:,} rows are deleted and computed again from what is loaded.")
    if plan.full_refresh:
        lines.append("Every published table is made again from scratch.")
    lines.append("What was loaded is kept in any case; a table is built with the tables it is made of.")
    return Foreseen(lines, None, _as_table(counted), rows, len(plan.games))


def _counted(
    connection: psycopg.Connection, asked: Sequence[PublishedTable], game_id: int | None
) -> list[dict[str, Any]]:
    """Return the rows of each table: those of the game, or PostgreSQL's estimate of all; views are left out."""
    stored = [table for table in asked if table.kind != TableKind.VIEW]
    names = [table.name for table in stored]
    about: dict[str, int] = dict(connection.execute(ABOUT, (names,)).fetchall())
    found = []
    for table in stored:
        rows = about.get(table.name)
        if game_id is not None and rows is not None:
            rows = _of_game(connection, table.name, game_id) if table.kind == TableKind.GAME else None
        found.append({"what": thing(table.name), "table": table.name, "rows": rows})
    return found


def _of_game(connection: psycopg.Connection, table: str, game_id: int) -> int:
    query = sql.SQL("select count(*) from public.{} where game_id = %s").format(sql.Identifier(table))
    row = connection.execute(query, (game_id,)).fetchone()
    assert row is not None
    return int(row[0])


def _as_table(rows: list[dict[str, Any]]) -> Table:
    columns = [Column("what", "Rows of", link="/dictionary/{table}"), Column("rows", "Rows now", "0")]
    return Table("scope", "Tables of this choice", columns, rows, unknown="not kept by game")


def _listed(games: Sequence[Any]) -> str:
    return listed([game.game_id for game in games])
