"""How a page looks to whom: axe-core in both themes, and the width of a phone."""

from tests.benchsight.web.axe import CONTRAST, SCROLLING, findings
from tests.browser import Page

PHONE = 360
# Links of the bars whose texts lie upon each other.
OVERLAPPING = """(() => {
  const textOf = (link) => {
    const range = document.createRange();
    range.selectNodeContents(link);
    return range.getBoundingClientRect();
  };
  const links = [...document.querySelectorAll(".top nav a, .bottom a")].map((each) => [each, textOf(each)]);
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  return links.flatMap(([a, at], place) => links.slice(place + 1)
    .filter(([, other]) => meet(at, other)).map(([b]) => `${a.innerText} and ${b.innerText} overlap`));
})()"""
# Tables that scroll below a first column which stays, and hides them.
COVERED = """
  [...document.querySelectorAll(".table")].filter((each) => each.scrollWidth > each.clientWidth + 1)
    .flatMap((each) => [...each.querySelectorAll("tbody th")].slice(0, 1).map((first) => [each, first]))
    .filter(([each, first]) => first.offsetWidth > 0.6 * each.clientWidth)
    .map(([each, first]) => `the first column covers ${each.id}: ${first.offsetWidth} of ${each.clientWidth}`)
"""


def look_at(page: Page, address: str) -> list[str]:
    """Return what is wrong with how a page looks: in the light, in the dark, and on a phone."""
    page.resize(1280, 900)
    page.set_theme(dark=False)
    page.go(address)
    assert page.text("h1"), "it is a page"
    found = findings(page)
    page.set_theme(dark=True)
    found += findings(page, CONTRAST)
    page.resize(PHONE, 740)
    found += [f"too wide: {each}" for each in page.overflowing if page.is_too_wide]
    return [*found, *page.run(OVERLAPPING), *page.run(COVERED), *findings(page, SCROLLING)]
