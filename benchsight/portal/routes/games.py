"""Games: how far each is; the history of one, compared and brought back; leave out, bring in, delete."""

import psycopg
from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from benchsight.api.jobs.store import add_job
from benchsight.api.keys import Scope
from benchsight.builds.exclusion import include
from benchsight.inputs import HistoryError, Subject, TableDiff, compare_rows, read_rows, read_versions, resolve, revert
from benchsight.inputs.versions import before, read_built_version
from benchsight.portal.forms import AdminForm, Form, LoadForm, done, refused
from benchsight.portal.pages import show_portal
from benchsight.reads.games import read_games
from benchsight.web.pages import NotFound, Page
from benchsight.web.reader import PageReader
from benchsight.web.routing import portal_router

router = portal_router(Scope.LOAD)

PATH = "/admin/games"
MOST_ROWS = 50  # of a comparison of one table
WORDS = "select ops.game_words(%(game)s) as words"
PUBLISHED = """
    select
        (select count(*) from public.staging_events where game_id = %(game)s) as events,
        (select count(*) from public.staging_shifts where game_id = %(game)s) as shifts
"""


@router.get(PATH)
async def show_games(request: Request) -> Response:
    """Return all games; `?state=` chooses."""

    def read(reader: PageReader) -> Page:
        games = read_games(reader.connection)
        state = request.query_params.get("state", "")
        states = sorted({game.state for game in games})
        shown = [game for game in reversed(games) if state in ("", game.state)]
        return Page("portal/games.html", "Games", {"games": shown, "states": states, "state": state})

    return await show_portal(request, read)


@router.get(f"{PATH}/{{game_id}}")
async def show_game(request: Request, game_id: int) -> Response:
    """Return the state of a game and its versions, the newest first."""

    def read(reader: PageReader) -> Page:
        game = next((game for game in read_games(reader.connection) if game.game_id == game_id), None)
        if game is None:
            raise NotFound(f"there is no game {game_id}")
        try:
            versions = list(reversed(read_versions(reader.connection, Subject.of_game(game_id))))
        except HistoryError:
            versions = []
        context = {
            "game": game, "versions": versions, "built": read_built_version(reader.connection, game_id),
            "words": reader.value(WORDS, {"game": game_id}), "staged": reader.row(PUBLISHED, {"game": game_id}),
        }  # fmt: skip
        return Page("portal/game.html", f"Game {game_id}", context)

    return await show_portal(request, read)


@router.get(f"{PATH}/{{game_id}}/compare")
async def compare(request: Request, game_id: int) -> Response:
    """Return how two versions differ: `?old=`, `?new=` (default: the newest and the one before it)."""
    old, new = request.query_params.get("old"), request.query_params.get("new") or "now"

    def read(reader: PageReader) -> Page:
        with reader.connection.transaction():
            reader.connection.execute("set transaction isolation level repeatable read read only")
            start, end, diffs = _differences(reader.connection, Subject.of_game(game_id), old, new)
        context = {"game_id": game_id, "old": start, "new": end, "diffs": diffs, "most": MOST_ROWS}
        return Page("portal/compare.html", f"Game {game_id}: versions {start} and {end}", context)

    return await show_portal(request, read)


@router.post(f"{PATH}/{{game_id}}/restore")
async def restore(game_id: int, form: LoadForm) -> Response:
    """Stage the game again as it was at a version."""
    version = str(form.number("version", "a version"))
    reason = form.text("reason")
    reverted = await form.services.database.run(
        lambda connection: revert(connection, game_id, version, form.caller.name, reason)
    )
    if not reverted.changed_anything:
        return done(f"{PATH}/{game_id}", f"The game is as it was at version {version}: nothing to do.")
    return done(
        f"{PATH}/{game_id}",
        f"The game is as it was at version {reverted.version}. That is version {reverted.current} now, and it is due.",
    )


@router.post(f"{PATH}/{{game_id}}/exclude")
async def exclude_game(game_id: int, form: LoadForm) -> Response:
    """Leave the game out of builds: a job, since it waits for a build that runs."""
    reason = form.text("reason")
    if not reason:
        raise refused("say why the game is left out")
    return await _job(form, "exclude", {"game_id": game_id, "reason": reason})


@router.post(f"{PATH}/{{game_id}}/include")
async def include_game(game_id: int, form: LoadForm) -> Response:
    """Bring a game back that was left out."""
    await form.services.database.run(lambda connection: include([game_id], connection, form.caller.name))
    return done(f"{PATH}/{game_id}", f"Game {game_id} is in again: it is queued for a build.")


@router.post(f"{PATH}/{{game_id}}/delete")
async def delete(game_id: int, form: AdminForm) -> Response:
    """Delete what is published of a game, and on request what is staged of it."""
    if form.text("confirm") != str(game_id):
        raise refused(f"type {game_id} to delete the game")
    return await _job(form, "delete_game", {"game_id": game_id, "with_inputs": form.text("with_inputs") == "yes"})


async def _job(form: Form, kind: str, arguments: dict[str, object]) -> Response:
    """Start a job, and go to its page."""
    job = await form.services.database.run(lambda connection: add_job(connection, kind, arguments, form.caller.name))
    form.services.runner.wake()
    return RedirectResponse(f"/admin/jobs/{job.job_id}", 303)


def _differences(
    connection: psycopg.Connection, subject: Subject, old: str | None, new: str
) -> tuple[int, int, list[TableDiff]]:
    versions = read_versions(connection, subject)
    end = resolve(versions, new, subject)
    start = resolve(versions, old or str(before(versions, end)), subject)
    pairs = (
        (table, [read_rows(connection, subject, table, each) for each in (start, end)]) for table in subject.tables
    )
    diffs = [compare_rows(table, *rows) for table, rows in pairs]
    return start, end, [diff for diff in diffs if diff]
