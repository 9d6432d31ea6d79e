"""The picture of a game that other programs show beside a shared link (Open Graph)."""

import io
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from benchsight.web.cells import UNKNOWN
from benchsight.web.colours import contrast

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630
HALF = WIDTH // 2
PAPER, INK, SOFT = "#ffffff", "#1a2129", "#5a6672"
BAND = 470  # height of the teams' halves
MARGIN = 40


@dataclass(frozen=True)
class Side:
    """A team of a picture: name, colour (#rrggbb) and goals, None before the game."""

    name: str
    colour: str
    goals: int | None


def can_draw() -> bool:
    """Return whether the extra `report` is installed, which pictures need."""
    return find_spec("PIL") is not None and find_spec("font_source_sans_pro") is not None


def picture_of(game_id: int) -> str:
    """Return the address of a game's picture, "" where none can be drawn."""
    return f"/og/games/{game_id}.png" if can_draw() else ""


def game_picture(away: Side, home: Side, line: str, league: str) -> bytes:
    """Return a PNG: two halves in the teams' colours with name and goals, below them a line and the league."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    for left, side in ((0, away), (HALF, home)):
        draw.rectangle((left, 0, left + HALF, BAND), fill=side.colour)
        ink = PAPER if contrast(PAPER, side.colour) >= contrast(INK, side.colour) else INK
        middle = left + HALF / 2
        _fitting(draw, side.name, middle, 100, 64, ink)
        _fitting(draw, UNKNOWN if side.goals is None else str(side.goals), middle, 290, 230, ink)
    _fitting(draw, line, WIDTH / 2, 525, 40, INK, WIDTH)
    _fitting(draw, league, WIDTH / 2, 585, 28, SOFT, WIDTH)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _fitting(draw: "ImageDraw", text: str, x: float, y: float, size: int, colour: str, width: int = HALF) -> None:
    """Write a text around a point, smaller if it is too long."""
    font = _font(size)
    long = draw.textlength(text, font=font)
    if long > width - 2 * MARGIN:
        font = _font(max(12, int(size * (width - 2 * MARGIN) / long)))
    draw.text((x, y), text, font=font, fill=colour, anchor="mm")


def _font(size: int) -> "FreeTypeFont":
    from font_source_sans_pro import font_files_ttf
    from PIL import ImageFont

    return ImageFont.truetype(font_files_ttf["SourceSansProBold"], size)
