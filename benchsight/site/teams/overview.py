"""The page of a team in a season."""

from collections.abc import Sequence
from typing import Any

from benchsight.site.league_rows import LeagueRows
from benchsight.site.ranks import Figure, Rank
from benchsight.site.reads.standings import STANDINGS
from benchsight.site.teams.roster import read_roster
from benchsight.site.teams.schedule import read_schedule, schedule_table
from benchsight.site.teams.style import OF, read_seasons
from benchsight.site.teams.team import Team
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader, Row

# statistic, label, format, whether less is better
FIGURES = (
    ("goals", "Goals", "0", False),
    ("goals_against", "Goals against", "0", True),
    ("xg_pct", "Expected goals, %", "0.0", False),
    ("cf_pct", "Shot attempts, %", "0.0", False),
    ("shooting_pct", "Goals per shot on goal, %", "0.0", False),
    ("save_pct", "Saves, %", "0.0", False),
    ("power_play_pct", "Power play, %", "0.0", False),
    ("penalty_kill_pct", "Penalty kill, %", "0.0", False),
    ("zone_entry_control_pct", "Entries with control, %", "0.0", False),
)
RECENT = 5


def read_overview(reader: PageReader, league: LeagueRows, team: Team) -> Page:
    """Return the page of a team: record, figures, last and next games, roster."""
    games = read_schedule(reader, team)
    played = [game for game in games if game["result"] is not None]
    skaters, goalies = read_roster(reader, league, team)
    seasons = read_seasons(reader, team)
    context = {
        "team": team,
        "part": "overview",
        "record": record_of(reader, league, team),
        "figures": team_figures(seasons, team),
        "recent": schedule_table(played[-RECENT:][::-1]),
        "next": next((game for game in games if game["result"] is None and not game["is_played"]), None),
        "skaters": skaters,
        "goalies": goalies,
        "played": len(played),
        "tracked": next((row["gp"] for row in seasons if row["team_id"] == team.id), 0),
    }
    return Page("site/teams/overview.html", team.name, context, [skaters, goalies])


def record_of(reader: PageReader, league: LeagueRows, team: Team) -> Row | None:
    """Return a team's row of the standings, which are of the regular season."""
    if team.kind.id != "regular":
        return None
    rows = league.read(reader, STANDINGS, team.season.id, team.kind.id)
    return next((row for row in rows if row["team_id"] == team.id), None)


def team_figures(seasons: Sequence[Row], team: Team) -> list[Figure]:
    """Return the headline of a team with its ranks; empty without a tracked game."""
    mine = next((row for row in seasons if row["team_id"] == team.id), None)
    return (
        []
        if mine is None
        else [
            Figure(stat, label, format, OF, mine[stat], _rank(seasons, mine[stat], stat, less))
            for stat, label, format, less in FIGURES
        ]
    )


def _rank(seasons: Sequence[Row], mine: Any, stat: str, less_is_better: bool) -> str:
    values = [row[stat] for row in seasons if row[stat] is not None]
    if mine is None:
        return ""
    return str(Rank(1 + sum(value < mine if less_is_better else value > mine for value in values), len(values)))
