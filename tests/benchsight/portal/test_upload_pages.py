"""Files from the first page to their outcome, by HTTP: what was recognised, what is wrong, what changed."""

import re
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg.types.json import Jsonb

from benchsight.web.cells import UNKNOWN
from tests.benchsight.api.serving import START_NO_JOB
from tests.benchsight.api.uploading import UploadSite, ended, upload
from tests.ingest.landing.conftest import Files

GAMES = [
    {"game_id": 7, "season": "2025", "home_team_name": "Reds", "away_team_name": "Blues", "home_goals": 1},
    {"game_id": 8, "season": "2025", "home_team_name": "Blues", "away_team_name": "Reds", "home_goals": "<b>two</b>"},
]


def words(page: httpx.Response) -> str:
    """Return the text of a page without markup, its blanks folded."""
    assert page.status_code in (200, 403), page.text
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_the_first_page_of_an_empty_database_is_where_files_are_dropped(portal: httpx.Client, files: Files) -> None:
    first = portal.get("/admin").text
    assert "Nothing is loaded yet" in first and "data-drop" in first and "benchsight serve --demo" in first
    ended(portal, upload(portal, files.workbook("league.xlsx", "dim_schedule", GAMES[0])))
    page = portal.get("/admin")
    assert "Quick actions" in page.text and "data-drop" not in page.text
    assert "league.xlsx" in words(page), "the newest operation"


def test_a_check_says_what_was_recognised_and_where_the_problem_is(
    portal: httpx.Client, files: Files, upload_site: UploadSite
) -> None:
    answer = upload(
        portal, files.workbook("league.xlsx", "dim_schedule", *GAMES), files.export("game.json"), preview=True
    )
    job = ended(portal, answer)
    page = portal.get(f"/admin/jobs/{job['job_id']}/outcome")
    assert "<html" not in page.text and "<b>two</b>" not in page.text, "a part of a page, with text as text"
    text = words(page)
    (problem,) = [each for each in job["problems"] if each["is_reject"]]
    row = f"league.xlsx dim_schedule 3 {problem['column_name']} &lt;b&gt;two&lt;/b&gt; Left out."
    assert row in text and problem["expected"] in text
    assert "tracker JSON, game 7, a new one" in text
    assert re.search(r"Would add \d+, change 0 and remove 0 of \d+ rows", text)
    assert "1 problem keeps rows out" in text
    assert "Drop the files again to load them" in words(portal.get(f"/admin/jobs/{job['job_id']}"))
    assert upload_site.rows("select count(*) from staging_schedule") == [(0,)]


def test_a_load_ends_with_its_numbers_and_the_rows_to_mend(portal: httpx.Client, files: Files) -> None:
    job = ended(portal, upload(portal, files.workbook("league.xlsx", "dim_schedule", *GAMES)))
    page = portal.get(f"/admin/jobs/{job['job_id']}")
    assert "1 added, 0 changed, 0 removed" in words(page)
    address = f"/api/upload/rejects/{job['job_id']}"
    assert f'href="{address}"' in page.text and "league.xlsx,dim_schedule,3" in portal.get(address).text
    mended = files.workbook("league.xlsx", "dim_schedule", GAMES[0], GAMES[1] | {"home_goals": 2})
    job = ended(portal, upload(portal, mended))
    page = portal.get(f"/admin/jobs/{job['job_id']}")
    assert "1 added" in words(page) and "/api/upload/rejects" not in page.text
    job = ended(portal, upload(portal, mended, preview=True))
    assert "Nothing would change" in words(portal.get(f"/admin/jobs/{job['job_id']}"))


def test_a_file_that_cannot_be_read_says_why(portal: httpx.Client, files: Files) -> None:
    path = files.folder / "broken.xlsx"
    path.write_bytes(b"no workbook")
    job = ended(portal, upload(portal, path, preview=True))
    page = words(portal.get(f"/admin/jobs/{job['job_id']}"))
    assert "This file cannot be loaded: " in page and "Nothing of it would be written" in page
    assert " ".join(["broken.xlsx", *[UNKNOWN] * 4, "Left out. "]) in page, "and there is no row to name"


def test_a_job_that_waits_is_followed_and_can_be_cancelled(
    portal: httpx.Client, files: Files, upload_site: UploadSite
) -> None:
    upload_site.rows(START_NO_JOB)
    job_id = upload(portal, files.export("game.json")).json()["job_id"]
    for page in (portal.get(f"/admin/jobs/{job_id}"), portal.get("/admin")):
        assert f'data-job="{job_id}"' in page.text and "jobs.js" in page.text
        assert f'data-api="POST" action="/api/etl/cancel/{job_id}"' in page.text
    assert portal.post(f"/api/etl/cancel/{job_id}").status_code == 202
    page = portal.get(f"/admin/jobs/{job_id}")
    assert "It was cancelled" in page.text and "data-job" not in page.text


def test_a_check_that_was_left_is_found_again(portal: httpx.Client) -> None:
    """The address of the page names the job, and what is in it is no address elsewhere."""
    assert portal.get("/admin/upload?check=ab-1").headers["location"] == "/admin/jobs/ab-1"
    assert portal.get("/admin/upload?check=//other").headers["location"] == "/admin/jobs/%2F%2Fother"
    assert portal.get("/admin/jobs/ab-1").status_code == 404
    assert portal.get("/admin/jobs/00000000-0000-0000-0000-000000000000").status_code == 404


@pytest.mark.parametrize("path", ["/admin", "/admin/upload", "/admin/load", "/admin/tables"])
def test_pages_work_before_anything_is_loaded(portal: httpx.Client, path: str) -> None:
    assert portal.get(path).status_code == 200


def test_a_load_whose_files_all_fail_builds_nothing(portal: httpx.Client, files: Files) -> None:
    path = files.csv("fruit.csv", {"fruit": "apple", "price": 3})
    job = ended(portal, upload(portal, path, build=True))
    assert (job["status"], job["result"]["build"]) == ("failed", None)


BUILT = {"status": "completed", "games_built": [7], "tables": [{"name": "fact_events", "written": 3, "total": 3}]}
DELETED = {"game_id": 7, "tables": {"fact_events": 3}, "total_rows_deleted": 1234, "is_due": True}


OUTCOMES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("build", {"games": [7]}, BUILT, "1 game built: 7. 3 rows of 1 table written."),
    ("build", {}, {"status": "nothing", "games_built": []}, "Nothing was due"),
    ("rebuild", {"names": ["dims"], "operation": "upsert"}, {"status": "completed", "build": BUILT}, "3 rows of 1"),
    ("delete_game", {"game_id": 7}, DELETED, "1,234 rows deleted. The game is still loaded"),
    ("plan", {}, {"games": [7, 8], "reasons": {"new": 2}}, "A build now computes 2 games (2 new): 7, 8."),
    ("queue", {"queue_id": 3}, {"id": 3, "status": "completed"}, "Request 3 of the queue"),
    ("push", {"mode": "all"}, {"tables": [{"table": "a", "written": 1}]}, "Copy to Supabase"),
]


def test_what_a_job_did_is_said_in_words(portal: httpx.Client, upload_site: UploadSite) -> None:
    """Of each kind, with the results that the jobs leave."""
    for kind, arguments, result, said in OUTCOMES:
        job_id = uuid4()
        with psycopg.connect(upload_site.url, autocommit=True) as connection:
            connection.execute(
                "insert into ops.api_jobs (job_id, kind, arguments, requested_by, status, progress, result, started_at,"
                " completed_at) values (%s, %s, %s, 'ann', 'completed', 100, %s, now(), now())",
                (job_id, kind, Jsonb(arguments), Jsonb(result)),
            )
        assert said in words(portal.get(f"/admin/jobs/{job_id}"))
