"""load_table, load_category and delete_game as the administrator's key calls them over the API."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql

from benchsight.builds.rebuild.tables import CATEGORIES, TableKind, members, published_tables

REPOSITORY = Path(__file__).resolve().parents[2]
SEASON_TABLES = [f"fact_{of}_season_stats" for of in ("goalie", "goalie_team", "player", "player_team", "team")]
GAME_TABLES = ("fact_events", "fact_h2h", "fact_player_game_stats")
HOSTILE = (
    "fact_h2h; drop table staging_events",
    'fact_h2h"; drop table staging_events; --',
    "fact_h2h' or '1'='1",
    "public.fact_h2h",
    "FACT_H2H",
    "fact_h2h ",
    "pg_authid",
    "load_history",
    "int_events",
    "",
)
SIGNATURES = ("load_table(text, text, integer)", "load_category(text, text, integer)", "delete_game(integer)")


@pytest.fixture
def admin(connection: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A connection as PostgREST has one for the administrator's key; games 1 and 2 are staged, and built in part."""
    connection.execute(
        "insert into staging_events (event_key, game_id, event_index) select 'E' || g || '00001', g, 1"
        " from unnest(array[1, 2]) as g"
    )
    for table in GAME_TABLES:
        connection.execute(sql.SQL("create table {} (game_id integer)").format(sql.Identifier(table)))
        connection.execute(sql.SQL("insert into {} values (1), (1)").format(sql.Identifier(table)))
        connection.execute("select ops.publish(%s)", (f"public.{table}",))
    connection.execute("create schema transform")
    connection.execute("create table transform.int_events (game_id integer)")
    connection.execute("create table transform.int_metric_entities (game_id integer, entity_id text)")
    connection.execute("insert into transform.int_events values (1), (2)")
    connection.execute("insert into transform.int_metric_entities values (1, 'P4')")
    connection.execute("insert into ops.build_runs (code_version, input_snapshot, game_count) values ('c', '1:1:', 1)")
    connection.execute(
        "insert into ops.game_builds (game_id, built_at, build_id, input_version, code_version)"
        " select 1, now(), build_id, 1, 'c' from ops.build_runs"
    )
    connection.commit()
    become(connection, "service_role", {"role": "service_role", "sub": "portal"})
    yield connection


def become(connection: psycopg.Connection, role: str, claims: dict[str, str]) -> None:
    """Take on a role as PostgREST does for a key."""
    connection.execute("select set_config('request.jwt.claims', %s, false)", (json.dumps(claims),))
    connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))


def call(connection: psycopg.Connection, function: str, *arguments: str | int | None) -> dict[str, Any]:
    """The JSON result of a function."""
    places = sql.SQL(", ").join([sql.Placeholder()] * len(arguments))
    row = connection.execute(sql.SQL("select {}({})").format(sql.Identifier(function), places), arguments).fetchone()
    assert row is not None
    result = row[0]
    assert isinstance(result, dict)
    return result


def noted(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    """What load_history says, oldest first."""
    return connection.execute(
        "select table_name, operation, scope, game_id, status, error_message from load_history order by id"
    ).fetchall()


def test_a_table_is_queued_for_the_builder_with_its_scope(admin: psycopg.Connection) -> None:
    result = call(admin, "load_table", "fact_h2h", "replace", 2)
    assert result.pop("duration_ms") >= 0
    queue_id = result.pop("queue_id")
    assert result == {"success": True, "table": "fact_h2h", "operation": "replace", "game_id": 2}
    assert admin.execute(
        "select id, operation, game_id, tables, load_operation, status, requested_by from etl_queue"
    ).fetchall() == [(queue_id, "rebuild", 2, ["fact_h2h"], "replace", "pending", "portal")]
    assert noted(admin) == [("fact_h2h", "replace", "game", 2, "started", None)]
    assert admin.execute("select queue_id, initiated_by from load_history").fetchone() == (queue_id, "portal")


def test_upsert_of_all_games_is_what_is_meant_without_a_word(admin: psycopg.Connection) -> None:
    assert call(admin, "load_table", "dim_player")["operation"] == "upsert"
    assert call(admin, "load_category", "dims")["operation"] == "upsert"
    assert noted(admin)[0] == ("dim_player", "upsert", "table", None, "started", None)


def test_asking_again_for_what_waits_gives_the_same_request(admin: psycopg.Connection) -> None:
    first, second = (call(admin, "load_table", "fact_h2h", "replace", 2) for _ in range(2))
    assert first["queue_id"] == second["queue_id"]


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category_is_one_request_for_its_tables_in_the_order_of_loading(
    admin: psycopg.Connection, category: str
) -> None:
    result = call(admin, "load_category", category, "replace")
    tables = members([category], published_tables(REPOSITORY))
    assert (result["success"], result["category"], result["operation"]) == (True, category, "replace")
    assert [(each["table"], each["kind"]) for each in result["results"]] == [(t.name, t.kind) for t in tables]
    assert result["tables_processed"] == len(tables)
    assert admin.execute("select id, tables from etl_queue").fetchall() == [(result["queue_id"], [category])]
    scope = "all" if category == "all" else "category"
    assert noted(admin) == [
        (t.name, "replace", scope, None, "started", None) for t in tables if t.kind != TableKind.VIEW
    ]


def test_a_category_of_one_game_names_it_but_for_what_is_not_kept_per_game(admin: psycopg.Connection) -> None:
    call(admin, "load_category", "all", "replace", 1)
    games = {table: game for table, _, _, game, _, _ in noted(admin)}
    assert (games["fact_h2h"], games["metrics"], games["dim_player"]) == (1, 1, None)


@pytest.mark.parametrize("name", [*HOSTILE, None])
@pytest.mark.parametrize("function", ["load_table", "load_category"])
def test_only_names_of_the_list_are_taken(admin: psycopg.Connection, function: str, name: str | None) -> None:
    result = call(admin, function, name, "replace", 1)
    assert (result["success"], "queue_id" in result) == (False, False)
    assert noted(admin)[0][4:] == ("failed", result["error"])
    assert admin.execute("select count(*) from etl_queue").fetchone() == (0,)
    assert admin.execute("select count(*) from fact_h2h").fetchone() == (2,)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), operation=st.text("a';%\""))
def test_any_text_as_a_name_or_operation_is_an_answer_and_no_error(
    admin: psycopg.Connection, name: str, operation: str
) -> None:
    for function in ("load_table", "load_category"):
        assert call(admin, function, name)["success"] is False
        assert call(admin, function, "fact_h2h", operation)["success"] is False


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("staging_events",), "staging_events is an input: it is loaded from a file (benchsight load), not rebuilt"),
        (("fact_h2h", "merge"), "merge is for inputs (benchsight load)"),
        (("fact_h2h", "truncate"), 'operation is replace, append or upsert, not "truncate"'),
        (("fact_h2h", None), 'operation is replace, append or upsert, not ""'),
        (("fact_h2h", "replace", 77), "nothing is staged or built of game 77: load its export first"),
        (("fact_h2h", "replace", -1), "nothing is staged or built of game -1"),
        (("fact_h2h", "append", 1), "fact_h2h has rows of game 1 already: append only adds games that have none"),
        (("dim_player", "replace", 1), "dim_player is not kept per game: leave the game out"),
        (("dim_player", "append"), "dim_player is not stored per game, so there is nothing to append to"),
        (("fact_shots", "append"), "fact_shots is not stored per game"),
    ],
)
def test_what_makes_no_sense_is_answered_and_noted(
    admin: psycopg.Connection, arguments: tuple[Any, ...], message: str
) -> None:
    result = call(admin, "load_table", *arguments)
    assert result["success"] is False
    assert message in result["error"]
    [(table, operation, scope, game_id, status, error)] = noted(admin)
    assert (table, scope, status, error) == (arguments[0], "table", "failed", result["error"])
    assert game_id == (arguments[2] if len(arguments) > 2 else None)
    assert operation in ("replace", "append", "upsert", "merge", None)


def test_a_game_is_appended_only_where_no_table_of_the_category_has_it(admin: psycopg.Connection) -> None:
    assert call(admin, "load_category", "all_facts", "append", 2)["success"] is True
    refused = call(admin, "load_category", "all_facts", "append", 1)
    assert refused["error"] == "fact_events has rows of game 1 already: append only adds games that have none"
    assert noted(admin)[-1][:4] == ("all_facts", "append", "category", 1)


@pytest.mark.parametrize(
    ("claims", "who"),
    [
        ('{"sub": "u1", "role": "service_role"}', "u1"),
        ('{"role": "service_role"}', "service_role"),
        ("", "service_role"),
        ("not json", "service_role"),
        ('"text"', "service_role"),
    ],
)
def test_who_asked_is_the_user_of_the_key_or_its_role(admin: psycopg.Connection, claims: str, who: str) -> None:
    admin.execute("select set_config('request.jwt.claims', %s, false)", (claims,))
    call(admin, "load_table", "fact_h2h")
    call(admin, "load_table", "nothing")
    assert admin.execute("select distinct initiated_by from load_history").fetchall() == [(who,)]


@pytest.mark.parametrize("role", ["anon", "authenticated", "benchsight_tracker"])
def test_only_the_administrator_may_call_them(admin: psycopg.Connection, role: str) -> None:
    admin.execute("reset role")
    become(admin, role, {"role": role})
    admin.commit()
    for statement in ("select load_table('fact_h2h')", "select load_category('all')", "select delete_game(1)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            admin.execute(statement.encode())
        admin.rollback()


def test_the_administrator_may_call_nothing_below_them(admin: psycopg.Connection) -> None:
    admin.commit()
    for statement in (
        "select * from ops.delete_facts(1)",
        "delete from fact_h2h",
        "insert into load_history default values",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            admin.execute(statement.encode())
        admin.rollback()


def test_they_run_as_their_owner_with_no_search_path(connection: psycopg.Connection) -> None:
    for signature in SIGNATURES:
        row = connection.execute(
            "select prosecdef, proconfig, pg_get_function_result(oid) from pg_proc"
            " where oid = cast(%s as regprocedure)",
            (f"public.{signature}",),
        ).fetchone()
        assert row == (True, ['search_path=""'], "json")


def test_a_game_is_deleted_at_once_and_what_is_kept_over_many_games_is_queued(admin: psycopg.Connection) -> None:
    result = call(admin, "delete_game", 1)
    assert result.pop("duration_ms") >= 0
    assert result == {
        "success": True,
        "game_id": 1,
        "queued": False,
        "total_rows_deleted": 6,
        "tables": dict.fromkeys(GAME_TABLES, 2),
    }
    assert noted(admin) == [(table, "delete", "game", 1, "completed", None) for table in GAME_TABLES]
    assert admin.execute("select operation, game_id, tables, load_operation from etl_queue order by id").fetchall() == [
        ("rebuild", 1, [*SEASON_TABLES, "metrics"], "replace"),
        ("rebuild", None, ["dims"], "replace"),
    ]
    admin.execute("reset role")
    assert admin.execute("select count(*) from fact_h2h").fetchone() == (0,)
    assert admin.execute("select game_id from transform.int_events").fetchall() == [(2,)]
    assert admin.execute("select count(*) from transform.int_metric_entities").fetchone() == (1,)
    assert admin.execute("select count(*) from ops.game_builds").fetchone() == (0,)  # staged: due as new
    assert admin.execute("select count(*) from staging_events").fetchone() == (2,)


def test_a_game_that_is_no_longer_staged_is_left_for_the_next_build_to_forget(admin: psycopg.Connection) -> None:
    admin.execute("reset role")
    admin.execute("delete from staging_events where game_id = 1")
    assert call(admin, "delete_game", 1)["total_rows_deleted"] == 6
    assert admin.execute("select game_id, input_version from ops.game_builds").fetchall() == [(1, 0)]


@pytest.mark.parametrize("name", ["benchsight build", "benchsight-dbt"])
def test_while_a_build_runs_the_deletion_waits_in_the_queue(
    admin: psycopg.Connection, database_url: str, name: str
) -> None:
    with psycopg.connect(database_url, application_name=name) as build:
        if name == "benchsight build":
            build.execute("select pg_advisory_lock(20261120)")
        result = call(admin, "delete_game", 1)
        assert (result["success"], result["queued"], result["total_rows_deleted"]) == (True, True, 0)
    assert admin.execute("select id, operation, game_id from etl_queue").fetchall() == [
        (result["queue_id"], "delete_game", 1)
    ]
    assert noted(admin) == [("*", "delete", "game", 1, "started", None)]
    assert admin.execute("select count(*) from fact_h2h").fetchone() == (2,)


def test_no_build_begins_between_a_deletion_and_its_commit(admin: psycopg.Connection, database_url: str) -> None:
    call(admin, "delete_game", 1)
    with psycopg.connect(database_url) as build, ThreadPoolExecutor(1) as pool:
        assert build.execute("select pg_try_advisory_lock(20261120)").fetchone() == (False,)
        waiting = pool.submit(build.execute, "select pg_advisory_lock(20261120)")
        admin.commit()
        waiting.result()
        assert build.execute("select count(*) from fact_h2h").fetchone() == (0,)


def test_a_deletion_that_fails_leaves_all_of_the_game(admin: psycopg.Connection) -> None:
    admin.execute("reset role")
    admin.execute("create function refuse() returns trigger language plpgsql as $$ begin raise 'disk full'; end $$")
    admin.execute(
        "create trigger refuse before delete on fact_player_game_stats for each row execute function refuse()"
    )
    result = call(admin, "delete_game", 1)
    assert (result["success"], result["error"]) == (False, "disk full")
    assert noted(admin) == [("*", "delete", "game", 1, "failed", "disk full")]
    for table in GAME_TABLES:
        query = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
        assert admin.execute(query).fetchone() == (2,)
    assert admin.execute("select count(*) from etl_queue").fetchone() == (0,)


@pytest.mark.parametrize(("game_id", "said"), [(77, "game 77"), (-1, "game -1"), (None, "game NULL")])
def test_an_unknown_game_cannot_be_deleted(admin: psycopg.Connection, game_id: int | None, said: str) -> None:
    result = call(admin, "delete_game", game_id)
    assert (result["success"], result["error"]) == (False, f"nothing is staged or built of {said}")
    assert noted(admin)[0][4] == "failed"
