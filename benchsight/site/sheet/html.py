"""The coach's sheet as one HTML file that needs nothing beside it."""

from benchsight.site.sheet import parts
from benchsight.site.sheet.read import Sheet
from benchsight.web.settings import WebSettings
from benchsight.web.templates import render


def as_html(sheet: Sheet, settings: WebSettings) -> str:
    """Return the file: styles and the shot map are in it."""
    marks = {
        venue: [{**shot, "label": shot["outcome"]} for shot in shots if shot["attack_x"] is not None]
        for venue, shots in sheet.shots.items()
    }
    sides = [parts.lines_part(sheet, venue) for venue in sheet.teams]
    matchups = [parts.matchups_part(sheet, venue) for venue in sheet.teams]
    return render(
        "site/sheet.html",
        {
            "sheet": sheet, "site": settings, "about": parts.about(sheet), "note": parts.note_of(sheet),
            "goals": parts.goals_part(sheet), "teams": parts.team_part(sheet), "goalies": parts.goalies_part(sheet),
            "sides": sides, "matchups": matchups, "marks": marks,
        },
    )  # fmt: skip
