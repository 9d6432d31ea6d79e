"""A game is brought back, left out, deleted and answered for: each on a database of its own."""

from collections.abc import Iterator

import httpx
import psycopg
import pytest

from benchsight.api.settings import load_api_settings
from benchsight.application import create_application
from benchsight.db.settings import load_settings
from benchsight.web.settings import WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.api.uploading import UploadSite

GAME = 4711
SHOT = f"""
    insert into staging_events (event_key, game_id, event_index, period, event_type)
    values ('E{GAME}00001', {GAME}, 1, 1, 'Shot')
"""
ROSTER = """
    select source_kind, team_venue, player_number, player_id, player_name from staging_game_rosters where game_id = %s
"""


@pytest.fixture
def portal(upload_site: UploadSite) -> Iterator[httpx.Client]:
    """Yield a client of a server on a database without games."""
    settings = load_api_settings(load_settings().project_root, environ={})
    with serving(create_application(upload_site.url, settings, WebSettings())) as client:
        yield client


def stage(url: str, statement: str) -> None:
    """Run a statement as a load of its own would."""
    with psycopg.connect(url) as connection:
        connection.execute(statement.encode())


def test_a_version_is_brought_back(portal: httpx.Client, upload_site: UploadSite) -> None:
    """The game is as it was, as a new version; the one before stays in the history."""
    stage(upload_site.url, SHOT)
    with psycopg.connect(upload_site.url) as connection:
        newest = "select max(input_version) from ops.input_changes where game_id = %s"
        row = connection.execute(newest.encode(), (GAME,)).fetchone()
    assert row is not None
    stage(upload_site.url, f"update staging_events set period = 3 where game_id = {GAME}")
    changes = portal.get(f"/admin/games/{GAME}/compare").text
    assert "period: <del>1</del> → <ins>3</ins>" in changes
    answer = portal.post(f"/admin/games/{GAME}/restore", data={"version": str(row[0])})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/admin/games/{GAME}")
    with psycopg.connect(upload_site.url) as connection:
        assert connection.execute("select period from staging_events where game_id = %s", (GAME,)).fetchall() == [(1,)]
    assert f"back to version {row[0]}" in portal.get(f"/admin/games/{GAME}").text
    assert portal.post(f"/admin/games/{GAME}/restore", data={"version": "99"}).status_code == 409


def test_who_wore_a_number_is_answered_with_a_row_of_the_roster(portal: httpx.Client, upload_site: UploadSite) -> None:
    """The loader takes it, so the history and the record of loads have it; twice is refused."""
    stage(upload_site.url, "insert into staging_players (player_id, player_name) values ('P7', 'Ann Bee')")
    answer = {"game_id": str(GAME), "venue": "home", "player_number": "71", "player_id": "P7"}
    first = portal.post("/admin/alerts/answers", data=answer)
    assert first.status_code == 303, first.text
    with psycopg.connect(upload_site.url) as connection:
        assert connection.execute(ROSTER.encode(), (GAME,)).fetchall() == [("league", "home", 71, "P7", "Ann Bee")]
        loads = connection.execute("select rows_inserted from load_history where game_id = %s", (GAME,)).fetchall()
    assert loads == [(1,)]
    assert portal.post("/admin/alerts/answers", data=answer).status_code == 422
    assert portal.post("/admin/alerts/answers", data={**answer, "player_number": "17"}).status_code == 303
    with psycopg.connect(upload_site.url) as connection:
        numbers = connection.execute("select player_number from staging_game_rosters order by 1").fetchall()
    assert numbers == [(17,), (71,)]  # two sweaters of one player
    unknown = portal.post("/admin/alerts/answers", data={**answer, "player_id": "P8"})
    assert unknown.status_code == 409 and "there is no player p8" in unknown.text.lower()


def test_a_deletion_needs_the_number_of_the_game(portal: httpx.Client, upload_site: UploadSite) -> None:
    """Without it there is no job; with it there is one, for the game and what is staged."""
    wrong = portal.post(f"/admin/games/{GAME}/delete", data={"confirm": "4712", "with_inputs": "yes"})
    assert wrong.status_code == 422 and f"type {GAME} to delete the game" in wrong.text.lower()
    answer = portal.post(f"/admin/games/{GAME}/delete", data={"confirm": str(GAME), "with_inputs": "yes"})
    assert answer.status_code == 303
    with psycopg.connect(upload_site.url) as connection:
        jobs = connection.execute("select job_id, kind, arguments from ops.api_jobs").fetchall()
    assert [job[1:] for job in jobs] == [("delete_game", {"game_id": GAME, "with_inputs": True})]
    assert answer.headers["location"] == f"/admin/jobs/{jobs[0][0]}"


def test_a_game_that_is_left_out_is_brought_back(portal: httpx.Client, upload_site: UploadSite) -> None:
    """A reason is needed; the page says it; back in, nothing is left out."""
    stage(upload_site.url, SHOT)
    assert portal.post(f"/admin/games/{GAME}/exclude", data={"reason": " "}).status_code == 422
    stage(upload_site.url, f"select ops.leave_out({GAME}, 'the wrong rink')")
    assert "the wrong rink" in portal.get(f"/admin/games/{GAME}").text
    assert portal.post(f"/admin/games/{GAME}/include").status_code == 303
    with psycopg.connect(upload_site.url) as connection:
        assert connection.execute("select count(*) from ops.excluded_games").fetchone() == (0,)
    assert portal.post(f"/admin/games/{GAME}/include").status_code == 409


def test_namesakes_are_merged_after_their_id_is_typed(portal: httpx.Client, upload_site: UploadSite) -> None:
    """The page asks about players of one name; a click with the id gives all of one to the other."""
    players = "insert into staging_players (player_id, player_name) values ('P1', 'Ann Bee'), ('P2', 'ann bee ')"
    stage(upload_site.url, players)
    assert "P1 (0 games) and P2 (0 games)" in portal.get("/admin/alerts").text
    fields = {"keep": "P1", "other": "P2"}
    assert portal.post("/admin/alerts/merge", data={**fields, "confirm": "P1"}).status_code == 422
    assert portal.post("/admin/alerts/merge", data={**fields, "confirm": "P2"}).status_code == 303
    assert upload_site.rows("select player_id from staging_players") == [("P1",)]
