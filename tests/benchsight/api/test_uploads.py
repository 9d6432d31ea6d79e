"""Uploads from the file to staging: result, rejected rows, preview, two clients at once, a restart in between."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import httpx
import psycopg
import pytest

from benchsight.api.keys import Scope, create_key
from benchsight.api.uploads.loading import load_upload
from benchsight.api.uploads.models import UploadQuery
from benchsight.inputs.load import OPERATIONS
from ingest.database.session import LOADER_LOCK, lock_games
from tests.benchsight.api.serving import START_NO_JOB
from tests.benchsight.api.test_jobs import child_of
from tests.benchsight.api.uploading import UploadSite, ended, until, upload
from tests.ingest.landing.conftest import Files, event_row
from tests.locks import OWN_LOCKS

TABLES = """
    select format('select %L, count(*), sum(xmin::text::bigint) from %s', c.oid::regclass, c.oid::regclass)
    from pg_class as c
    where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'ops'::regnamespace)
        -- of the job itself, and what readers are told of it
        and c.relname not in ('api_jobs', 'upload_problems', 'stream_events', 'stream_head')
"""
WAITING = f"select count(*) from {OWN_LOCKS} where locktype = 'advisory' and not granted and classid = {{}}"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return a writer of files in a folder of the client."""
    folder = tmp_path / "client"
    folder.mkdir()
    return Files(folder)


@pytest.fixture
def client(upload_site: UploadSite) -> Iterator[httpx.Client]:
    """Yield a client of a server without games."""
    with upload_site.serving() as client:
        yield client


def contents(site: UploadSite) -> dict[Any, Any]:
    """Return the number of rows of each table but those of jobs, and a sum that changes with any of them."""
    statements = [statement for (statement,) in site.rows(TABLES)]
    return {name: rest for name, *rest in site.rows(" union all ".join(statements))}


def rejected(client: httpx.Client, upload: dict[str, Any]) -> list[dict[str, str]]:
    """Return the rows of the rejects of an upload."""
    answer = client.get(f"/api/upload/rejects/{upload['job_id']}")
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_a_file_is_loaded_by_a_job_in_the_name_of_its_key(upload_site: UploadSite, files: Files) -> None:
    with psycopg.connect(upload_site.url, autocommit=True) as connection:
        key, _ = create_key(connection, "rink", [Scope.LOAD, Scope.READ])
    with upload_site.serving(keys_required=True) as client:
        client.headers["X-API-Key"] = key
        found = ended(client, upload(client, files.export("game 7.json")))
        assert (found["status"], found["progress"], found["error"]) == ("completed", 100, None), found
        result = found["result"]
        assert (result["ok"], result["preview"], result["rejects"]) == (True, False, 0)
        (file,) = result["files"]
        counts = {table["table"]: table["inserted"] for table in file["tables"]}
        assert (file["file"], file["status"], counts["staging_events"]) == ("game 7.json", "completed", 3)
        assert upload_site.rows("select distinct source_file, initiated_by, load_id::text from load_history") == [
            ("upload/game 7.json", found["requested_by"], result["load_id"])
        ]
        assert "rink" in found["requested_by"]
        until(lambda: upload_site.spooled == [])
        assert client.get(f"/api/etl/status/{found['job_id']}").json()["kind"] == "upload"


def test_a_preview_says_what_would_change_and_changes_nothing(
    client: httpx.Client, upload_site: UploadSite, files: Files
) -> None:
    path = files.events("events.csv", {}, {"index": 2, "event_start_seconds": "ten"})
    before = contents(upload_site)
    found = ended(client, upload(client, path, preview=True))
    assert (found["status"], found["result"]["preview"], found["result"]["ok"]) == ("completed", True, False), found
    (table,) = [each for each in found["result"]["files"][0]["tables"] if each["table"] == "staging_events"]
    assert (table["read"], table["inserted"], table["rejected"]) == (2, 1, 1)
    (problem,) = [each for each in found["problems"] if each["is_reject"]]
    assert (problem["file_name"], problem["row_number"], problem["column_name"], problem["value"]) == (
        "events.csv", 3, "event_start_seconds", "ten",
    )  # fmt: skip
    assert problem["expected"] and problem["table_name"] == "staging_events"
    assert contents(upload_site) == before
    until(lambda: upload_site.spooled == [])


def test_rejected_rows_are_downloaded_mended_and_uploaded_again(
    client: httpx.Client, upload_site: UploadSite, files: Files
) -> None:
    rows = [event_row(number) for number in (1, 2, 3)]
    broken = files.csv("events.csv", rows[0], rows[1] | {"period": "=1+1"}, rows[2])
    first = ended(client, upload(client, broken))
    assert (first["status"], first["result"]["ok"], first["result"]["rejects"]) == ("completed", False, 1)
    (reject,) = rejected(client, first)
    assert (reject["file"], reject["row"], reject["column"], reject["value"]) == ("events.csv", "3", "period", "=1+1")
    assert reject["reason"] and reject["expected"] and reject["kind"] == "reject"
    assert upload_site.rows("select source_file, row_number from staging_rejects") == [("upload/events.csv", 3)]
    second = ended(client, upload(client, files.csv("events.csv", *rows)))
    assert second["result"]["ok"], second
    assert rejected(client, second) == []
    assert rejected(client, first) == [reject], "the outcome of an upload stays"
    assert upload_site.rows("select count(*) from staging_rejects") == [(0,)]
    assert upload_site.rows("select count(*) from staging_events where game_id = 7") == [(3,)]


def test_several_files_are_one_run_and_each_has_its_outcome(
    client: httpx.Client, upload_site: UploadSite, files: Files
) -> None:
    unknown = files.csv("fruit.csv", {"fruit": "apple", "price": 3})
    paths = (files.export("b.json"), files.export("a/b.json", game=8), files.schedule("schedule.csv", 7, 8), unknown)
    found = ended(client, upload(client, *paths))
    assert (found["status"], found["result"]["ok"]) == ("failed", False)
    assert found["error"].startswith("fruit.csv: ")
    outcome = {file["file"]: file["status"] for file in found["result"]["files"]}
    assert outcome == {
        "b.json": "completed", "b (2).json": "completed", "schedule.csv": "completed", "fruit.csv": "failed",
    }  # fmt: skip
    assert [(row["file"], row["row"]) for row in rejected(client, found)] == [("fruit.csv", "")]
    assert upload_site.rows("select count(distinct load_id), count(distinct game_id) from staging_events") == [(1, 2)]
    assert not any(str(upload_site.home) in line for line in (str(found), str(upload_site.rows("table load_history"))))


def test_two_clients_that_load_the_same_game_at_once_leave_one_of_its_versions(
    upload_site: UploadSite, files: Files
) -> None:
    wide = [files.shot(number, detail1="Shot_Missed") for number in (1, 2, 3, 4)]
    versions = [files.export("ann/game.json"), files.export("bob/game.json", *wide)]
    with upload_site.serving() as ann, upload_site.serving() as bob, psycopg.connect(upload_site.url) as holder:
        lock_games(holder.cursor(), [7])
        answers = [upload(client, path) for client, path in zip((ann, bob), versions, strict=True)]
        until(lambda: upload_site.rows(WAITING.format(LOADER_LOCK)) == [(2,)])
        holder.commit()
        assert [ended(ann, answer)["status"] for answer in answers] == ["completed", "completed"]
    events = upload_site.rows("select event_index, event_detail from staging_events where game_id = 7 order by 1")
    assert events in (
        [(number, "Shot_OnNetSaved") for number in (1, 2, 3)],
        [(number, "Shot_Missed") for number in (1, 2, 3, 4)],
    )
    assert upload_site.rows(
        "select status, count(*) from load_history where table_name = 'staging_events' group by 1"
    ) == [("completed", 2)]


def test_what_was_received_is_loaded_after_a_restart(upload_site: UploadSite, files: Files) -> None:
    upload_site.rows(START_NO_JOB)
    with upload_site.serving() as client:
        answer = upload(client, files.export("game.json"))
        job = answer.json()["job_id"]
    assert upload_site.spooled == [job, f"{job}/game.json"]
    upload_site.rows("drop trigger stay_pending on ops.api_jobs")
    with upload_site.serving() as client:
        assert ended(client, answer)["result"]["ok"]
        until(lambda: upload_site.spooled == [])
    assert upload_site.rows("select count(*) from staging_events") == [(3,)]


def test_a_load_whose_process_is_killed_goes_on_where_it_stopped(
    client: httpx.Client, upload_site: UploadSite, files: Files
) -> None:
    """An append that began from the start would reject the rows that the first attempt has landed."""
    first, second = files.events("first.csv", {}), files.events("second.csv", {"game": 8})
    with psycopg.connect(upload_site.url) as holder:
        lock_games(holder.cursor(), [8])
        answer = upload(client, first, second, operation="append")
        job = answer.json()["job_id"]
        until(lambda: upload_site.rows(WAITING.format(LOADER_LOCK)) == [(1,)])
        assert upload_site.rows("select distinct game_id from staging_events") == [(7,)]
        child_of(job).kill()
        until(lambda: upload_site.rows("select attempts from ops.api_jobs") == [(2,)])
        holder.commit()
        found = ended(client, answer)
    assert (found["status"], found["result"]["ok"], found["result"]["rejects"]) == ("completed", True, 0), found
    assert upload_site.rows("select game_id, count(*) from staging_events group by 1 order by 1") == [(7, 1), (8, 1)]
    assert upload_site.rows("select status from ops.ingest_runs") == [("completed",)]


def test_a_load_whose_process_died_at_its_end_is_not_done_again(upload_site: UploadSite, files: Files) -> None:
    rows = [event_row(1), event_row(2, period="x")]
    sent = (files.csv("events.csv", *rows), files.csv("fruit.csv", {"fruit": "apple", "price": 3}))
    upload_site.rows(START_NO_JOB)
    with upload_site.serving() as client:
        upload(client, *sent, operation="append")
    ((arguments,),) = upload_site.rows("select arguments from ops.api_jobs")
    first, again = (load_upload(arguments, lambda step, done, total: None) for _ in range(2))
    counts = [{file["file"]: (file["status"], file["rejects"], file["tables"]) for file in attempt.result["files"]}
              for attempt in (first, again)]  # fmt: skip
    assert counts[0] == counts[1]
    assert (counts[0]["events.csv"][:2], counts[0]["fruit.csv"][0]) == (("completed", 1), "failed")
    assert first.error == again.error is not None
    assert first.result["load_id"] == again.result["load_id"]
    assert upload_site.rows("select count(*) from ops.upload_problems where is_reject") == [(2,)]


def test_a_job_that_is_no_upload_has_no_rejects(client: httpx.Client, upload_site: UploadSite) -> None:
    (job,) = upload_site.rows(
        "insert into ops.api_jobs (kind, arguments, status, completed_at, requested_by)"
        " values ('plan', '{}', 'completed', now(), 'ann') returning job_id"
    )
    for path in ("status", "rejects"):
        answer = client.get(f"/api/upload/{path}/{job[0]}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_job")


def test_operations_are_those_of_the_command() -> None:
    assert sorted(get_args(UploadQuery.model_fields["operation"].annotation)) == sorted(OPERATIONS)
