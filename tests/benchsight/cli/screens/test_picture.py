"""The picture of the documents: the box score of a simulated game, as a terminal shows it.

``BENCHSIGHT_UPDATE_SCREENS=1 pytest tests/benchsight/cli/screens/test_picture.py`` writes it again.
"""

import io
import os
import re
from pathlib import Path

import psycopg
from rich._export_format import CONSOLE_SVG_FORMAT

from benchsight.cli.screens.report import show_box_score
from benchsight.reads.box_score import read_box_score
from benchsight.terminal.text import Terminal
from tests.benchsight.builds.league import LeagueSite, league

__all__ = ["league"]  # a fixture

PICTURE = Path(__file__).resolve().parents[4] / "docs" / "images" / "report.svg"
WIDTH = 104
# rich's own template loads a font from elsewhere
TEMPLATE = re.sub(r"\s*@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "font-family: Fira Code, monospace", "font-family: ui-monospace, Menlo, Consolas, monospace"
)


def test_the_picture_is_what_the_report_of_a_game_looks_like(league: LeagueSite) -> None:
    console = Terminal(WIDTH, io.StringIO())
    console.record = True
    with psycopg.connect(league.url) as connection:
        show_box_score(read_box_score(connection, league.league.games[0].game_id), console)
    picture = console.export_svg(title="benchsight report", code_format=TEMPLATE, unique_id="report")
    if os.environ.get("BENCHSIGHT_UPDATE_SCREENS"):
        PICTURE.write_text(picture, encoding="utf-8")
    assert "http" not in re.sub(r'xmlns="[^"]*"|<!--.*?-->', "", picture)
    assert picture == PICTURE.read_text(encoding="utf-8")
