"""Copies to a Supabase project as jobs, beside builds too; without credentials in what they leave."""

import psycopg
import pytest

from benchsight.api.app import create_app
from benchsight.api.settings import ApiSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.api.uploading import ended
from tests.benchsight.builds.league import LeagueSite


def test_a_copy_is_a_job_whose_failure_names_no_credentials(
    site: LeagueSite, api_settings: ApiSettings, monkeypatch: pytest.MonkeyPatch, empty_database_url: str
) -> None:
    with serving(create_app(site.url, api_settings)) as client:
        missing = client.post("/api/upload/to-supabase", json={"mode": "dims"})
        assert (missing.status_code, missing.json()["code"]) == (422, "no_cloud"), missing.text
        trigger = {"mode": "full", "options": {"upload_to_supabase": True}}
        missing = client.post("/api/etl/trigger", json=trigger)
        assert missing.status_code == 422 and "BENCHSIGHT_CLOUD_URL" in missing.json()["detail"]
        monkeypatch.setenv("BENCHSIGHT_CLOUD_URL", empty_database_url)
        unknown = client.post("/api/upload/to-supabase", json={"mode": "none"})
        assert unknown.status_code == 422
        job = ended(client, client.post("/api/upload/to-supabase", json={"mode": "dims", "tables": ["dim_team"]}))
        assert job["status"] == "failed" and "the project lacks table dim_team" in job["error"]
        assert job["kind"] == "push" and "@" not in str(job["arguments"]) + job["error"]


def test_a_copy_completes_after_a_build_too(
    site: LeagueSite, api_settings: ApiSettings, monkeypatch: pytest.MonkeyPatch, empty_database_url: str
) -> None:
    monkeypatch.setenv("BENCHSIGHT_CLOUD_URL", empty_database_url)
    with serving(create_app(site.url, api_settings)) as client:
        schema = client.post("/api/upload/generate-schema")
        with psycopg.connect(empty_database_url, autocommit=True) as connection:
            connection.execute(schema.text.encode())
        job = ended(client, client.post("/api/upload/to-supabase", json={"mode": "dims", "tables": ["dim_team"]}))
        assert (job["status"], job["progress"]) == ("completed", 100), job
        assert job["result"]["tables"] == [{"table": "dim_team", "rows": 2, "rows_written": 2, "rows_deleted": 0}]

        after_build = {"mode": "incremental", "options": {"upload_to_supabase": True}}
        job = ended(client, client.post("/api/etl/trigger", json=after_build))
        assert (job["status"], job["result"]["status"]) == ("completed", "nothing"), job
        assert _events(empty_database_url) == _events(site.url) > [(0,)]

        with psycopg.connect(empty_database_url, autocommit=True) as connection:
            connection.execute("alter table fact_events rename column period to other")
        job = ended(client, client.post("/api/etl/trigger", json=after_build))
        assert job["status"] == "failed" and job["result"]["status"] == "nothing", job
        assert job["error"].startswith(
            "built, but not copied: nothing was copied: the project lacks fact_events.period"
        )


def _events(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute("select count(*) from fact_events").fetchall()
