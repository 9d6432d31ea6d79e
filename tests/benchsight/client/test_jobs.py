"""Jobs of the client, and the examples of its page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchsight.api.app import create_app
from benchsight.api.settings import ApiSettings
from benchsight.client import Client, ClientError, Job
from tests.benchsight.api.serving import START_NO_JOB, serving
from tests.benchsight.builds.league import REPOSITORY, LeagueSite, league

__all__ = ["league"]
PAGE = REPOSITORY / "docs/how-to/use-from-python.md"


@pytest.fixture
def client(league: LeagueSite, api_settings: ApiSettings) -> Iterator[Client]:
    """Yield a client of a server on a league that the test may change."""
    with serving(create_app(league.url, api_settings)) as server, Client(str(server.base_url)) as client:
        yield client


def test_the_examples_of_the_page_run(client: Client, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Run the page's blocks in order; its plan and preview are the jobs of these tests that run to their end."""
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert len(blocks) > 5
    code = "\n".join(blocks).replace("http://127.0.0.1:8000", client.url).replace("18969", "900001")
    code = code.replace('"schedule.csv"', f'"{tmp_path}/schedule.csv"')
    names: dict[str, object] = {}
    try:
        exec(compile(code, str(PAGE), "exec"), names)
    finally:
        opened = names["client"]
        assert isinstance(opened, Client)
        opened.close()
    shots, standings, goals = names["shots"], names["standings"], names["goals"]
    assert len(shots) > 50 and len(standings) > 1 and len(goals) > 0  # type: ignore[arg-type]
    assert 0 < float(str(names["expected"])) < 30
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1] == "404 not_built game 5 is not built: `benchsight games` lists those there are; load its " \
        "export, then run `benchsight build`"  # fmt: skip
    planned = printed.index("[]")
    assert printed[planned - 1].startswith("100 %")
    assert printed[planned + 1] == "False 1"
    assert printed[planned + 2].startswith("3 home_goals ")
    done = names["done"]
    assert isinstance(done, Job) and done.status == "completed" and done.has_ended


def test_a_job_that_fails_or_is_cancelled_ends_the_wait_with_its_reason(client: Client, league: LeagueSite) -> None:
    waiting = "insert into ops.api_jobs (kind, arguments, status, requested_by, started_at, completed_at, error_message"
    ended = "clock_timestamp(), clock_timestamp()"
    league.execute(f"{waiting}) values ('build', '{{}}', 'failed', 'ann', {ended}, 'nothing is staged')")
    league.execute(f"{waiting}) values ('build', '{{}}', 'cancelled', 'ann', {ended}, null)")
    newest, failed = (str(row["job_id"]) for row in client.jobs())
    seen: list[Job] = []
    with pytest.raises(ClientError, match="failed: nothing is staged") as caught:
        client.wait(failed, on_progress=seen.append)
    assert (caught.value.code, [job.status for job in seen]) == ("job_failed", ["failed"])
    with pytest.raises(ClientError, match="was cancelled") as caught:
        client.wait(newest)
    assert caught.value.code == "job_cancelled"
    with pytest.raises(ClientError) as caught:
        client.cancel(newest)
    assert caught.value.status == 409


def test_a_file_is_uploaded_with_its_options(client: Client, league: LeagueSite, tmp_path: Path) -> None:
    league.execute(START_NO_JOB)
    file = tmp_path / "schedule.csv"
    file.write_text("game_id,game_date\n99001,2026-11-28\n")
    job = client.upload(file, operation="merge", tables=["staging_schedule"], games=[99001, 5], columns=["game_date"])
    asked = {name: job.arguments[name] for name in ("operation", "games", "tables", "columns", "preview", "force")}
    assert (job.kind, job.status, asked) == (
        "upload",
        "pending",
        {"operation": "merge", "games": [99001, 5], "tables": ["staging_schedule"], "columns": ["game_date"],
         "preview": False, "force": False},
    )  # fmt: skip
    assert client.rejects(job) == []
    with pytest.raises(ClientError, match=r"cannot read .*nothing\.csv: No such file"):
        client.upload(tmp_path / "nothing.csv")
    with pytest.raises(ClientError, match="at least one file"):
        client.upload()


def test_writes_ask_for_what_their_names_say(client: Client, league: LeagueSite) -> None:
    league.execute(START_NO_JOB)
    queued = client.queue_game(900001, priority=9)
    started = [
        client.trigger(),
        client.trigger("full", exclude_game_ids=[900002], wipe=False),
        client.trigger("single", [900001]),
        client.rebuild_table("fact_shots", game_id=900001),
        client.rebuild_category("dims", "replace"),
        client.rebuild_game(900002),
        client.full_refresh(confirm=True),
        client.delete_game(900002),
        client.delete_game(900002, with_inputs=True, confirm=True),
        client.run_queued(queued["id"]),
    ]
    no_copy = {"upload_to_supabase": False}
    assert [(job.kind, job.arguments) for job in started] == [
        ("build", {"games": [], "all_games": False, "full_refresh": False, "exclude_game_ids": [], **no_copy}),
        ("build", {"games": [], "all_games": True, "full_refresh": False, "exclude_game_ids": [900002], **no_copy}),
        ("build", {"games": [900001], "all_games": False, "full_refresh": False, "exclude_game_ids": [], **no_copy}),
        ("rebuild", {"names": ["fact_shots"], "games": [900001], "operation": "upsert"}),
        ("rebuild", {"names": ["dims"], "games": [], "operation": "replace"}),
        ("rebuild", {"names": ["all_facts"], "games": [900002], "operation": "replace"}),
        ("rebuild", {"names": ["all"], "games": [], "operation": "replace"}),
        ("delete_game", {"game_id": 900002, "with_inputs": False}),
        ("delete_game", {"game_id": 900002, "with_inputs": True}),
        ("queue", {"queue_id": queued["id"]}),
    ]
    assert [each["priority"] for each in client.queue()] == [9]
    with pytest.raises(ClientError, match="pending after 0 seconds") as caught:
        client.wait(started[0], timeout=0)
    assert caught.value.code == "timeout"
    assert [client.cancel(job).status for job in started] == ["cancelled"] * len(started)
    with pytest.raises(ClientError, match="confirm must be true"):
        client.full_refresh(confirm=False)
    with pytest.raises(ClientError, match="confirm must be true"):
        client.delete_game(900001, with_inputs=True)
