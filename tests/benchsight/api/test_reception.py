"""Reception of uploads: limits, bodies that are cut off or malformed, names of clients. No job is done here."""

import resource
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from benchsight.api.keys import Scope, create_key
from benchsight.api.uploads.names import safe_name
from tests.benchsight.api.serving import START_NO_JOB
from tests.benchsight.api.uploading import (
    BOUNDARY,
    END,
    UploadSite,
    entered_upload_site,
    part,
    sending,
    status_of,
    until,
)
from tests.benchsight.builds.league import copy_of
from tests.conftest import TEMPLATE

FORM = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
LIMIT = 3 * 2**20


@pytest.fixture(scope="module")
def upload_site(server_url: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[UploadSite]:
    """Yield a site that starts no job."""
    url = copy_of(server_url, f"reception_{worker_id}", TEMPLATE)
    with pytest.MonkeyPatch.context() as monkeypatch:
        site = entered_upload_site(url, tmp_path_factory.mktemp("reception"), monkeypatch)
        site.rows(START_NO_JOB)
        yield site


@pytest.fixture(scope="module")
def client(upload_site: UploadSite) -> Iterator[httpx.Client]:
    """Yield a client of a server that takes LIMIT bytes."""
    with upload_site.serving(upload_bytes=LIMIT) as client:
        yield client


def assert_nothing_came(site: UploadSite) -> None:
    assert site.spooled == []
    assert site.rows("select count(*) from ops.api_jobs where status <> 'cancelled'") == [(0,)]


def test_a_gigabyte_is_refused_before_it_is_sent(client: httpx.Client, upload_site: UploadSite) -> None:
    with sending(client, "/api/upload/csv", f"Content-Length: {2**30}", "Expect: 100-continue") as connection:
        assert status_of(connection) == 413
    assert_nothing_came(upload_site)


def test_a_body_that_does_not_say_its_size_is_refused_at_the_limit(
    client: httpx.Client, upload_site: UploadSite
) -> None:
    body = part("events.csv", b"x" * LIMIT)[: LIMIT + 1]
    with sending(client, "/api/upload/csv", "Transfer-Encoding: chunked") as connection:
        connection.sendall(f"{len(body):x}\r\n".encode() + body + b"\r\n")  # and no end
        assert status_of(connection) == 413
    until(lambda: upload_site.spooled == [])
    assert_nothing_came(upload_site)


def test_an_upload_that_is_cut_in_the_middle_leaves_nothing(client: httpx.Client, upload_site: UploadSite) -> None:
    with sending(client, "/api/upload/csv", f"Content-Length: {LIMIT}") as connection:
        connection.sendall(part("events.csv", b"event_key,game_id\n" * 100_000))
        files = upload_site.home / "uploads"
        until(lambda: any(path.stat().st_size for path in files.glob("*.part/events.csv")))
        (folder,) = files.glob("*.part")
        assert (folder.stat().st_mode & 0o777, files.stat().st_mode & 0o777) == (0o700, 0o700)
    until(lambda: upload_site.spooled == [])
    assert client.get("/api/health/live").status_code == 200
    assert_nothing_came(upload_site)


def test_a_full_disk_is_said_and_nothing_is_left(client: httpx.Client, upload_site: UploadSite) -> None:
    most, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    body = part("events.csv", b"x" * (2**21)) + END
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, hard))  # to this process a disk of 1 MiB
    try:
        answer = client.post("/api/upload/csv", content=body, headers=FORM)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert_nothing_came(upload_site)


def test_without_a_key_nothing_of_the_body_is_read(upload_site: UploadSite) -> None:
    with psycopg.connect(upload_site.url, autocommit=True) as connection:
        reader, _ = create_key(connection, "reader", [Scope.READ])
    with upload_site.serving(keys_required=True, upload_bytes=LIMIT) as client:
        for headers, status in ([], 401), ([f"X-API-Key: {reader}"], 403):
            with sending(client, "/api/upload/bulk", "Content-Length: 1000", *headers) as sent:
                assert status_of(sent) == status
    assert_nothing_came(upload_site)


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (part("a.csv", b"x"), 400, "closing boundary"),
        (b"", 400, "closing boundary"),
        (b"no boundary at all", 400, "multipart"),
        (END, 422, "no file"),
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="preview"\r\n\r\ntrue\r\n'.encode() + END,
            422,
            "query",
        ),
        (part("a.csv", b"x") + part("b.csv", b"y") + END, 422, "at most 1 file"),
    ],
)
def test_what_is_no_form_with_a_file_is_refused(
    client: httpx.Client, upload_site: UploadSite, content: bytes, status: int, says: str
) -> None:
    answer = client.post("/api/upload/csv", content=content, headers=FORM)
    assert (answer.status_code, says in answer.json()["detail"]) == (status, True), answer.text
    assert_nothing_came(upload_site)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"table": "staging_evnts"}, "did you mean staging_events?"),
        ({"operation": "delete"}, "operation"),
        ({"column": "period"}, "merge only"),
        ({"game": 0}, "game"),
        ({"dry_run": True}, "dry_run"),
    ],
)
def test_options_are_checked_before_the_body_is_read(
    client: httpx.Client, upload_site: UploadSite, query: dict[str, str | int], says: str
) -> None:
    with sending(client, f"/api/upload/csv?{httpx.QueryParams(query)}", "Content-Length: 1000") as connection:
        assert status_of(connection) == 422
    answer = client.post("/api/upload/csv", params=query, content=part("a.csv", b"x") + END, headers=FORM)
    assert (answer.status_code, says in answer.json()["detail"]) == (422, True), answer.text
    assert_nothing_came(upload_site)


def test_a_file_that_is_no_form_is_refused(client: httpx.Client) -> None:
    answer = client.post("/api/upload/csv", content=b"a,b\n1,2\n", headers={"Content-Type": "text/csv"})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_files_are_kept_whole_under_safe_names_for_their_job(client: httpx.Client, upload_site: UploadSite) -> None:
    names = ["../../etc/events.csv", "Events.csv", "C:\\games\\shift\x07s.csv", ".hidden", ""]
    contents = [bytes([number]) * (number * 300_000 + 1) + b"\r\n--" for number in range(len(names))]
    body = b"".join(part(name, content) for name, content in zip(names, contents, strict=True)) + END
    answer = client.post("/api/upload/bulk", content=body, headers=FORM, params={"preview": True})
    assert answer.status_code == 202, answer.text
    job = answer.json()["job_id"]
    expected = ["events.csv", "Events (2).csv", "shifts.csv", "hidden", "file"]
    assert upload_site.spooled == sorted([job, *(f"{job}/{name}" for name in expected)])
    for name, content in zip(expected, contents, strict=True):
        assert (upload_site.home / "uploads" / job / name).read_bytes() == content
    assert (upload_site.home / "uploads" / job).stat().st_mode & 0o777 == 0o700
    assert client.post(f"/api/etl/cancel/{job}").json()["status"] == "cancelled"
    until(lambda: upload_site.spooled == [])


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("events.csv", "events.csv"),
        ("/absolute/path/game 7.json", "game 7.json"),
        ("..", "file"),
        ("../", "file"),
        ("a\x00b\n.csv", "ab.csv"),
        ("\u202efdp.csv", "fdp.csv"),
        ("~$book.xlsx", "book.xlsx"),
        ("é" * 200 + ".xlsx", "é" * 72 + ".xlsx"),
        ("Spielbericht März.csv", "Spielbericht März.csv"),
    ],
)
def test_names_of_clients_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert len(safe_name(name).encode()) <= 150
    assert safe_name(name, {safe.casefold()}) == f"{Path(safe).stem} (2){Path(safe).suffix}"
