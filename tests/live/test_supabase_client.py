"""What Supabase's users do over its API: embed related tables, write as the administrator, call functions."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.benchsight.builds.league import LeagueSite

from .keys import key_of
from .postgrest_stand_in import PostgrestStandIn

ADMINISTRATOR = "service_role"


class Client:
    """Requests of supabase-js to the stand-in, without the network between them."""

    def __init__(self, url: str, role: str) -> None:
        self._server, self._role = PostgrestStandIn(url), role

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        url = "/rest/v1/" + quote(path, safe="/?&=:!(),.*-_")
        authorization = {"authorization": f"Bearer {key_of(self._role)}"}
        status, answer = self._server.carry_out(method, url, authorization | headers, body)
        return status, json.loads(json.dumps(answer, default=str))


@pytest.fixture
def dashboard(league: LeagueSite) -> Client:
    """A dashboard's key."""
    return Client(league.url, "anon")


@pytest.fixture
def administrator(league: LeagueSite) -> Iterator[Client]:
    """The portal's key."""
    yield Client(league.url, ADMINISTRATOR)


def test_a_players_game_comes_with_player_and_team_in_one_request(league: LeagueSite, dashboard: Client) -> None:
    status, rows = dashboard(
        "GET",
        "fact_player_game_stats?select=goals,player:dim_player(player_id,player_name),team:dim_team!team_id(team_name),"
        "opponent:dim_team!opponent_team_id(team_name),dim_schedule(game_date,dim_season(season))&order=game_id,player_id",
    )
    assert status == 200, rows
    expected = league.rows(
        """
        select
            s.goals, p.player_id, p.player_name, t.team_name, o.team_name, cast(g.game_date as text), n.season
        from fact_player_game_stats as s
        join dim_player as p using (player_id)
        join dim_team as t on s.team_id = t.team_id
        join dim_team as o on s.opponent_team_id = o.team_id
        join dim_schedule as g on s.game_id = g.game_id
        left join dim_season as n on g.season_id = n.season_id
        order by s.game_id, s.player_id
        """
    )
    assert len(rows) > 30
    assert [
        (
            row["goals"],
            row["player"]["player_id"],
            row["player"]["player_name"],
            row["team"]["team_name"],
            row["opponent"]["team_name"],
            row["dim_schedule"]["game_date"],
            (row["dim_schedule"]["dim_season"] or {}).get("season"),
        )
        for row in rows
    ] == expected


def test_a_player_comes_with_all_of_his_games(league: LeagueSite, dashboard: Client) -> None:
    status, rows = dashboard("GET", "dim_player?select=player_id,fact_player_game_stats(game_id)&order=player_id")
    assert status == 200, rows
    games = {row["player_id"]: len(row["fact_player_game_stats"]) for row in rows}
    assert sum(games.values()) == league.rows("select count(*) from fact_player_game_stats")[0][0]


def test_two_ways_to_one_table_need_a_hint_and_none_is_an_error(dashboard: Client) -> None:
    status, error = dashboard("GET", "fact_player_game_stats?select=goals,dim_team(team_name)")
    assert (status, error["code"]) == (300, "PGRST201")
    status, error = dashboard("GET", "fact_player_game_stats?select=goals,fact_wowy(toi_seconds)")
    assert (status, error["code"]) == (400, "PGRST200")


def test_pairs_come_with_the_names_of_both(dashboard: Client) -> None:
    status, rows = dashboard(
        "GET",
        "fact_h2h?select=toi_seconds,player:dim_player!player_id(player_name),"
        "opponent:dim_player!opponent_id(player_name)&limit=5",
    )
    assert status == 200, rows
    assert all(row["player"]["player_name"] and row["opponent"]["player_name"] for row in rows)


def test_the_portal_writes_what_is_staged(league: LeagueSite, administrator: Client) -> None:
    player = {"player_id": "P900", "player_name": "New Player"}
    assert administrator("POST", "staging_players", player)[0] == 201
    upsert = {"prefer": "resolution=merge-duplicates"}
    renamed = player | {"player_name": "Renamed Player"}
    assert administrator("POST", "staging_players?on_conflict=player_id", renamed, **upsert)[0] == 201
    assert league.rows("select player_name from staging_players where player_id = 'P900'") == [("Renamed Player",)]
    assert administrator("DELETE", "staging_players?player_id=eq.P900")[0] == 204
    assert league.rows("select count(*) from staging_players where player_id = 'P900'") == [(0,)]


def test_the_portal_corrects_an_event_which_makes_its_game_due_and_is_in_its_history(
    league: LeagueSite, administrator: Client
) -> None:
    (key, game) = league.rows("select event_key, game_id from staging_events where processed limit 1")[0]
    due = f"select is_due from game_status where game_id = {game}"
    assert league.rows(due) == [(False,)]
    status, answer = administrator("PATCH", f"staging_events?event_key=eq.{key}", {"event_detail": "Corrected"})
    assert status == 204, answer
    assert league.rows(due) == [(True,)]
    assert league.rows(f"select processed from staging_events where event_key = '{key}'") == [(False,)]
    changes = league.rows(f"select changed_by from ops.input_changes where game_id = {game} order by change_id desc")
    assert changes[0] == (ADMINISTRATOR,)


@pytest.mark.parametrize("column", ["processed", "load_id", "content_hash", "updated_at", "written_xid"])
def test_the_books_of_a_staged_row_are_not_the_portals(administrator: Client, column: str) -> None:
    status, error = administrator("PATCH", "staging_events?event_key=neq.x", {column: None})
    assert (status, error["code"]) == (403, "42501")


def test_the_portal_queues_with_a_priority_raises_it_and_calls_it_off(
    league: LeagueSite, administrator: Client
) -> None:
    game = league.league.games[0].game_id
    asked = {"game_id": game, "operation": "process_game", "priority": 10, "requested_by": "portal"}
    whole = {"prefer": "return=representation"}
    status, rows = administrator("POST", "etl_queue?select=id,priority,status", asked, **whole)
    assert (status, [(row["priority"], row["status"]) for row in rows]) == (201, [(10, "pending")])
    request = f"etl_queue?id=eq.{rows[0]['id']}"
    assert administrator("PATCH", request, {"priority": 50})[0] == 204
    assert league.rows("select priority from etl_queue") == [(50,)]
    assert administrator("PATCH", request, {"status": "completed"})[0] == 403
    assert administrator("PATCH", request, {"status": "cancelled"})[0] == 204
    assert league.rows("select status from etl_queue") == [("cancelled",)]


@pytest.mark.parametrize("table", ["fact_events", "fact_player_game_stats", "dim_player", "load_history", "metrics"])
def test_nobody_writes_a_fact_by_hand(administrator: Client, dashboard: Client, table: str) -> None:
    for client, refused in ((administrator, 403), (dashboard, 401)):
        assert client("DELETE", f"{table}?")[0] == refused
        assert client("POST", table, {"game_id": 1} if table.startswith("fact") else {})[0] in (refused, 400)


def test_the_functions_answer_the_administrator_and_refuse_everybody_else(
    league: LeagueSite, administrator: Client, dashboard: Client
) -> None:
    game = league.league.games[0].game_id
    status, answer = administrator("POST", "rpc/load_table", {"p_table_name": "fact_events", "p_game_id": game})
    assert (status, answer["success"]) == (200, True), answer
    waiting = administrator("GET", f"etl_queue?select=operation,status,game_id&id=eq.{answer['queue_id']}")[1]
    assert waiting == [{"operation": "rebuild", "status": "pending", "game_id": game}]
    status, answer = administrator("POST", "rpc/delete_game", {"p_game_id": game})
    assert status == 200 and answer["total_rows_deleted"] > 100
    for role, refused in (("anon", 401), ("authenticated", 403), ("benchsight_tracker", 403)):
        status, error = Client(league.url, role)("POST", "rpc/delete_game", {"p_game_id": game})
        assert (status, error["code"]) == (refused, "42501")
