"""Schedules to correct, and what a load says that it removed."""

from typing import Any

from ingest.journal.summary import LoadSummary


def removed(summary: LoadSummary) -> str:
    """The lines on what a load removed."""
    return "\n".join(line for file in summary.files for line in file.removed)


def game(number: int, day: int, home: str = "A", away: str = "B", **more: Any) -> dict[str, Any]:
    """Return a game of January; its teams are A and B by default."""
    teams = {"home_team_id": home, "away_team_id": away, "home_team_name": home, "away_team_name": away}
    row = {"game_id": number, "season_id": "S1", "game_type": "R", "game_date": f"2031-01-{day:02d}", "home_goals": ""}
    return row | teams | more


def games(query: Any) -> list[int]:
    """Ids of the schedule."""
    return [found for (found,) in query("select game_id from staging_schedule order by 1")]


SEASON = [game(number, number) for number in range(1, 11)]
