"""Pages of the portal: what they show is what the database holds."""

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import psycopg
import pytest
from fastapi.routing import APIRoute

from benchsight.api.keys import Scope
from benchsight.api.settings import ApiSettings
from benchsight.api.users import create_user
from benchsight.application import create_application
from benchsight.portal import ROUTERS
from benchsight.web.settings import NameStyle, WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import LeagueSite

PASSWORD = "a long password"


@pytest.fixture(scope="module")
def closed(site: LeagueSite, api_settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client of a server that needs keys, with a user for each of two scopes."""
    with psycopg.connect(site.url, autocommit=True) as connection:
        create_user(connection, "reader", PASSWORD, [Scope.READ])
        create_user(connection, "loader", PASSWORD, [Scope.LOAD])
        create_user(connection, "boss", PASSWORD, [Scope.ADMIN])
    settings = replace(api_settings, keys_required=True)
    with serving(create_application(site.url, settings, WebSettings(names=NameStyle.NUMBERS))) as client:
        yield client


def signed_in(client: httpx.Client, name: str) -> dict[str, str]:
    """Sign a user in, and return the cookie."""
    answer = client.post("/api/session", json={"name": name, "password": PASSWORD})
    assert answer.status_code == 200
    client.cookies.clear()
    return {"Cookie": f"benchsight_session={answer.cookies['benchsight_session']}"}


def token_in(page: str) -> str:
    """Return the CSRF token of the forms of a page."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def first_game(url: str) -> int:
    """Return the first game that is built."""
    with psycopg.connect(url) as connection:
        row = connection.execute("select min(game_id) from ops.game_builds").fetchone()
    assert row is not None
    return int(row[0])


def test_every_game_is_listed_with_its_state(pages: httpx.Client, site: LeagueSite) -> None:
    """As `benchsight games --all` lists them; a state chooses."""
    with psycopg.connect(site.url) as connection:
        games = connection.execute("select game_id, state from public.game_status").fetchall()
    page = pages.get("/admin/games").text
    assert games
    for game_id, _ in games:
        assert f'href="/admin/games/{game_id}"' in page
    chosen = pages.get("/admin/games", params={"state": "no such state"}).text
    assert 'href="/admin/games/' not in chosen


def test_a_game_has_its_versions_and_their_changes(pages: httpx.Client, site: LeagueSite) -> None:
    """The newest first, each compared with the one before."""
    game = first_game(site.url)
    page = pages.get(f"/admin/games/{game}").text
    with psycopg.connect(site.url) as connection:
        row = connection.execute("select count(*) from staging_events where game_id = %s", (game,)).fetchone()
        built = connection.execute("select input_version from ops.game_builds where game_id = %s", (game,)).fetchone()
    assert row is not None and built is not None
    assert f"{row[0]} events" in page and f"version {built[0]} is built" in page
    changes = pages.get(f"/admin/games/{game}/compare").text
    assert f"{row[0]} added, 0 changed, 0 removed" in changes
    assert pages.get("/admin/games/1").status_code == 404


def test_an_operation_lists_its_tables(pages: httpx.Client, site: LeagueSite) -> None:
    """One line for a load, and all of its rows behind it."""
    with psycopg.connect(site.url) as connection:
        row = connection.execute("select load_id, count(*) from load_history group by 1 order by 1 limit 1").fetchone()
    assert row is not None
    table = pages.get(f"/admin/operations/{row[0]}", params={"csv": "tables"}).text
    assert len(table.splitlines()) == row[1] + 1
    listed = pages.get("/admin/operations", params={"status": "failed"}).text
    assert str(row[0]) not in listed
    assert pages.get("/admin/operations/00000000-0000-0000-0000-000000000000").status_code == 404


def test_rejects_say_where_and_what_was_expected(pages: httpx.Client, site: LeagueSite) -> None:
    """The file without its folder; text of a file is never markup; a game or load chooses."""
    with psycopg.connect(site.url, autocommit=True) as connection:
        connection.execute("""
            insert into staging_rejects (
                load_id, table_name, game_id, source_file, sheet, row_number, column_name, value, expected, reason
            ) values (
                gen_random_uuid(), 'staging_shifts', 12345, '/home/ann/game 7.xlsx', 'shifts', 42, 'period',
                '<i>four</i>', 'a number from 1 to 20', 'period is no number'
            )
        """)
    page = pages.get("/admin/rejects", params={"game": "12345"}).text
    assert ">game 7.xlsx<" in page and ">shifts<" in page and ">42<" in page
    assert "&lt;i&gt;four&lt;/i&gt;" in page and "a number from 1 to 20" in page
    assert "game 7.xlsx" not in pages.get("/admin/rejects", params={"game": "999"}).text.split("</form>")[-1]


def test_the_portal_is_for_who_may_load(closed: httpx.Client) -> None:
    """A reader is told who to ask; access is for administrators."""
    reader, loader, boss = (signed_in(closed, name) for name in ("reader", "loader", "boss"))
    refused = closed.get("/admin/queue", headers=reader)
    assert refused.status_code == 403 and "Ask <b>boss</b>, who can give them." in refused.text
    assert closed.get("/admin/queue", headers=loader).status_code == 200
    assert closed.get("/admin/people", headers=loader).status_code == 403
    assert closed.get("/admin/people", headers=boss).status_code == 200


def test_a_form_needs_the_token_of_its_session(closed: httpx.Client, site: LeagueSite) -> None:
    """Without it nothing is done; with it the game is queued, by the user."""
    loader = signed_in(closed, "loader")
    token = token_in(closed.get("/admin/queue", headers=loader).text)
    fields = {"game_id": str(first_game(site.url)), "priority": "7"}
    assert closed.post("/admin/queue", data=fields, headers=loader).status_code == 403
    answer = closed.post("/admin/queue", data={**fields, "csrf_token": token}, headers=loader)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/queue")
    with psycopg.connect(site.url) as connection:
        queued = connection.execute("select id, priority, requested_by, status from etl_queue").fetchall()
    assert [row[1:] for row in queued] == [(7, "user loader", "pending")]
    cookies = [loader["Cookie"], answer.headers["set-cookie"].split(";")[0]]
    said = closed.get("/admin/queue", headers={"Cookie": "; ".join(cookies)})
    closed.cookies.clear()
    assert f"is in the queue as request {queued[0][0]}." in said.text and ">pending<" in said.text


def test_no_form_is_taken_without_a_token(closed: httpx.Client) -> None:
    """Whatever it does: every address of the portal that takes one is tried."""
    boss = signed_in(closed, "boss")
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    posts = [route.path for route in routes if "POST" in (route.methods or ())]
    assert len(posts) > 10
    for path in posts:
        answer = closed.post(re.sub(r"{[^}]*}", "1", path), data={"confirm": "1"}, headers=boss)
        assert answer.status_code == 403 and "A write with a session needs" in answer.text, path


def test_a_cancelled_request_is_tried_again(closed: httpx.Client, site: LeagueSite) -> None:
    """Cancel what waits; a second time it cannot be; try it again."""
    loader = signed_in(closed, "loader")
    token = {"csrf_token": token_in(closed.get("/admin/queue", headers=loader).text)}
    game = first_game(site.url)
    closed.post("/admin/queue", data={**token, "game_id": str(game), "priority": "5"}, headers=loader)
    with psycopg.connect(site.url, autocommit=True) as connection:
        row = connection.execute("select max(id) from etl_queue where status = 'pending'").fetchone()
        assert row is not None
        assert closed.post(f"/admin/queue/{row[0]}/cancel", data=token, headers=loader).status_code == 303
        again = closed.post(f"/admin/queue/{row[0]}/cancel", data=token, headers=loader)
        assert again.status_code == 409 and "only a pending one can be cancelled" in again.text
        assert closed.post(f"/admin/queue/{row[0]}/retry", data=token, headers=loader).status_code == 303
        pending = connection.execute("select game_id from etl_queue where status = 'pending'").fetchall()
    assert pending == [(game,)]


@pytest.mark.parametrize("written", ["", "x", "-1", "0", "99999999999"])
def test_what_is_no_game_is_not_queued(closed: httpx.Client, written: str) -> None:
    """The page of the error says what was expected."""
    loader = signed_in(closed, "loader")
    token = token_in(closed.get("/admin/queue", headers=loader).text)
    answer = closed.post(
        "/admin/queue", data={"csrf_token": token, "game_id": written, "priority": "5"}, headers=loader
    )
    assert answer.status_code == 422 and "a game" in answer.text.lower()


def test_users_and_keys_are_created_and_revoked(closed: httpx.Client, site: LeagueSite) -> None:
    """A key is shown once; the database knows who created it; a revoked user cannot sign in."""
    boss = signed_in(closed, "boss")
    token = {"csrf_token": token_in(closed.get("/admin/people", headers=boss).text)}
    user = {"name": "cy", "password": PASSWORD, "scope": ["read", "load"]}
    assert closed.post("/admin/people/users", data={**token, **user}, headers=boss).status_code == 303
    assert signed_in(closed, "cy")
    weak = closed.post("/admin/people/users", data={**token, **user, "name": "di", "password": "short"}, headers=boss)
    assert weak.status_code == 409 and "A password has 10" in weak.text
    unconfirmed = closed.post("/admin/people/users/revoke", data={**token, "name": "cy", "confirm": "x"}, headers=boss)
    assert unconfirmed.status_code == 422
    closed.post("/admin/people/users/revoke", data={**token, "name": "cy", "confirm": "cy"}, headers=boss)
    assert closed.post("/api/session", json={"name": "cy", "password": PASSWORD}).status_code == 401
    key = {"name": "board", "scope": "read", "rate": "30", "days": ""}
    shown = closed.post("/admin/people/keys", data={**token, **key}, headers=boss).text
    secret = re.search(r'class="secret">(bsk_[^<]+)<', shown)
    assert secret is not None
    assert secret[1] not in closed.get("/admin/people", headers=boss).text
    assert closed.get("/api/v2/standings", headers={"X-API-Key": secret[1]}).status_code == 200
    with psycopg.connect(site.url) as connection:
        made = connection.execute("select key_id, created_by, requests_per_minute from ops.api_keys").fetchall()
    assert [row[1:] for row in made] == [("user boss", 30)]
    assert closed.post(f"/admin/people/keys/{made[0][0]}/revoke", data=token, headers=boss).status_code == 303
    assert "revoked" in closed.get("/admin/people", headers=boss).text


def test_a_rule_of_the_monitor_is_changed(closed: httpx.Client, site: LeagueSite) -> None:
    """Severity, thresholds, on and off; a value that cannot be changes nothing."""
    boss = signed_in(closed, "boss")
    token = {"csrf_token": token_in(closed.get("/admin/alerts", headers=boss).text)}
    rule = "/admin/alerts/rules/stale_game"
    fields = {**token, "severity": "info", "threshold.minutes": "15"}
    assert closed.post(rule, data=fields, headers=boss).status_code == 303
    wrong = closed.post(rule, data={**fields, "severity": "critical", "threshold.minutes": "soon"}, headers=boss)
    assert wrong.status_code == 409 and "minutes is a number from 0 on" in wrong.text
    with psycopg.connect(site.url) as connection:
        row = connection.execute(
            "select is_enabled, severity, thresholds from ops.alert_rules where rule = 'stale_game'"
        ).fetchone()
    assert row == (False, "info", {"minutes": 15})


def test_an_alert_is_acknowledged(closed: httpx.Client, site: LeagueSite) -> None:
    """It stays open, and says who knows."""
    loader = signed_in(closed, "loader")
    with psycopg.connect(site.url, autocommit=True) as connection:
        row = connection.execute("""
            insert into alerts (rule, severity, subject_kind, subject_key, message)
            values ('rejects', 'warning', 'file', '/a/b/odd.csv', 'half of <odd.csv> was rejected') returning alert_id
        """).fetchone()
    assert row is not None
    page = closed.get("/admin/alerts", headers=loader).text
    assert "half of &lt;odd.csv&gt; was rejected" in page and "file odd.csv" in page
    path = f"/admin/alerts/{row[0]}/acknowledge"
    assert closed.post(path, data={"csrf_token": token_in(page)}, headers=loader).status_code == 303
    assert "known to user loader" in closed.get("/admin/alerts", headers=loader).text
