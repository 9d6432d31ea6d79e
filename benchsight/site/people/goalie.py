"""The page of a goalie in a season."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchsight.site.league_rows import LeagueRows
from benchsight.site.people.headline import GOALIE_TABLE, read_headline
from benchsight.site.people.league_sql import GOALIES
from benchsight.site.people.person import Person
from benchsight.site.people.seasons_table import season_row, seasons_table
from benchsight.site.people.shots import read_shots
from benchsight.site.people.skater import source_note
from benchsight.web import charts
from benchsight.web.cells import cell
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

SPLITS = ("high_danger", "medium_danger", "low_danger", "rebound", "rush")
LABELS = {
    "high_danger": "High danger",
    "medium_danger": "Medium danger",
    "low_danger": "Low danger",
    "rebound": "On rebounds",
    "rush": "Off the rush",
    "even_strength": "Even strength",
    "short_handed": "Short-handed",
    "power_play": "Power play",
}
STRENGTHS = ("even_strength", "short_handed", "power_play")
OUTCOMES = {"saves_freeze": "Frozen", "saves_played": "Played on", "saves_rebound": "Left a rebound"}
NEEDED = (
    *(f"{split}_{what}_against" for split in SPLITS for what in ("shots", "goals")),
    *(f"{split}_{what}" for split in STRENGTHS for what in ("shots_against", "saves")),
    *OUTCOMES,
)
BY_GAME = """
    select
        goalies.game_id, games.game_date, games.home_team_name, games.away_team_name, goalies.goals_saved_above_expected
    from public.fact_goalie_game_stats as goalies
    inner join public.dim_schedule as games on games.game_id = goalies.game_id
    where
        goalies.player_id = %(player)s
        and games.season_id is not distinct from %(season)s and games.game_kind = %(kind)s
        and games.decided_in is distinct from 'FORFEIT'
    order by games.game_date, games.game_id
"""
LEFT, RIGHT, TOP, BOTTOM = 40, 740, 24, 200


@dataclass(frozen=True)
class Bar:
    """Goals saved above expected in one game; drawn down from ``y`` over ``height``."""

    x: float
    y: float
    width: float
    height: float
    below: bool
    label: str
    href: str


@dataclass(frozen=True)
class SavedByGame:
    """Bars of the games, and the sum so far as a line."""

    bars: Sequence[Bar]
    total: str
    zero: float
    x_ticks: Sequence[charts.Tick]
    y_ticks: Sequence[charts.Tick]
    summary: str


def read_goalie(reader: PageReader, league: LeagueRows, person: Person) -> Page:
    """Return the page of a goalie."""
    seasons = seasons_table(reader, person)
    context: dict[str, Any] = {"person": person, "part": "overview", "seasons": seasons, "figures": []}
    tables = [seasons]
    row = season_row(reader, person, *NEEDED)
    if row is not None:
        everybody = league.read(reader, GOALIES, person.season.id, person.kind.id)
        danger, strength, rebounds = _danger(row, everybody), _strength(row, everybody), _rebounds(row, everybody)
        figures, minimum = read_headline(reader, league, person, row)
        shots = read_shots(reader, person)
        tables += [danger, strength, rebounds, shots.dangers, shots.types]
        context |= {
            "figures": figures,
            "minimum_note": minimum,
            "source_note": source_note(row, "Goals against"),
            "danger": danger,
            "strength": strength,
            "rebounds": rebounds,
            "shots": shots,
            "placed": any(row[f"{split}_shots_against"] for split in SPLITS[:3]),
            "saved": saved_by_game(reader.rows(BY_GAME, person.scope)),
        }
    return Page("site/people/goalie.html", str(person.row["player_name"] or person.id), context, tables)


def saved_by_game(rows: Sequence[Row]) -> SavedByGame | None:
    """Return the chart of goals saved above expected; None where they are known of no game."""
    known = [(index, row, float(row["goals_saved_above_expected"])) for index, row in enumerate(rows, 1)
             if row["goals_saved_above_expected"] is not None]  # fmt: skip
    if not known:
        return None
    so_far, total = [], 0.0
    for index, _, value in known:
        total += value
        so_far.append((index, total))
    values = [0.0, *(value for *_, value in known), *(value for _, value in so_far)]
    x = charts.Scale(0.5, len(rows) + 0.5, LEFT, RIGHT)
    y = charts.Scale(min(values) - 0.2, max(values) + 0.2, BOTTOM, TOP)
    width = round(min(24.0, (RIGHT - LEFT) / len(rows) * 0.7), 1)
    bars = [
        Bar(
            round(x(index) - width / 2, 1),
            y(max(value, 0)),
            width,
            round(abs(y(value) - y(0)), 1),
            value < 0,
            f"{row['game_date']}, {row['away_team_name']} at {row['home_team_name']}: {cell(value, '+0.00')}",
            f"/games/{row['game_id']}",
        )
        for index, row, value in known
    ]
    summary = f"Goals saved above expected in {len(known)} games: {cell(total, '+0.0')} in all"
    return SavedByGame(
        bars,
        charts.line((x(index), y(value)) for index, value in so_far),
        y(0),
        charts.ticks(x),
        charts.ticks(y, 4),
        summary,
    )


def _league_pct(everybody: Sequence[Row], part: str, whole: str, *, goals: bool) -> Any:
    """Return the league's save percentage: of everybody's totals."""
    shots = sum(row[whole] or 0 for row in everybody)
    counted = sum(row[part] or 0 for row in everybody)
    return None if not shots else 100 * ((shots - counted) if goals else counted) / shots


def _danger(row: Row, everybody: Sequence[Row]) -> Table:
    rows = [
        {
            "split": LABELS[split], "shots": row[f"{split}_shots_against"], "goals": row[f"{split}_goals_against"],
            "pct": row[f"{split}_save_pct"],
            "league": _league_pct(everybody, f"{split}_goals_against", f"{split}_shots_against", goals=True),
        }
        for split in SPLITS
    ]  # fmt: skip
    return _saves(
        "saves", "Saves by danger", "Shots", Column("goals", "Goals", "0", GOALIE_TABLE, "goals_against"), rows
    )


def _strength(row: Row, everybody: Sequence[Row]) -> Table:
    rows = [
        {
            "split": LABELS[split], "shots": row[f"{split}_shots_against"], "saves": row[f"{split}_saves"],
            "pct": _league_pct([row], f"{split}_saves", f"{split}_shots_against", goals=False),
            "league": _league_pct(everybody, f"{split}_saves", f"{split}_shots_against", goals=False),
        }
        for split in STRENGTHS
    ]  # fmt: skip
    return _saves("strengths", "Saves by strength", "Own team", Column("saves", "Saves", "0", GOALIE_TABLE), rows)


def _saves(name: str, caption: str, heading: str, counted: Column, rows: list[Row]) -> Table:
    """Return a table of saves by split; one without a shot, such as a danger without positions, is left out."""
    columns = (
        Column("split", heading),
        Column("shots", "Faced", "0", GOALIE_TABLE, "shots_against"),
        counted,
        Column("pct", "Saved, %", "0.0", GOALIE_TABLE, "save_pct"),
        Column("league", "League, %", "0.0"),
    )
    return Table(name, caption, columns, [row for row in rows if row["shots"]], hide_caption=True,
                 unknown="no such shot", empty="No shot against this goalie was tracked.")  # fmt: skip


def _rebounds(row: Row, everybody: Sequence[Row]) -> Table:
    noted = sum(row[column] or 0 for column in OUTCOMES)
    of_league = sum(each[column] or 0 for each in everybody for column in OUTCOMES)
    rows = [
        {
            "outcome": label, "saves": row[column], "share": 100 * row[column] / noted,
            "league": 100 * sum(each[column] or 0 for each in everybody) / of_league if of_league else None,
        }
        for column, label in OUTCOMES.items()
        if noted and row[column] is not None
    ]  # fmt: skip
    columns = (
        Column("outcome", "After the save"),
        Column("saves", "Saves", "0", GOALIE_TABLE, "saves"),
        Column("share", "Share, %", "0.0", GOALIE_TABLE, "rebound_control_pct"),
        Column("league", "League, %", "0.0"),
    )
    return Table("rebounds", "What became of the puck", columns, rows, hide_caption=True,
                 empty="What became of the puck after saves was not noted.")  # fmt: skip
