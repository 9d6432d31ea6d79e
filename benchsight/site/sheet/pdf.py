"""The coach's sheet as a PDF of one page (A4)."""

import math
from collections.abc import Sequence
from dataclasses import replace

from font_source_sans_pro import font_files_ttf
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from benchsight.site.sheet import parts
from benchsight.site.sheet.parts import Part
from benchsight.site.sheet.read import Sheet
from benchsight.web.reader import Row
from benchsight.web.settings import WebSettings

FONT = "Source Sans Pro"
MARGIN, WIDTH, GAP = 10.0, 190.0, 6.0  # millimetres
HALF = (WIDTH - GAP) / 2
ROW = 3.7
TITLE, NORMAL, SMALL = 16, 9, 7.5  # points
BLUE, RED = (143, 184, 221), (226, 165, 161)
INK, SOFT, RULE = (26, 33, 41), (90, 102, 114), (217, 223, 229)
RINK_FEET = (100.0, 85.0)
QUARTER = [math.radians(angle) for angle in range(90, -1, -6)]
CORNER = [(72 + 28 * math.cos(angle), 14.5 + 28 * math.sin(angle)) for angle in QUARTER]
BOARDS = [(0.0, 42.5), *CORNER, *((x, -y) for x, y in reversed(CORNER)), (0.0, -42.5)]  # of the attacking half, in feet
MOST_GOALS = 14  # that fit
END = 281.0  # of the shot maps


class SheetPdf(FPDF):
    """A page with our font and helpers for tables."""

    def __init__(self) -> None:
        super().__init__("portrait", "mm", "A4")
        self.set_margin(MARGIN)
        self.set_auto_page_break(False)
        self.add_font(FONT, "", font_files_ttf["SourceSansPro"])
        self.add_font(FONT, "B", font_files_ttf["SourceSansProSemibold"])
        self.add_page()

    def say(self, text: str, size: float = NORMAL, bold: bool = False, soft: bool = False) -> None:
        """Write a line."""
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(SOFT if soft else INK)
        self.cell(WIDTH, size * 0.5, self.fitted(text, WIDTH), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def fitted(self, text: str, width: float) -> str:
        """Return as much of a text as fits."""
        if self.get_string_width(text) <= width:
            return text
        while text and self.get_string_width(f"{text}…") > width:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def draw_part(self, part: Part, x: float, y: float, widths: Sequence[float]) -> float:
        """Draw a table at a place, with columns of these widths (millimetres); return where it ends."""
        self.set_xy(x, y)
        self.set_font(FONT, "B", NORMAL)
        self.set_text_color(INK)
        self.cell(sum(widths), 5, self.fitted(part.title, sum(widths)))
        y += 5
        if not part.rows:
            self._row(("Nothing of this is tracked.",), x, y, (sum(widths),), 1, soft=True)
            return y + ROW
        if any(part.headings):
            self._row(part.headings, x, y, widths, part.left, soft=True)
            y += ROW
        for row in part.rows:
            self._row(row, x, y, widths, part.left)
            y += ROW
        return y

    def _row(
        self, row: Sequence[str], x: float, y: float, widths: Sequence[float], left: int, soft: bool = False
    ) -> None:
        self.set_font(FONT, "", SMALL)
        self.set_text_color(SOFT if soft else INK)
        self.set_draw_color(RULE)
        for index, (text, width) in enumerate(zip(row, widths, strict=True)):
            self.set_xy(x, y)
            self.cell(width, ROW, self.fitted(text, width - 1), align="L" if index < left else "R", border="B")
            x += width

    def rink(self, title: str, shots: Sequence[Row], x: float, y: float, width: float) -> float:
        """Draw the attacking half, with the net to the right, and its shots; return where it ends."""
        self.set_xy(x, y)
        self.set_font(FONT, "B", NORMAL)
        self.set_text_color(INK)
        self.cell(width, 5, self.fitted(title, width))
        y += 5.5
        scale = width / RINK_FEET[0]
        height = RINK_FEET[1] * scale

        def place(feet_x: float, feet_y: float) -> tuple[float, float]:
            return x + feet_x * scale, y + height / 2 - feet_y * scale

        self.set_draw_color(SOFT)
        self.set_line_width(0.25)
        self.polyline([place(*corner) for corner in BOARDS])
        self.set_draw_color(BLUE)
        self.line(*place(25, 42), *place(25, -42))
        self.set_draw_color(RED)
        self.line(*place(0, 42.5), *place(0, -42.5))
        self.line(*place(89, 37), *place(89, -37))
        for side in (22, -22):
            self.circle(*place(69, side), 15 * scale)
        self.rect(*place(89, 3), 3 * scale, 6 * scale)
        self.set_draw_color(INK)
        self.set_fill_color(INK)
        for shot in shots:
            if shot["attack_x"] is not None and shot["attack_y"] is not None:
                self._mark(*place(float(shot["attack_x"]), float(shot["attack_y"])), shot["outcome"])
        self.set_line_width(0.2)
        return y + height

    def _mark(self, x: float, y: float, outcome: str) -> None:
        if outcome == "goal":
            self.circle(x, y, 1.1, style="DF")
        elif outcome == "saved":
            self.circle(x, y, 0.8)
        else:
            self.line(x - 0.6, y - 0.6, x + 0.6, y + 0.6)
            self.line(x - 0.6, y + 0.6, x + 0.6, y - 0.6)


def as_pdf(sheet: Sheet, settings: WebSettings) -> bytes:
    """Return the file; it has one page."""
    pdf = SheetPdf()
    pdf.set_title(sheet.title)
    pdf.set_creator("BenchSight")
    pdf.say(sheet.title, TITLE, bold=True)
    pdf.say(f"{settings.title} · {parts.about(sheet)}", soft=True)
    pdf.say(parts.note_of(sheet), SMALL, soft=True)
    right = MARGIN + HALF + GAP
    goals = parts.goals_part(sheet)
    if len(goals.rows) > MOST_GOALS:
        goals = replace(
            goals, title=f"Goals: the last {MOST_GOALS} of {len(goals.rows)}", rows=goals.rows[-MOST_GOALS:]
        )
    y = pdf.draw_part(goals, MARGIN, pdf.get_y() + 1, (14, 14, 34, 90, 24, 14)) + 2
    left_end = pdf.draw_part(parts.team_part(sheet), MARGIN, y, (HALF - 44, 22, 22))
    right_end = pdf.draw_part(parts.goalies_part(sheet), right, y, (17, HALF - 69, 7, 7, 7, 10, 11, 10)) + 2
    y = max(left_end, right_end) + 2
    venues = list(zip(sheet.teams, (MARGIN, right), strict=True))
    y = max(pdf.draw_part(parts.lines_part(sheet, venue), x, y, (HALF - 44, 11, 11, 11, 11)) for venue, x in venues) + 2
    y = max(pdf.draw_part(parts.matchups_part(sheet, venue), x, y, (28, HALF - 28)) for venue, x in venues) + 2
    if sheet.has_places:
        width = min(HALF, (END - y - 6) * RINK_FEET[0] / RINK_FEET[1])
        for venue, x in venues:
            end = pdf.rink(f"Shots: {sheet.teams[venue]}", sheet.shots[venue], x, y, width)
        pdf.set_xy(MARGIN, end + 1)
        pdf.say("Goals are filled, saved shots open, others crosses. The net is on the right.", SMALL, soft=True)
    else:
        pdf.set_xy(MARGIN, y)
        pdf.say("This game was tracked without positions: there is no shot map.", SMALL, soft=True)
    return bytes(pdf.output())
