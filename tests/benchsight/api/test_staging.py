"""Staging of documents: master data and tracked games take the way of files, and deletions can be undone."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
import pytest

from benchsight.inputs import Subject, revert
from ingest.database.session import lock_games
from tests.benchsight.api.staged import StagedSite, staged_site

UPLOAD, UPDATE, LIST = (f"/api/staging/blb-tables/{verb}" for verb in ("upload", "update", "list"))
TRACKING = "/api/staging/tracking/upload"


@pytest.fixture(scope="module")
def shared(server_url: str, worker_id: str) -> Iterator[StagedSite]:
    """Yield a server on a database without games."""
    with staged_site(server_url, f"staging_{worker_id}") as site:
        yield site


@pytest.fixture
def site(shared: StagedSite) -> StagedSite:
    """Return the server with no master data staged."""
    with psycopg.connect(shared.url, autocommit=True) as connection:
        connection.execute("truncate staging_players, staging_teams, staging_schedule")
    return shared


def players(*ids: str, **more: Any) -> dict[str, Any]:
    return {"tables": {"players": [{"player_id": each, "player_name": f"Name {each}"} | more for each in ids]}}


def send(
    site: StagedSite, path: str, body: Any, method: str = "POST", scope: str = "load", **query: Any
) -> httpx.Response:
    return site.client.request(method, path, json=body, params=query, headers=site.as_(scope))


def counts(answer: httpx.Response) -> dict[str, tuple[int, int, int, int]]:
    assert answer.status_code == 200, answer.text
    return {
        each["table"]: (each["inserted"], each["updated"], each["deleted"], each["rejected"])
        for each in answer.json()["tables"]
    }


def test_master_data_are_loaded_changed_and_recorded_with_their_caller(site: StagedSite) -> None:
    body = players("P1", "P2", skill_rating=4)
    body["tables"]["dim_team"] = [{"team_id": "T1", "team_name": 'Bears, "the"\nbest'}]
    first = send(site, UPLOAD, body)
    assert counts(first) == {"staging_players": (2, 0, 0, 0), "staging_teams": (1, 0, 0, 0)}
    assert first.json()["ok"] is True
    again = send(site, UPLOAD, players("P2", "P3", skill_rating=5))
    assert counts(again) == {"staging_players": (1, 1, 0, 0)}
    merged = send(site, UPDATE, {"tables": {"staging_players": [{"player_id": "P1", "skill_rating": 2.5}]}}, "PUT")
    assert counts(merged) == {"staging_players": (0, 1, 0, 0)}
    assert site.rows("select player_id, player_name, skill_rating::float from staging_players order by 1") == [
        ("P1", "Name P1", 2.5), ("P2", "Name P2", 5.0), ("P3", "Name P3", 5.0),
    ]  # fmt: skip
    assert site.rows("select team_name from staging_teams") == [('Bears, "the"\nbest',)]
    load = merged.json()["load_id"]
    recorded = "select table_name, operation, initiated_by, source_file from load_history where load_id = %s"
    ((*what, source),) = site.rows(recorded, load)
    assert what == ["staging_players", "merge", "key 3 (load)"]
    assert re.fullmatch(r"upload/request-\w+/staging_players.csv", source)
    assert site.rows("select distinct changed_by from ops.input_changes where load_id = %s", load) == [
        ("key 3 (load)",)
    ]
    listed = {each["table"]: each for each in send(site, LIST, None, "GET", "read").json()}
    assert (listed["staging_players"]["rows"], listed["staging_players"]["changed_by"]) == (3, "key 3 (load)")
    assert (listed["staging_schedule"]["games"], listed["staging_schedule"]["version"]) == (0, None)


def test_columns_of_the_leagues_workbook_are_known_too(site: StagedSite) -> None:
    row = {
        "player_id": "P7", "player_first_name": "Ann", "player_last_name": "Example", "player_full_name": "Ann Example",
        "player_primary_position": "Forward", "current_skill_rating": 4,
    }  # fmt: skip
    assert counts(send(site, UPLOAD, {"tables": {"dim_player": [row]}})) == {"staging_players": (1, 0, 0, 0)}
    assert site.rows("select player_name, primary_position from staging_players") == [("Ann Example", "Forward")]


def test_a_rejected_row_is_named_and_kept_with_its_reason(site: StagedSite) -> None:
    rows = [{"player_id": "P1", "player_name": "a", "skill_rating": 4}, {"player_id": "P2", "skill_rating": 40}]
    answer = send(site, UPLOAD, {"tables": {"players": rows}})
    assert counts(answer) == {"staging_players": (1, 0, 0, 1)}
    (rejected,) = answer.json()["rejected"]
    assert (rejected["where"], rejected["row"], rejected["value"]) == ("players[1].skill_rating", 1, "40")
    assert answer.json()["ok"] is False
    kept = "select table_name, column_name from staging_rejects where load_id = %s"
    assert site.rows(kept, answer.json()["load_id"]) == [("staging_players", "skill_rating")]
    strict = send(site, UPLOAD, {"tables": {"players": [{**rows[0], "player_id": "P3"}, rows[1]]}}, strict=True)
    assert (strict.status_code, strict.json()["code"]) == (422, "not_loaded")
    assert strict.json()["errors"][0]["where"] == "players[1].skill_rating"
    assert "/" not in strict.json()["detail"]
    assert site.rows("select player_id from staging_players") == [("P1",)]


def test_a_dry_run_says_what_would_change_and_writes_nothing(site: StagedSite) -> None:
    answer = send(site, UPLOAD, players("P1"), dry_run=True)
    assert counts(answer) == {"staging_players": (1, 0, 0, 0)}
    assert answer.json()["dry_run"] is True
    assert site.rows("select count(*) from staging_players") == [(0,)]
    assert site.rows("select count(*) from load_history where load_id = %s", answer.json()["load_id"]) == [(0,)]


def test_a_replacement_that_removes_most_rows_is_refused_unless_it_is_forced(site: StagedSite) -> None:
    assert counts(send(site, UPLOAD, players(*(f"P{number}" for number in range(20)))))
    refused = send(site, UPLOAD, players("P1"), operation="replace")
    assert (refused.status_code, refused.json()["code"]) == (409, "implausible")
    assert "force=true" in refused.json()["detail"] and "--force" not in refused.json()["detail"]
    assert site.rows("select count(*) from staging_players") == [(20,)]
    forced = send(site, UPLOAD, players("P1"), operation="replace", force=True)
    assert counts(forced) == {"staging_players": (0, 0, 19, 0)}
    assert forced.json()["removed"]


def test_a_deletion_is_named_confirmed_recorded_and_undone(site: StagedSite) -> None:
    send(site, UPLOAD, players("P1", "P2"))
    path = "/api/staging/blb-tables/players"
    before = site.rows("select player_id, player_name, created_at from staging_players order by 1")
    assert send(site, path, None, "DELETE", "load", confirm=True).status_code == 403
    unconfirmed = send(site, path, None, "DELETE", "admin")
    assert (unconfirmed.status_code, unconfirmed.json()["code"]) == (422, "not_confirmed")
    assert "all 2 rows of staging_players" in unconfirmed.json()["detail"]
    deleted = send(site, path, None, "DELETE", "admin", confirm=True).json()
    assert (deleted["table"], deleted["rows"]) == ("staging_players", 2)
    assert site.rows("select count(*) from staging_players") == [(0,)]
    assert site.rows(
        "select operation, scope, rows_deleted, initiated_by from load_history where load_id = %s", deleted["load_id"]
    ) == [("delete", "table", 2, "key 4 (admin)")]
    (command,) = deleted["bring_back"]
    version = command.removeprefix("benchsight revert players --to ")
    with psycopg.connect(site.url) as connection:
        done = revert(connection, Subject.of_table("staging_players"), version, "ann")
    assert (done.game_id, vars(done.tables["staging_players"])) == (None, {"inserted": 2, "updated": 0, "deleted": 0})
    assert site.rows("select player_id, player_name, created_at from staging_players order by 1") == before


def test_a_deleted_table_of_games_comes_back_game_by_game(site: StagedSite) -> None:
    first, second = site.new_game(), site.new_game()
    rows = [{"game_id": game, "game_date": "2026-11-20", "home_team_name": "A"} for game in (first, second)]
    assert counts(send(site, UPLOAD, {"tables": {"schedule": rows}})) == {"staging_schedule": (2, 0, 0, 0)}
    deleted = send(site, "/api/staging/blb-tables/dim_schedule", None, "DELETE", "admin", confirm=True).json()
    assert [line.split()[2] for line in deleted["bring_back"]] == [str(first), str(second)]
    with psycopg.connect(site.url) as connection:
        revert(connection, first, deleted["bring_back"][0].split()[-1], "ann")
    assert site.rows("select game_id from staging_schedule") == [(first,)]


def test_a_tracked_game_is_loaded_as_rows(site: StagedSite) -> None:
    game = site.new_game()
    events = [
        {"event_index": index, "period": 1, "event_type": "Shot", "event_start_seconds": 1000 - index}
        for index in range(1, 13)
    ]
    shifts = [{"shift_index": 1, "period": 1, "shift_start_seconds": 1200, "shift_end_seconds": 1100, "home_1": 7}]
    loaded = send(site, TRACKING, {"game_id": game, "events": events, "shifts": shifts})
    assert counts(loaded) == {"staging_events": (12, 0, 0, 0), "staging_shifts": (1, 0, 0, 0)}
    assert site.rows("select event_key from staging_events where game_id = %s order by 1 limit 1", game) == [
        (f"E{game}00001",)
    ]
    corrected = send(site, TRACKING, {"game_id": game, "events": [events[0] | {"event_type": "Goal"}]})
    assert counts(corrected) == {"staging_events": (0, 1, 0, 0)}
    bad = send(site, TRACKING, {"game_id": game, "events": [events[0], events[1] | {"period": 99}]})
    assert [each["where"] for each in bad.json()["rejected"]] == ["events[1].period"]


def test_an_export_of_the_tracker_replaces_its_game_if_it_is_plausible(site: StagedSite) -> None:
    game = site.new_game()

    def export(count: int) -> dict[str, Any]:
        return {
            "gameId": game, "homeTeam": "Bears", "awayTeam": "Owls", "shifts": [],
            "rosters": {"home": [{"num": 7, "name": "Ann"}], "away": [{"num": 9, "name": "Bo"}]},
            "events": [
                {"idx": index, "period": 1, "type": "Shot", "team": "home", "start_time": f"19:{59 - index:02d}"}
                for index in range(count)
            ],
        }  # fmt: skip

    assert counts(send(site, TRACKING, export(40)))["staging_events"] == (40, 0, 0, 0)
    assert counts(send(site, TRACKING, export(38)))["staging_events"][2] == 2
    refused = send(site, TRACKING, export(3))
    assert (refused.status_code, refused.json()["code"]) == (409, "implausible")
    assert site.rows("select count(*) from staging_events where game_id = %s", game) == [(38,)]
    assert counts(send(site, TRACKING, export(3), force=True))["staging_events"][2] == 35


def test_two_clients_load_one_game_and_both_versions_are_kept(site: StagedSite) -> None:
    game = site.new_game()
    events = [{"event_index": index, "period": 1, "event_type": "Shot"} for index in range(1, 21)]
    with ThreadPoolExecutor(2) as pool, psycopg.connect(site.url) as holding:
        with holding.cursor() as cursor:
            lock_games(cursor, [game])  # both wait for the end of this transaction
        bodies = [{"game_id": game, "events": [event | {"event_detail": name} for event in events]} for name in "ab"]
        answers = [pool.submit(send, site, TRACKING, body) for body in bodies]
        waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'advisory'"
        deadline = time.monotonic() + 60
        while site.rows(waiting) != [(2,)]:
            assert time.monotonic() < deadline
        holding.rollback()
        landed = sorted(counts(answer.result())["staging_events"] for answer in answers)
    assert landed == [(0, 20, 0, 0), (20, 0, 0, 0)]
    kept = "select count(distinct event_detail), count(*) from staging_events where game_id = %s"
    assert site.rows(kept, game) == [(1, 20)]
    history = "select operation, row_count from ops.input_changes where game_id = %s order by change_id"
    assert site.rows(history, game) == [("insert", 20), ("update", 20)]


def test_a_document_may_be_larger_than_other_bodies_and_has_a_limit_of_its_own(site: StagedSite) -> None:
    many = {"game_id": site.new_game(), "events": [], "shifts": [], "padding": "x" * 2 * 2**20}
    assert send(site, TRACKING, many).json()["code"] == "not_loaded"
    assert send(site, TRACKING, many | {"padding": "x" * 5 * 2**20}).status_code == 413


@pytest.mark.parametrize(
    ("path", "body", "status", "says"),
    [
        (UPLOAD, {"tables": {}}, 422, "tables"),
        (UPLOAD, {"tables": {"plyers": [{"player_id": "P1"}]}}, 404, "expected one of seasons, teams, players"),
        (UPLOAD, {"tables": {"events": [{"event_key": "x"}]}}, 404, "master data"),
        (UPLOAD, {"tables": {"players": []}}, 422, "no row to load"),
        (UPLOAD, {"tables": {"players": [{}]}}, 422, "player_id"),
        (UPLOAD, {"tables": {"players": [{"colour": "red", "size": 1}]}}, 422, "known format"),
        (UPLOAD, {"tables": {"players": [{"player_id": "1"}], "dim_player": [{"player_id": "2"}]}}, 422, "two names"),
        (TRACKING, {"game_id": 5, "events": []}, 422, "no row"),
        (TRACKING, {"game_id": 5, "events": [1]}, 422, ""),
        (TRACKING, {"gameId": "x", "events": [], "shifts": []}, 422, "gameId"),
        (TRACKING, {"hello": 1}, 422, "no known format"),
    ],
)
def test_what_cannot_be_loaded_says_why(site: StagedSite, path: str, body: Any, status: int, says: str) -> None:
    answer = send(site, path, body)
    assert answer.status_code == status, answer.text
    assert says in answer.json()["detail"], answer.json()["detail"]
    assert "benchsight-request" not in answer.text
