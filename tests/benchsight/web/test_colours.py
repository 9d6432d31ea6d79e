"""Accent colours of teams."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import benchsight.web
from benchsight.web.colours import AA, DARK, LIGHT, contrast, parse_colour, team_colours, team_style

BASE = Path(benchsight.web.__file__).parent / "assets" / "base.css"


@given(st.integers(0, 2**24 - 1))
def test_any_colour_of_a_team_is_readable_in_both_themes(value: int) -> None:
    """On paper, raised and tinted ground."""
    light, dark = team_colours("T", f"#{value:06x}")
    assert min(contrast(light, paper) for paper in LIGHT) >= AA
    assert min(contrast(dark, paper) for paper in DARK) >= AA


@given(st.text())
def test_a_team_without_a_colour_has_one_of_its_own(team_id: str) -> None:
    """Always the same, and as readable."""
    light, dark = team_colours(team_id, None, "", "navy blue")
    assert (light, dark) == team_colours(team_id)
    assert min(contrast(light, paper) for paper in LIGHT) >= AA
    assert min(contrast(dark, paper) for paper in DARK) >= AA


def test_a_readable_colour_stays_as_it_is_and_greys_give_way_to_hues() -> None:
    """White, the first colour of a team, says less than its second."""
    assert team_colours("T", "#1565a8")[0] == "#1565a8"
    assert team_colours("T", "#ffffff", "#1565A8") == team_colours("T", "1565a8")
    assert team_colours("T", "#fff")[1] == "#ffffff"
    assert team_colours("A") != team_colours("B")


def test_a_style_holds_nothing_but_hex_colours() -> None:
    """Whatever the league's file says."""
    assert re.fullmatch(
        r"--team: light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\)", team_style("x", "red; background: url(//evil)")
    )


@pytest.mark.parametrize(
    ("colours", "expected"), [(("#000000", "#ffffff"), 21.0), (("#777777", "#ffffff"), 4.48), (("#abc", "#abc"), 1.0)]
)
def test_contrast_is_that_of_wcag(colours: tuple[str, str], expected: float) -> None:
    """Known pairs."""
    assert contrast(*colours) == pytest.approx(expected, abs=0.005)


def test_the_papers_are_those_of_the_style_sheet() -> None:
    """Who changes a ground of the pages changes it here."""
    grounds = re.findall(r"--(?:paper|raised|tint): light-dark\((#\w+), (#\w+)\)", BASE.read_text())
    assert sorted(light for light, _ in grounds) == sorted(LIGHT)
    assert sorted(dark for _, dark in grounds) == sorted(DARK)
    assert parse_colour("#12") is None
