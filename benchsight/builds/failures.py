"""Games that failed, as the database remembers them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

Row = Mapping[str, Any]

SAVE = """
    insert into ops.game_failures as known
        (game_id, kind, name, reason, row_words, rows, input_version, code_version, build_id)
    select
        %(game_id)s, %(kind)s, %(name)s, %(reason)s, %(row_words)s, %(rows)s,
        coalesce(cast(%(input_version)s as bigint), inputs.input_version), %(code)s, %(build_id)s
    from ops.game_inputs as inputs where inputs.game_id = %(game_id)s
    on conflict (game_id) do update set
        kind = excluded.kind,
        name = excluded.name,
        reason = excluded.reason,
        row_words = excluded.row_words,
        rows = excluded.rows,
        input_version = excluded.input_version,
        code_version = excluded.code_version,
        build_id = excluded.build_id,
        failed_at = clock_timestamp()
    where known.kind = 'test' or excluded.kind = 'model'
"""
FORGET = "delete from ops.game_failures where game_id = any(%s) and kind = %s"
STANDING = """
    select
        failures.game_id, failures.kind, failures.name, failures.reason, failures.row_words, failures.rows,
        ops.game_words(failures.game_id) as game,
        exists (
            select from ops.game_builds as builds
            where builds.game_id = failures.game_id and builds.input_version > 0
        ) as is_published
    from ops.game_failures as failures
    inner join ops.game_inputs as inputs on failures.game_id = inputs.game_id
    where failures.game_id = any(%(games)s) or (%(every)s and failures.input_version = inputs.input_version)
    order by failures.game_id
"""
NAMES = """
    select ids.id, coalesce(
        (select player_name from public.staging_players as players where players.player_id = ids.id),
        (select max(player_name) from public.staging_game_rosters as rosters where rosters.player_id = ids.id)
    )
    from unnest(%s::text[]) as ids (id)
"""
# The detail of a duplicate or missing key: Key (a, b)=(1, 2) already exists.
KEY = re.compile(r"^Key \((?P<columns>.+?)\)=\((?P<values>.*)\) ", re.DOTALL)
PLAYERS = ("player_id", "player_1_id", "player_2_id", "goalie_id", "scorer_id", "assist_id", "partner_id", "entity_id")
LONGEST_DETAIL = 300
SHOWN_COLUMNS = 12


@dataclass(frozen=True)
class GameFailure:
    """A game that a model fails on, or that a test of the data does not hold for, and its rows.

    ``game`` names it for people. ``is_published``: rows of it are published, of an earlier build if a model failed.
    """

    game_id: int
    kind: str
    name: str
    reason: str
    row_words: str | None = None
    rows: Sequence[Row] = field(default_factory=list)
    game: str = ""
    is_published: bool = False

    def sentence(self) -> str:
        """Describe the failure in one sentence."""
        row = f" ({self.row_words})" if self.row_words else ""
        return f"{self.game or f'game {self.game_id}'}: {self.kind} {self.name}: {self.reason}{row}"


def of_error(game_id: int, model: str, error: psycopg.Error) -> GameFailure:
    """Describe the failure of a model on a game."""
    text = error.diag.message_primary or str(error)
    detail = error.diag.message_detail or ""
    if (found := KEY.match(detail)) is not None:
        columns, values = found["columns"].split(", "), found["values"].split(", ")
        if len(columns) == len(values):
            key = dict(zip(columns, values, strict=True))
            if isinstance(error, psycopg.errors.UniqueViolation):
                text = f"it yields the same {' and '.join(columns)} twice"
            return GameFailure(game_id, "model", model, text, rows=[{"game_id": game_id, **key}])
    if detail:
        text = f"{text}: {detail[:LONGEST_DETAIL]}{'…' if len(detail) > LONGEST_DETAIL else ''}"
    return GameFailure(game_id, "model", model, text)


def save(
    connection: psycopg.Connection,
    failures: Iterable[GameFailure],
    versions: Mapping[int, int],
    code: str,
    build_id: int | None,
) -> None:
    """Save failures of games, with the versions of their input that failed (default: the current ones)."""
    failures = list(failures)
    names = player_names(connection, [row for failure in failures for row in failure.rows[:1]])
    for failure in failures:
        values = {
            "game_id": failure.game_id,
            "kind": failure.kind,
            "name": failure.name,
            "reason": failure.reason,
            "row_words": failure.row_words or (row_words(failure.rows[0], names) if failure.rows else None),
            "rows": Jsonb(list(failure.rows)),
            "input_version": versions.get(failure.game_id),
            "code": code,
            "build_id": build_id,
        }
        connection.execute(SAVE, values)


def forget(connection: psycopg.Connection, games: Sequence[int], kind: str) -> None:
    """Forget failures of these games by models or by tests."""
    connection.execute(FORGET, (list(games), kind))


def standing(connection: psycopg.Connection, games: Sequence[int] | None = None) -> list[GameFailure]:
    """Return the failures that count, those of the input as it is now; or the last one of each of these games."""
    with connection.cursor(row_factory=class_row(GameFailure)) as cursor:
        return cursor.execute(STANDING, {"games": list(games or []), "every": games is None}).fetchall()


def player_names(connection: psycopg.Connection, rows: Iterable[Row]) -> dict[str, str]:
    """Return the names of the players whose ids are in these rows."""
    ids = sorted({str(value) for row in rows for column, value in row.items() if value and _is_player(column)})
    found = connection.execute(NAMES, (ids,)).fetchall() if ids else []
    return {key: name for key, name in found if name}


def row_words(row: Row, names: Mapping[str, str]) -> str:
    """Return a row in words: its columns without those that are NULL, players with their names."""
    shown = [(column, value) for column, value in row.items() if value is not None and column != "game_id"]
    words = [
        f"{column} {value}" + (f" {names[str(value)]}" if _is_player(column) and str(value) in names else "")
        for column, value in shown[:SHOWN_COLUMNS]
    ]
    return ", ".join(words)


def _is_player(column: str) -> bool:
    return column.endswith(PLAYERS)
