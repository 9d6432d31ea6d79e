"""Preferences and notes of users: each his own, kept by exports, untouched by deletions of games."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from benchsight.api.keys import Scope, create_key
from benchsight.builds.delete_game import delete_inputs
from tests.benchsight.api.staged import StagedSite, staged_site

PREFERENCES, NOTES, HISTORY = "/api/user/preferences", "/api/user/notes", "/api/user/history"
EMPTY: dict[str, Any] = {"favorite_team": None, "favorite_players": [], "settings": {}}


@pytest.fixture(scope="module")
def site(server_url: str, worker_id: str) -> Iterator[StagedSite]:
    """Yield a server on a database without games."""
    with staged_site(server_url, f"users_{worker_id}") as site:
        yield site


@pytest.fixture
def user(site: StagedSite, request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the headers of a user without data."""
    with psycopg.connect(site.url, autocommit=True) as connection:
        secret, _ = create_key(connection, f"user {request.node.name}"[:80].replace("[", " ").rstrip("]"), [Scope.READ])
    return {"Authorization": f"Bearer {secret}"}


def test_preferences_are_replaced_as_a_whole_and_what_they_replace_is_kept(
    site: StagedSite, user: dict[str, str]
) -> None:
    client = site.client
    first = client.get(PREFERENCES, headers=user).json()
    assert first == EMPTY | {"user_id": first["user_id"], "updated_at": None}
    chosen = {"favorite_team": "T1", "favorite_players": ["P1", "P2"], "settings": {"theme": "dark", "n": [1, None]}}
    for _ in range(2):  # the second changes nothing
        written = client.put(PREFERENCES, json=chosen, headers=user)
        assert written.status_code == 200, written.text
        assert written.json() == chosen | {"user_id": first["user_id"], "updated_at": written.json()["updated_at"]}
    assert client.get(HISTORY, headers=user).json() == []
    assert client.put(PREFERENCES, json={"favorite_team": "T2"}, headers=user).json()["favorite_players"] == []
    assert client.get(PREFERENCES, headers=user).json()["favorite_team"] == "T2"
    (kept,) = client.get(HISTORY, headers=user).json()
    assert (kept["table_name"], kept["operation"], kept["changed_by"]) == (
        "user_preferences", "update", first["user_id"],
    )  # fmt: skip
    assert {name: kept["content"][name] for name in chosen} == chosen


def test_notes_are_added_listed_changed_and_deleted(site: StagedSite, user: dict[str, str]) -> None:
    client, game = site.client, site.new_game()
    made = client.post(NOTES, json={"game_id": game, "note_text": "Offside at 12:01?"}, headers=user)
    assert (made.status_code, made.headers["location"]) == (201, f"{NOTES}/{made.json()['note_id']}")
    other = client.post(NOTES, json={"game_id": game + 5000, "note_text": "x"}, headers=user).json()
    assert client.get(NOTES, params={"game_id": game}, headers=user).json() == [made.json()]
    assert client.get(NOTES, params={"after": made.json()["note_id"]}, headers=user).json() == [other]
    path = made.headers["location"]
    changed = client.put(path, json={"note_text": "Onside."}, headers=user).json()
    assert (changed["note_text"], changed["created_at"]) == ("Onside.", made.json()["created_at"])
    assert changed["updated_at"] > made.json()["updated_at"]
    assert client.delete(path, headers=user).json() == changed
    assert client.delete(path, headers=user).status_code == 404
    kept = [(row["operation"], row["content"]["note_text"]) for row in client.get(HISTORY, headers=user).json()]
    assert kept == [("delete", "Onside."), ("update", "Offside at 12:01?")]


def test_nobody_sees_or_changes_what_is_anothers(site: StagedSite, user: dict[str, str]) -> None:
    client, stranger = site.client, site.as_("admin")
    note = client.post(NOTES, json={"game_id": site.new_game(), "note_text": "mine"}, headers=user).json()
    client.put(PREFERENCES, json={"favorite_team": "T1"}, headers=user)
    assert client.get(PREFERENCES, headers=stranger).json()["favorite_team"] is None
    assert client.get(NOTES, headers=stranger).json() == []
    assert client.get(HISTORY, headers=stranger).json() == []
    for answer in (
        client.put(f"{NOTES}/{note['note_id']}", json={"note_text": "yours"}, headers=stranger),
        client.delete(f"{NOTES}/{note['note_id']}", headers=stranger),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_note")
    assert client.get(NOTES, headers=user).json() == [note]


def test_a_game_that_is_deleted_with_its_input_keeps_its_notes(site: StagedSite, user: dict[str, str]) -> None:
    game = site.new_game()
    note = site.client.post(NOTES, json={"game_id": game, "note_text": "Rematch?"}, headers=user).json()
    with psycopg.connect(site.url, autocommit=True) as connection:
        connection.execute("insert into staging_games (game_id) values (%s)", (game,))
        with connection.transaction():
            assert delete_inputs(connection, game, uuid4())["staging_games"] == 1
            connection.execute("select from ops.delete_facts(%s)", (game,))
    assert site.client.get(NOTES, params={"game_id": game}, headers=user).json() == [note]


def test_row_level_security_holds_for_users_of_supabase(site: StagedSite) -> None:
    """As PostgREST sets role and claims: a user's rows are his own, and nothing is an anonymous visitor's."""
    with psycopg.connect(site.url, autocommit=True) as connection, connection.transaction(force_rollback=True):
        connection.execute("select set_config('request.jwt.claims', '{\"sub\": \"ann\"}', true)")
        connection.execute("set local role authenticated")
        connection.execute("insert into game_notes (game_id, note_text) values (1, 'hers')")
        connection.execute("insert into user_preferences (user_id, favorite_team) values ('ann', 'T1')")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("insert into game_notes (game_id, user_id, note_text) values (1, 'bob', 'his')")
        connection.execute("select set_config('request.jwt.claims', '{\"sub\": \"bob\"}', true)")
        assert connection.execute("select count(*) from game_notes").fetchone() == (0,)
        assert connection.execute("delete from user_preferences").rowcount == 0
        connection.execute("select set_config('request.jwt.claims', '', true)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("insert into game_notes (game_id, note_text) values (1, 'whose')")
        connection.execute("reset role")
        connection.execute("set local role anon")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("select from game_notes")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", PREFERENCES, {"favorite_player": "P1"}),
        ("PUT", PREFERENCES, {"favorite_players": ["x"] * 1001}),
        ("PUT", PREFERENCES, {"settings": {"a": "x" * 70_000}}),
        ("PUT", PREFERENCES, {"settings": {"a": "\x00"}}),
        ("PUT", PREFERENCES, {"favorite_team": ""}),
        ("POST", NOTES, {"game_id": 0, "note_text": "x"}),
        ("POST", NOTES, {"game_id": 1, "note_text": ""}),
        ("POST", NOTES, {"game_id": 1, "note_text": "a\x00"}),
        ("POST", NOTES, {"game_id": 1, "note_text": "x" * 10_001}),
    ],
)
def test_what_is_no_value_is_refused(site: StagedSite, method: str, path: str, body: dict[str, object]) -> None:
    answer = site.client.request(method, path, json=body, headers=site.as_("read"))
    assert (answer.status_code, "detail" in answer.json()) == (422, True), answer.text
    assert site.client.get(NOTES, headers=site.as_("read")).json() == []
