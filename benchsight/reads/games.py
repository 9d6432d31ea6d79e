"""The games of a database as a person looks for them: id, date, teams, score, and how far each is."""

from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg.rows import class_row

from benchsight.terminal.text import Terminal, count, grid, number

# The export names the teams of a game that is only tracked; the score is the league's official one.
GAMES = """
    select
        coalesce(status.game_id, schedule.game_id) as game_id,
        schedule.game_date,
        coalesce(schedule.away_team_name, exports.away_team_name) as away_team,
        coalesce(schedule.home_team_name, exports.home_team_name) as home_team,
        schedule.away_goals,
        schedule.home_goals,
        coalesce(status.state, 'not tracked') as state,
        status.built_from_version is not null as is_built,
        status.failed_reason,
        status.excluded_because
    from public.game_status as status
    full join public.staging_schedule as schedule on status.game_id = schedule.game_id
    left join public.staging_games as exports on status.game_id = exports.game_id
    order by schedule.game_date nulls last, game_id
"""
NOT_TRACKED = "not tracked"


@dataclass(frozen=True)
class GameLine:
    """A game: its official score, and ``state``: not tracked, due, queued, building, built, failed or excluded.

    ``is_built``: something of it is published, perhaps of an earlier version of its input.
    """

    game_id: int
    game_date: date | None
    away_team: str | None
    home_team: str | None
    away_goals: int | None
    home_goals: int | None
    state: str
    is_built: bool
    failed_reason: str | None
    excluded_because: str | None = None


def read_games(connection: psycopg.Connection) -> list[GameLine]:
    """Return every game that is scheduled or tracked, by date."""
    with connection.cursor(row_factory=class_row(GameLine)) as cursor:
        return cursor.execute(GAMES).fetchall()


def show_games(games: list[GameLine], everything: bool, console: Terminal) -> None:
    """Print the tracked games, or all of them, and what to do next."""
    if not games:
        console.say("No game is loaded yet.")
        console.next("benchsight load PATH", "files or folders with games")
        return
    shown = [game for game in games if everything or game.state != NOT_TRACKED]
    table = grid("game", "date", "away", "", "home", "", "state", left=7)
    for game in shown:
        goals = (number(game.away_goals), number(game.home_goals))
        table.add_row(
            str(game.game_id), number(game.game_date), number(game.away_team), goals[0], number(game.home_team),
            goals[1], _state(game),
        )  # fmt: skip
    if shown:
        console.print(table)
    hidden = len(games) - len(shown)
    if hidden:
        console.say(f"{count(hidden, 'game')} of the schedule without tracking: --all lists them", style="dim")
    _show_next(games, console)


def _state(game: GameLine) -> str:
    if game.state == "failed" and game.failed_reason:
        return f"failed: {game.failed_reason}"
    if game.excluded_because:
        return f"left out: {game.excluded_because}"
    return f"{game.state}, an earlier version is built" if game.is_built and game.state == "due" else game.state


def _show_next(games: list[GameLine], console: Terminal) -> None:
    built = next((game for game in reversed(games) if game.is_built), None)
    if any(game.state == "due" for game in games):
        console.next("benchsight build", "builds what is due")
    elif built is not None:
        console.next(f"benchsight report {built.game_id}", "its box score")
    elif all(game.state == NOT_TRACKED for game in games):
        console.next("benchsight load PATH", "exports of tracked games")
