"""A player's games in order: each game, the last five and the season's mean, as a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchsight.site.league_rows import LeagueRows
from benchsight.site.people.league_sql import SKATERS
from benchsight.site.people.person import Person
from benchsight.web import charts
from benchsight.web.cells import cell
from benchsight.web.reader import PageReader, Row

TABLE = "fact_player_trends"
TRENDS = """
    select
        trends.*, games.home_team_name, games.away_team_name
    from public.fact_player_trends as trends
    left join public.dim_schedule as games on games.game_id = trends.game_id
    where
        trends.player_id = %(player)s
        and trends.season_id is not distinct from %(season)s and trends.game_type = %(kind)s
    order by trends.game_date, trends.game_id
"""
# statistic, title, format, divisor of the axis, columns of the league's mean
SHOWN = (
    ("game_score", "Game score", "0.00", 1, ("game_score", "gp")),
    ("points", "Points", "0.00", 1, ("points", "gp")),
    ("xg_for", "Expected goals", "0.00", 1, ("xg_for", "gp")),
    ("toi_seconds", "Ice time, minutes", "m:ss", 60, ("toi_seconds", "toi_gp")),
)
WIDTH, HEIGHT = 480, 210
LEFT, RIGHT, TOP, BOTTOM = 40, 470, 24, 170


@dataclass(frozen=True)
class Dot:
    """One game of a chart."""

    x: float
    y: float
    label: str
    href: str


@dataclass(frozen=True)
class Trend:
    """Chart of a statistic by game; ``mean`` and ``league`` are heights of lines across, with their labels."""

    stat: str
    title: str
    dots: Sequence[Dot]
    rolling: str
    mean: tuple[float, str] | None
    league: tuple[float, str] | None
    x_ticks: Sequence[charts.Tick]
    y_ticks: Sequence[charts.Tick]
    summary: str


def read_trends(reader: PageReader, league: LeagueRows, person: Person) -> tuple[list[Trend], Row | None]:
    """Return the charts of a skater's season, none with fewer than two games, and the last game's streaks and form."""
    rows = reader.rows(TRENDS, person.scope)
    everybody = league.read(reader, SKATERS, person.season.id, person.kind.id)
    peers = [row for row in everybody if row["position_code"] == person.row["position_code"]]
    charts_of = [
        _trend(rows, stat, title, format, divisor, _mean(peers, *columns))
        for stat, title, format, divisor, columns in SHOWN
        if len(rows) > 1 and any(row[stat] is not None for row in rows)
    ]
    return charts_of, rows[-1] if rows else None


def _mean(rows: Sequence[Row], total: str, games: str) -> float | None:
    """Return the mean per game of the players of a position: of their totals, never of their means."""
    played = sum(row[games] or 0 for row in rows)
    return float(sum(row[total] or 0 for row in rows) / played) if played else None


def _trend(rows: list[Row], stat: str, title: str, format: str, divisor: int, league: float | None) -> Trend:
    values = [None if row[stat] is None else float(row[stat]) / divisor for row in rows]
    known = [value for value in values if value is not None]
    mean = rows[-1][f"{stat}_season"]
    lines = [float(line) / divisor for line in (mean, league) if line is not None]
    x = charts.Scale(1, max(len(rows), 2), LEFT + 10, RIGHT - 10)
    y = charts.Scale(min(0, *known, *lines), max(*known, *lines, 0.1) * 1.05, BOTTOM, TOP)
    dots = [
        Dot(x(index), y(value), f"{_game(row)}: {cell(row[stat], format)}", f"/games/{row['game_id']}")
        for index, (row, value) in enumerate(zip(rows, values, strict=True), 1)
        if value is not None
    ]
    rolling = [
        (x(index), y(float(row[f"{stat}_last_5"]) / divisor))
        for index, row in enumerate(rows, 1)
        if row[f"{stat}_last_5"] is not None and index >= 5
    ]
    summary = f"{title} in {len(known)} games: {cell(mean, format)} per game" + (
        "" if league is None else f", {cell(league, format)} the league's players of the position"
    )
    return Trend(
        stat, title, dots, charts.line(rolling), _across(y, mean, divisor, "own mean", format),
        _across(y, league, divisor, "league", format), charts.ticks(x), charts.ticks(y, 4), summary,
    )  # fmt: skip


def _across(scale: charts.Scale, value: Any, divisor: int, label: str, format: str) -> tuple[float, str] | None:
    return None if value is None else (scale(float(value) / divisor), f"{label} {cell(value, format)}")


def _game(row: Row) -> str:
    return f"{row['game_date']}, {row['away_team_name']} at {row['home_team_name']}"
