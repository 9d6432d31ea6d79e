"""Headline figures with their ranks in the league."""

from collections.abc import Mapping
from typing import Any

from benchsight.site.league_rows import LeagueRows
from benchsight.site.people.league_sql import GOALIES, SKATERS
from benchsight.site.people.person import Person
from benchsight.site.ranks import Figure, Standard, rank_of, read_standards
from benchsight.web.reader import PageReader

SKATER_TABLE = "fact_player_season_stats"
GOALIE_TABLE = "fact_goalie_season_stats"
SKATER_FIGURES = (
    ("gp", "Games", "0"),
    ("goals", "Goals", "0"),
    ("assists", "Assists", "0"),
    ("points", "Points", "0"),
    ("plus_minus", "Plus-minus", "+0"),
    ("sog", "Shots on goal", "0"),
    ("xg_for", "Expected goals", "0.0"),
    ("toi_per_game", "Ice time per game", "m:ss"),
    ("cf_pct", "Shot attempts on the ice, %", "0.0"),
    ("xg_pct", "Expected goals on the ice, %", "0.0"),
)
GOALIE_FIGURES = (
    ("gp", "Games", "0"),
    ("wins", "Wins", "0"),
    ("save_pct", "Save percentage", "0.0"),
    ("goals_against_average", "Goals against average", "0.00"),
    ("goals_saved_above_expected", "Goals saved above expected", "+0.0"),
    ("shutouts", "Shutouts", "0"),
    ("quality_start_pct", "Quality starts, %", "0.0"),
    ("rebound_control_pct", "Saves without a rebound, %", "0.0"),
)
SKATER_RATES = {"cf_pct": "for shares on the ice", "toi_per_game": "for ice time"}
GOALIE_RATES = {"save_pct": "for save percentage", "goals_against_average": "for goals against average"}
WITHOUT_STANDARD = {"wins": Standard()}  # ranked here, though not among the league's leaders


def read_headline(
    reader: PageReader, league: LeagueRows, person: Person, row: Mapping[str, Any]
) -> tuple[list[Figure], str]:
    """Return the headline of a player and what it takes to be ranked; ``row`` is his row of the season table."""
    standards = read_standards(reader)
    return _figures(reader, league, person, row, standards | WITHOUT_STANDARD), minimum_note(
        standards, is_goalie=person.is_goalie
    )


def _figures(
    reader: PageReader, league: LeagueRows, person: Person, row: Mapping[str, Any], standards: Mapping[str, Standard]
) -> list[Figure]:
    query = GOALIES if person.is_goalie else SKATERS
    rows = league.read(reader, query, person.season.id, person.kind.id)
    table, figures = (GOALIE_TABLE, GOALIE_FIGURES) if person.is_goalie else (SKATER_TABLE, SKATER_FIGURES)
    made = []
    for stat, label, format in figures:
        rank = rank_of(rows, person.id, stat, standards[stat]) if stat in standards else None
        made.append(Figure(stat, label, format, table, row[stat], "" if rank is None else str(rank)))
    return made


def minimum_note(standards: Mapping[str, Standard], *, is_goalie: bool) -> str:
    """Return what a player needs, per game of the team, to be ranked in a rate."""
    needed = []
    for stat, label in GOALIE_RATES.items() if is_goalie else SKATER_RATES.items():
        standard = standards.get(stat)
        if standard is not None and standard.minimum_of is not None:
            unit = "minutes" if "toi" in standard.minimum_of else "shots against"
            amount = standard.minimum_per_team_game / (60 if unit == "minutes" else 1)
            needed.append(f"{label} {amount:g} {unit}")
    return f"To be ranked a player needs, per game of the team: {'; '.join(needed)}." if needed else ""
