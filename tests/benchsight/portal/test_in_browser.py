"""The portal in a headless Chromium: drop, check, load, mend; progress; cancel; bring back; keyboard; phone."""

import resource
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import openpyxl
import psycopg
import pytest

from benchsight.api.keys import Scope
from benchsight.api.settings import load_api_settings
from benchsight.api.users import create_user
from benchsight.application import create_application
from benchsight.builds.lock import BUILD_LOCK_KEY
from benchsight.simulator import simulate_league
from benchsight.simulator.export_csv import league_tables, write_texts
from benchsight.simulator.export_workbook import export_workbook
from benchsight.web.settings import WebSettings
from tests.benchsight.api.relay import relay
from tests.benchsight.api.serving import START_NO_JOB, serving
from tests.benchsight.api.uploading import UploadSite, until, upload
from tests.benchsight.builds.league import CONFIG, LeagueSite
from tests.benchsight.portal.conftest import LIMIT
from tests.benchsight.portal.test_games import GAME, SHOT
from tests.benchsight.portal.test_upload_pages import GAMES
from tests.browser import Browser, Page
from tests.ingest.landing.conftest import Files
from tests.using import small_targets, tab_to, walk

pytestmark = pytest.mark.browser


PASSWORD = "a password of Ada"
LARGE = b"1,2,3\n" * 30_000  # bytes, and nothing that is understood


def load_now(page: Page) -> None:
    """Load what was checked, without a build."""
    page.click("[name=build]")
    page.click("[data-load] button")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield a page, on which no script may fail and nothing may violate the policy."""
    with browser.page() as page:
        yield page
        assert page.problems == []


def test_a_broken_file_is_checked_mended_and_loaded(page: Page, portal: httpx.Client, files: Files) -> None:
    """The whole way of a file, from the first page to its rows."""
    page.go(f"{portal.base_url}/admin")
    page.wait_for_text("Nothing is loaded yet")
    broken = files.workbook("league.xlsx", "dim_schedule", *GAMES)
    page.drop_files("[data-drop]", broken)
    page.wait_for_text("league.xlsx")
    page.drop_files("[data-drop]", broken)
    page.wait_for_text("league.xlsx is in the list already.")
    page.click("text=Check the file")
    page.wait_for_text("1 problem keeps rows out.")
    shown = page.text("[data-outcome]")
    assert "dim_schedule" in shown and "<b>two</b>" in shown and "a whole number of at least 0" in shown
    load_now(page)
    page.wait_for_text("1 added, 0 changed, 0 removed")
    assert page.url.startswith(f"{portal.base_url}/admin/jobs/")
    page.go(f"{portal.base_url}/admin/rejects")
    assert "<b>two</b>" in page.text("#rejects")
    page.click("text=Drop the mended file")
    page.wait("location.pathname === '/admin/upload' && document.readyState === 'complete'")
    page.choose_files("[data-files]", broken)
    page.wait_for_text("Check the file")
    files.workbook("league.xlsx", "dim_schedule", GAMES[0], GAMES[1] | {"home_goals": 2, "away_goals": 100})
    page.click("text=Check the file")
    page.wait_for_text("league.xlsx was changed or removed since you chose it. Choose it again.")
    page.choose_files("[data-files]", broken)
    page.wait_for_text("takes the place of the file of that name")
    page.click("text=Check the file")
    page.wait_for_text("Would add 1, change 0 and remove 0 of 2 rows; 1 stay as they are.")
    load_now(page)
    page.wait_for_text("1 added, 0 changed, 0 removed")
    page.go(f"{portal.base_url}/admin/rejects")
    page.wait_for_text("No row is rejected.")


def test_a_folder_keeps_files_of_the_same_name_apart(page: Page, portal: httpx.Client, files: Files) -> None:
    """And leaves out what is hidden."""
    files.export("night/7/game.json")
    files.export("night/8/game.json", game=8)
    files.csv("night/.DS_Store", {"a": 1})
    page.go(f"{portal.base_url}/admin/upload")
    page.drop_files("[data-drop]", files.folder / "night")
    page.wait_for_text("Check 2 files")
    assert page.run("[...document.querySelectorAll('.chosen .name')].map((each) => each.textContent).sort()") == [
        "7 game.json", "8 game.json",
    ]  # fmt: skip
    page.click("text=Check 2 files")
    page.wait_for_text("game 8, a new one")


def test_files_that_are_too_large_are_not_sent(page: Page, portal: httpx.Client, files: Files) -> None:
    (files.folder / "large.csv").write_bytes(b"1" * (LIMIT + 1))
    page.go(f"{portal.base_url}/admin/upload")
    page.choose_files("[data-files]", files.folder / "large.csv")
    page.wait_for_text("this server takes 200 kB at once")
    assert page.run("document.querySelector('[data-check]').disabled")


def test_a_full_disk_is_said_and_the_files_stay(
    browser: Browser, portal: httpx.Client, files: Files, upload_site: UploadSite
) -> None:
    """Nothing is left on the server; the same files are sent again as soon as there is room."""
    (files.folder / "night.csv").write_bytes(LARGE)
    _, hard = limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with browser.page() as page:
        page.go(f"{portal.base_url}/admin/upload")
        page.choose_files("[data-files]", files.folder / "night.csv")
        page.wait_for_text("Check the file")
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(LARGE) // 2, hard))  # to this process, which serves
        try:
            page.click("[data-check]")
            page.wait_for_text("The disk of the server is full: nothing was loaded. Ask whoever runs the server")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert upload_site.spooled == [] and upload_site.rows("select count(*) from ops.api_jobs") == [(0,)]
        page.click("[data-check]")
        page.wait_for_text("This file cannot be loaded")
        assert page.text("[data-problem]") == ""


def test_an_upload_that_is_stopped_or_cut_off_loads_nothing(
    browser: Browser, portal: httpx.Client, files: Files, upload_site: UploadSite
) -> None:
    """By a line that is stuck: the button stops it, a lost connection is said, and both times it can be sent again."""
    (files.folder / "night.csv").write_bytes(LARGE)
    sending = "!document.querySelector('[data-progress]').hidden"
    port = portal.base_url.port
    assert port is not None
    with relay("127.0.0.1", port) as line, browser.page() as page:
        page.go(f"http://127.0.0.1:{line.port}/admin/upload")
        page.choose_files("[data-files]", files.folder / "night.csv")
        page.wait_for_text("Check the file")
        line.hold()
        page.click("[data-check]")
        page.wait(sending)
        page.click("[data-cancel]")
        page.wait_for_text("Stopped: nothing was loaded.")
        page.click("[data-check]")
        page.wait(sending)
        line.cut()
        page.wait_for_text("The connection was lost while the files were sent: nothing was loaded. Try again.")
        until(lambda: upload_site.spooled == [])
        assert upload_site.rows("select count(*) from ops.api_jobs") == [(0,)]
        line.mend()
        page.click("[data-check]")
        page.wait_for_text("This file cannot be loaded")


def test_progress_comes_as_it_happens(page: Page, portal: httpx.Client, files: Files, upload_site: UploadSite) -> None:
    """By the stream; at the end the page shows the outcome."""
    upload_site.rows(START_NO_JOB)
    job_id = upload(portal, files.export("game.json")).json()["job_id"]
    upload_site.rows(  # in one transaction: the server looks for a job to start
        "drop trigger stay_pending on ops.api_jobs;"
        "update ops.api_jobs set status = 'running', claimed_at = now(), started_at = now()"
    )
    page.go(f"{portal.base_url}/admin/jobs/{job_id}")
    page.wait_for_text("0%")
    upload_site.rows("update ops.api_jobs set progress = 42, current_step = 'reading game.json'")
    page.wait_for_text("42%")
    page.wait_for_text("reading game.json")
    assert page.run("document.querySelector('progress').value") == 42
    assert page.text("[data-spoken]") == "25% done"
    end = "update ops.api_jobs set status = 'failed', error_message = 'no more', completed_at = now()"
    upload_site.rows(end)
    page.wait_for_text("It failed. no more")


def test_a_lost_server_is_waited_for(browser: Browser, upload_site: UploadSite, files: Files) -> None:
    """The page says so, and goes on when it is back (here: at its end)."""
    upload_site.rows(START_NO_JOB)
    with browser.page() as page:
        with serving(create_application(upload_site.url, upload_site.settings, WebSettings())) as client:
            job_id = upload(client, files.export("game.json")).json()["job_id"]
            page.go(f"{client.base_url}/admin/jobs/{job_id}")
            page.wait_for_text("Waiting to start")
        page.wait_for_text("The server does not answer: trying again.")


def test_the_upload_works_by_keyboard_and_on_a_phone(browser: Browser, portal: httpx.Client, files: Files) -> None:
    with browser.page(width=360, height=740, dark=True) as page:
        page.go(f"{portal.base_url}/admin/upload")
        page.choose_files("[data-files]", files.workbook("league.xlsx", "dim_schedule", *GAMES))
        page.wait_for_text("Check the file")
        page.run("document.querySelector('.drop input').focus()")
        for _ in range(20):
            if page.run("document.activeElement.matches('[data-check]')"):
                break
            page.press("Tab")
        page.press("Enter")
        page.wait_for_text("1 problem keeps rows out.")
        assert page.run("document.activeElement.matches('[data-outcome]')"), "the outcome is read next"
        assert not page.is_too_wide
        assert page.problems == []


def test_a_full_refresh_needs_its_name_and_is_cancelled(
    page: Page, portal: httpx.Client, upload_site: UploadSite
) -> None:
    """Without the name no request is sent; it runs, held up by another build, until it is cancelled."""
    upload_site.rows("insert into staging_schedule (game_id, season) values (7, '2025')")
    page.go(f"{portal.base_url}/admin")
    page.click("text=Full refresh…")
    page.fill("details.danger input", "refresh")
    page.click("details.danger button")
    assert page.run("document.querySelector('details.danger input').matches(':invalid')")
    assert upload_site.rows("select count(*) from ops.api_jobs") == [(0,)]
    page.fill("details.danger input", "full refresh")
    with psycopg.connect(upload_site.url, autocommit=True) as builder:
        builder.execute("select pg_advisory_lock(%s)", (BUILD_LOCK_KEY,))
        page.click("details.danger button")
        page.wait("location.pathname.startsWith('/admin/jobs/')")
        page.wait_for_text("another build has just begun on this database: waiting for it to end")
        page.click("text=Cancel")
        page.wait_for_text("It was cancelled. Nothing was written in part")
    assert upload_site.rows("select kind, status from ops.api_jobs") == [("rebuild", "cancelled")]


def test_a_version_of_a_game_is_brought_back(page: Page, portal: httpx.Client, upload_site: UploadSite) -> None:
    """What changed is looked at, then undone; the undoing is a version too."""
    upload_site.rows(SHOT)
    upload_site.rows(f"update staging_events set period = 3 where game_id = {GAME}")
    page.go(f"{portal.base_url}/admin/games/{GAME}")
    page.click("text=Changes")
    page.wait_for_text("period: 1 → 3")
    page.go(f"{portal.base_url}/admin/games/{GAME}")
    page.click("text=Bring back")
    page.wait_for_text("it is due")
    assert page.url == f"{portal.base_url}/admin/games/{GAME}"
    assert "back to version" in page.text("main table tbody tr:first-child")
    assert upload_site.rows(f"select period from staging_events where game_id = {GAME}") == [(1,)]


def test_the_portal_works_by_keyboard_from_its_sign_in(browser: Browser, upload_site: UploadSite, files: Files) -> None:
    """Keys alone come to each action, and each stop is visible; the file dialog opens by a key."""
    with psycopg.connect(upload_site.url, autocommit=True) as owner:
        create_user(owner, "ada", PASSWORD, [Scope.READ, Scope.LOAD, Scope.ADMIN])
    settings = replace(upload_site.settings, keys_required=True)
    application = create_application(upload_site.url, settings, WebSettings())
    with serving(application) as client, browser.page() as page:
        page.go(f"{client.base_url}/admin/upload")
        page.wait("document.activeElement.matches('[name=name]')")
        page.type("ada")
        page.press("Tab")
        page.type(PASSWORD)
        tab_to(page, "[type=submit]")
        page.press("Enter")
        page.wait("location.pathname === '/admin/upload' && document.readyState === 'complete'")
        walk(page)
        tab_to(page, "[data-files]")
        page.open_files("Enter", files.workbook("league.xlsx", "dim_schedule", *GAMES))
        page.wait_for_text("league.xlsx")
        tab_to(page, "[data-check]")
        page.press("Enter")
        page.wait("document.activeElement.matches('[data-outcome]')")
        page.wait_for_text("1 problem keeps rows out.")
        tab_to(page, "[data-load] [type=submit]")
        walk(page)
        upload_site.rows(SHOT)
        for path in ("/admin", f"/admin/games/{GAME}"):
            page.go(f"{client.base_url}{path}")
            walk(page)
        assert [each for each in page.problems if "/search-index.json" not in each] == []  # nothing is built to find


def test_the_portal_works_on_a_phone(browser: Browser, portal: httpx.Client, upload_site: UploadSite) -> None:
    """Nothing scrolls sideways, and a finger hits everything."""
    upload_site.rows(SHOT)
    with browser.page(width=360, height=740) as page:
        for path in ("/admin", "/admin/upload", f"/admin/games/{GAME}"):
            page.go(f"{portal.base_url}{path}")
            assert not page.is_too_wide, path
            assert " | ".join(small_targets(page)) == "", path
        assert page.problems == []


@pytest.mark.slow
def test_a_new_game_is_dropped_mended_and_opened(page: Page, league: LeagueSite, tmp_path: Path) -> None:
    """A workbook with one bad row, beside the schedule that has its game; a build follows in the same job."""
    config = replace(CONFIG, games=CONFIG.games + 1)
    simulated = simulate_league(config)
    game = simulated.games[-1]
    write_texts(tmp_path, {"dim_schedule": league_tables(config, simulated)["dim_schedule"]})
    workbook = tmp_path / f"{game.game_id}_tracking.xlsx"
    workbook.write_bytes(export_workbook(config, simulated, game))
    row = _spoil(workbook)
    with serving(create_application(league.url, load_api_settings(Path.cwd(), environ={}), WebSettings())) as client:
        page.go(f"{client.base_url}/admin/upload")
        page.choose_files("[data-files]", workbook, tmp_path / "dim_schedule.csv")
        page.click("text=Check 2 files")
        page.wait_for_text("keeps rows out")
        problems = page.run("[...document.querySelectorAll('[data-outcome] td')].map((each) => each.textContent)")
        assert "shifts" in problems and str(row) in problems
        page.click("[data-load] button")
        page.wait(f"document.body.innerText.includes('Game {game.game_id}')", seconds=300)
        workbook.write_bytes(export_workbook(config, simulated, game))
        page.go(f"{client.base_url}/admin/rejects?game={game.game_id}")
        assert "second" in page.text("#rejects")
        page.click("text=Drop the mended file")
        page.wait("location.pathname === '/admin/upload' && document.readyState === 'complete'")
        page.choose_files("[data-files]", workbook)
        page.click("text=Check the file")
        page.wait_for_text("Would add 1, ")
        load_now(page)
        page.wait_for_text("1 added")
        page.go(f"{client.base_url}/admin/rejects?game={game.game_id}")
        page.wait_for_text("No row is rejected.")
        page.go(f"{client.base_url}/admin/games/{game.game_id}")
        page.click("text=Open the game")
        page.wait(f"location.pathname === '/games/{game.game_id}' && document.readyState === 'complete'")
        assert game.teams[0].name in page.text("main")


def _spoil(workbook: Path) -> int:
    """Write a word where the period of a shift belongs, and return its row."""
    book = openpyxl.load_workbook(workbook)
    sheet = book["shifts"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Period")
    row = sheet.max_row // 2
    sheet.cell(row, column).value = "second"
    book.save(workbook)
    return int(row)
