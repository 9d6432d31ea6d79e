"""Accent colours of teams, readable on the pages in both themes."""

import colorsys
import hashlib
import re

AA = 4.5  # contrast that WCAG 2 asks of text
# paper, raised and tint of base.css: what text of a team's colour may stand on
LIGHT = ("#ffffff", "#f4f6f8", "#e9f2fa")
DARK = ("#12161b", "#1b2128", "#1c2d3d")
HUED = 0.12  # saturation below which a colour is a grey
DERIVED = (0.5, 0.62)  # lightness and saturation of a colour that is derived
STEP = 0.01
HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)

Rgb = tuple[float, float, float]


def team_style(team_id: str, *colours: str | None) -> str:
    """Return the style that sets a team's accent colour: `--team: light-dark(#…, #…)`.

    ``colours``: those the league lists for the team, its first hue is taken; of a team without one, the hue is
    derived from its id.
    """
    light, dark = team_colours(team_id, *colours)
    return f"--team: light-dark({light}, {dark})"


def team_colours(team_id: str, *colours: str | None) -> tuple[str, str]:
    """Return a team's accent colour for the light and for the dark theme."""
    known = [rgb for rgb in map(parse_colour, colours) if rgb is not None]
    hued = [rgb for rgb in known if colorsys.rgb_to_hls(*rgb)[2] >= HUED]
    rgb = next(iter([*hued, *known]), None) or _derived(team_id)
    return readable(rgb, LIGHT), readable(rgb, DARK)


def parse_colour(colour: str | None) -> Rgb | None:
    """Return red, green and blue (0 to 1) of a colour such as #1565a8 or 15a; None for anything else."""
    match = HEX.fullmatch((colour or "").strip())
    if match is None:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def readable(rgb: Rgb, papers: tuple[str, ...]) -> str:
    """Return the colour, as dark or as light as it takes to be read on each of ``papers``."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*rgb)
    step = -STEP if _luminance(_rgb(papers[0])) > 0.5 else STEP
    while 0 <= lightness <= 1:
        colour = _hex(colorsys.hls_to_rgb(hue, lightness, saturation))
        if all(contrast(colour, paper) >= AA for paper in papers):
            return colour
        lightness += step
    return "#000000" if step < 0 else "#ffffff"


def contrast(colour: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it, 1 to 21."""
    low, high = sorted((_luminance(_rgb(colour)), _luminance(_rgb(other))))
    return (high + 0.05) / (low + 0.05)


def _derived(team_id: str) -> Rgb:
    hue = int.from_bytes(hashlib.sha256(team_id.encode()).digest()[:2]) / 2**16
    return colorsys.hls_to_rgb(hue, *DERIVED)


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> Rgb:
    rgb = parse_colour(colour)
    if rgb is None:
        raise ValueError(f"{colour!r} is no colour")
    return rgb


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)
