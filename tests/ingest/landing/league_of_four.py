"""Files of a league of four teams and three games, each with persons of its own: schedule, rosters, exports, events."""

from pathlib import Path
from typing import Any

from ingest.journal.summary import LoadSummary, Status

from .conftest import Files

TEAMS = {"OAK": "Oak Ridge", "PIN": "Pinewood", "ELM": "Elm Street", "ASH": "Ash Grove"}
GAMES = {7: ("OAK", "PIN", "2031-01-05"), 8: ("ELM", "ASH", "2031-01-05"), 9: ("PIN", "OAK", "2031-02-09")}
FIRST, LAST = ("Ida", "Jon", "Kim", "Liv", "Max", "Nia"), ("Abel", "Bork", "Cade", "Dorn")


def roster(team: str) -> list[dict[str, Any]]:
    """Return six players of a team with names of their own."""
    family = LAST[list(TEAMS).index(team)]
    return [
        {"num": number, "id": f"{team}{number}", "name": f"{first} {family}{number}x"}
        for number, first in enumerate(FIRST, 1)
    ]


def schedule(files: Files, games: tuple[int, ...] = (7, 8, 9)) -> Path:
    """A schedule of these games."""
    rows = [
        {"game_id": game, "season": "2030", "game_date": day, "game_type": "R", "home_team": home, "away_team": away,
         "home_team_name": TEAMS[home], "away_team_name": TEAMS[away]}
        for game in games for home, away, day in [GAMES[game]]
    ]  # fmt: skip
    return files.csv("schedule.csv", *rows)


def league_roster(files: Files, game: int, name: str = "rosters.csv", of: int | None = None) -> Path:
    """The league's roster of a game, or that ``of`` another under its id."""
    home, away, _ = GAMES[of or game]
    rows = [
        {"game_id": game, "team_venue": side, "team_name": TEAMS[team], "team_abbrev": team,
         "player_number": player["num"], "player_id": player["id"], "player_name": player["name"], "position": "C"}
        for side, team in (("home", home), ("away", away)) for player in roster(team)
    ]  # fmt: skip
    return files.csv(name, *rows)


def export(files: Files, name: str, game: int, of: int | None = None, events: int = 12, **changes: Any) -> Path:
    """Write an export under the number of a game with teams and persons of game ``of``."""
    home, away, _ = GAMES[of or game]
    shots = [files.shot(number) for number in range(1, events + 1)]
    clock = [(f"{18 - n}:00", f"{17 - n}:00") for n in range(8)]
    shifts = [
        {"idx": number, "period": 1, "start_time": start, "end_time": end, "home": {"F1": 1, "G": 6},
         "away": {"F1": 2, "G": 6}}
        for number, (start, end) in enumerate(clock, 1)
    ]  # fmt: skip
    named = {"homeTeam": TEAMS[home], "awayTeam": TEAMS[away]}
    content = {"rosters": {"home": roster(home), "away": roster(away)}, "shifts": shifts}
    return files.export(name, *shots, game=game, **named | content | changes)


def reason(summary: LoadSummary) -> str:
    """Return why the only file was refused."""
    (file,) = summary.files
    assert file.status is Status.FAILED
    assert not summary.ok
    return file.reason or ""


def events_csv(files: Files, name: str, game: int, count: int) -> Path:
    """Write events with the clocks that ``export`` has."""
    clocks = {index: {"event_start_seconds": 17 * 60 + 50 - index} for index in range(1, count + 1)}
    return files.events(name, *({"game": game, "index": index} | clock for index, clock in clocks.items()))
