"""Preferences and notes of users, read and written as their own by row level security; earlier rows are kept."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from benchsight.errors import BenchSightError

ROLE = "authenticated"
MOST_NOTES = 1000
CLAIMS = "select set_config('request.jwt.claims', %s, true)"
PREFERENCES = "user_id, favorite_team, favorite_players, settings, updated_at"
NOTE = "note_id, game_id, user_id, note_text, created_at, updated_at"
READ_PREFERENCES = f"select {PREFERENCES} from public.user_preferences"  # nosec B608 # constants
WRITE_PREFERENCES = f"""
    insert into public.user_preferences (favorite_team, favorite_players, settings)
    values (%(favorite_team)s, %(favorite_players)s, %(settings)s)
    on conflict (user_id) do update set
        favorite_team = excluded.favorite_team,
        favorite_players = excluded.favorite_players,
        settings = excluded.settings
    returning {PREFERENCES}
"""  # nosec B608 # constants
NOTES = f"""
    select {NOTE} from public.game_notes
    where (cast(%(game)s as integer) is null or game_id = %(game)s) and note_id > %(after)s
    order by note_id limit {MOST_NOTES}
"""  # nosec B608 # constants
EARLIER = """
    select change_id, table_name, operation, content, changed_at, changed_by
    from ops.user_data_history
    where user_id = %(user)s and change_id < %(before)s
    order by change_id desc limit 100
"""


class UnknownNote(BenchSightError):
    """Note that does not exist, or is another user's."""


@dataclass(frozen=True)
class Preferences:
    """Preferences of a user; ``updated_at`` is None if none were ever written."""

    user_id: str
    favorite_team: str | None = None
    favorite_players: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)
    updated_at: datetime | None = None


@dataclass(frozen=True)
class Note:
    """Note of a user on a game."""

    note_id: int
    game_id: int
    user_id: str
    note_text: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class EarlierRow:
    """Row as it was until a change of it; ``operation`` is update or delete."""

    change_id: int
    table_name: str
    operation: str
    content: dict[str, Any]
    changed_at: datetime
    changed_by: str


def read_preferences(connection: psycopg.Connection, user: str) -> Preferences:
    """Return the preferences of a user, or the defaults."""
    with _acting_as(connection, user), connection.cursor(row_factory=class_row(Preferences)) as cursor:
        found = cursor.execute(READ_PREFERENCES.encode()).fetchone()
    return found or Preferences(user)


def write_preferences(
    connection: psycopg.Connection,
    user: str,
    favorite_team: str | None,
    favorite_players: list[str],
    settings: dict[str, Any],
) -> Preferences:
    """Replace the preferences of a user and return them."""
    values = {"favorite_team": favorite_team, "favorite_players": favorite_players, "settings": Jsonb(settings)}
    with _acting_as(connection, user), connection.cursor(row_factory=class_row(Preferences)) as cursor:
        written = cursor.execute(WRITE_PREFERENCES.encode(), values).fetchone()
    assert written is not None
    return written


def read_notes(connection: psycopg.Connection, user: str, game_id: int | None = None, after: int = 0) -> list[Note]:
    """Return the notes of a user, the oldest first, with ids above ``after``; at most MOST_NOTES."""
    with _acting_as(connection, user), connection.cursor(row_factory=class_row(Note)) as cursor:
        return cursor.execute(NOTES.encode(), {"game": game_id, "after": after}).fetchall()


def add_note(connection: psycopg.Connection, user: str, game_id: int, note_text: str) -> Note:
    """Add a note of a user and return it."""
    query = f"insert into public.game_notes (game_id, note_text) values (%s, %s) returning {NOTE}"  # nosec B608 # constants
    with _acting_as(connection, user), connection.cursor(row_factory=class_row(Note)) as cursor:
        added = cursor.execute(query.encode(), (game_id, note_text)).fetchone()
    assert added is not None
    return added


def change_note(connection: psycopg.Connection, user: str, note_id: int, note_text: str) -> Note:
    """Change the text of a user's note and return it. Raise UnknownNote."""
    query = f"update public.game_notes set note_text = %s where note_id = %s returning {NOTE}"  # nosec B608 # constants
    with _acting_as(connection, user), connection.cursor(row_factory=class_row(Note)) as cursor:
        changed = cursor.execute(query.encode(), (note_text, note_id)).fetchone()
    return _found(changed, note_id)


def delete_note(connection: psycopg.Connection, user: str, note_id: int) -> Note:
    """Delete a user's note and return it. Raise UnknownNote."""
    query = f"delete from public.game_notes where note_id = %s returning {NOTE}"  # nosec B608 # constants
    with _acting_as(connection, user), connection.cursor(row_factory=class_row(Note)) as cursor:
        deleted = cursor.execute(query.encode(), (note_id,)).fetchone()
    return _found(deleted, note_id)


def read_earlier_rows(connection: psycopg.Connection, user: str, before: int = 2**63 - 1) -> list[EarlierRow]:
    """Return what changes and deletions of a user's rows replaced, the latest first, below ``before``; at most 100."""
    with connection.cursor(row_factory=class_row(EarlierRow)) as cursor:
        return cursor.execute(EARLIER.encode(), {"user": user, "before": before}).fetchall()


def _found(note: Note | None, note_id: int) -> Note:
    if note is None:
        raise UnknownNote(f"you have no note {note_id}")
    return note


@contextmanager
def _acting_as(connection: psycopg.Connection, user: str) -> Iterator[None]:
    """Open a transaction as the role of users, with the claims of this one."""
    with connection.transaction():
        connection.execute(CLAIMS, (json.dumps({"role": ROLE, "sub": user}),))
        connection.execute(f"set local role {ROLE}".encode())
        yield
