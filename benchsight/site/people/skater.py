"""The page of a skater in a season."""

from collections.abc import Mapping
from typing import Any

from benchsight.site.league_rows import LeagueRows
from benchsight.site.people.adjusted import read_adjusted
from benchsight.site.people.headline import read_headline
from benchsight.site.people.person import Person
from benchsight.site.people.profile import read_profile
from benchsight.site.people.seasons_table import season_row, seasons_table
from benchsight.site.people.shots import read_shots
from benchsight.site.people.splits import read_splits
from benchsight.site.people.trends import read_trends
from benchsight.web.pages import Page
from benchsight.web.reader import PageReader

NEEDED = ("rate_toi_seconds", "corsi_for", "corsi_against", "on_ice_xgf", "on_ice_xga")
SOURCES = {
    "official": "{what} are those of the official results.",
    "tracked": "No official results: {what} are as tracked.",
    "mixed": "{what} are official where there is a result, else as tracked.",
}


def read_skater(reader: PageReader, league: LeagueRows, person: Person) -> Page:
    """Return the page of a skater."""
    seasons = seasons_table(reader, person)
    context: dict[str, Any] = {"person": person, "part": "overview", "seasons": seasons, "figures": []}
    tables = [seasons]
    row = season_row(reader, person, *NEEDED)
    if row is not None:
        figures, minimum = read_headline(reader, league, person, row)
        trends, form = read_trends(reader, league, person)
        splits, shots = read_splits(reader, person, row), read_shots(reader, person)
        adjusted = read_adjusted(reader, person)
        tables += [*splits, shots.dangers, shots.types, adjusted]
        context |= {
            "figures": figures,
            "minimum_note": minimum,
            "source_note": source_note(row),
            "form": form,
            "trends": trends,
            "profile": read_profile(reader, league, person),
            "splits": splits,
            "adjusted": adjusted,
            "shots": shots,
        }
    return Page("site/people/skater.html", str(person.row["player_name"] or person.id), context, tables)


def source_note(row: Mapping[str, Any], what: str = "Goals and assists") -> str:
    """Return where goals come from, and how many games are known in full."""
    notes = [SOURCES.get(row["points_source"] or "", "").format(what=what)]
    if row["complete_gp"] < row["gp"]:
        notes.append(
            f"The events of {row['gp'] - row['complete_gp']} of {row['gp']} games are not complete: counts are too low."
        )
    if row["toi_gp"] < row["gp"]:
        notes.append(f"Ice times are from the {row['toi_gp']} of {row['gp']} games in which they are reliable.")
    return " ".join(filter(None, notes))
