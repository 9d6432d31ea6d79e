"""What a page is like for who has no mouse, or a small screen; see tests/browser.py for the browser."""

from tests.browser import BrowserError, Page

MOST_STOPS = 400
TARGET = 24  # CSS pixels, as WCAG 2.2 (2.5.8) asks for at least
# Everything on the page that does something when it is pressed, as far as it is shown.
ACTIONS = """
  [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((each) => !each.disabled && each.checkVisibility({ visibilityProperty: true }))
"""
NAME = (
    "((each) => (each.getAttribute('aria-label') || each.innerText || each.name || each.outerHTML).trim().slice(0, 80))"
)
# A file field is shown by the label around it.
STOP = f"""(() => {{
  const at = document.activeElement;
  if (at === document.body || window.stops.has(at)) return null;
  window.stops.add(at);
  const shown = [at, at.closest("label")].filter(Boolean);
  const box = shown.at(-1).getBoundingClientRect();
  const isRinged = shown.some((each) => {{
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && style.opacity > 0.5;
  }});
  const isInView = box.width > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {{ name: {NAME}(at), isSeen: isRinged && isInView }};
}})()"""
SMALL = f"""{ACTIONS}.filter((each) => {{
  const box = (each.closest("label") ?? each).getBoundingClientRect();
  const isInText = getComputedStyle(each).display === "inline" && each.closest("p, li, td, th, dd");
  if (isInText || each.closest("svg")) return false;
  return box.left >= 0 && box.width > 1 && (box.width < {TARGET} || box.height < {TARGET});
}}).map({NAME})"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element of the page has the focus, which has to be visible then."""
    matches = f"document.activeElement.matches({selector!r})"
    for _ in range(MOST_STOPS):
        page.press("Tab")
        if page.run(matches):
            page.run("window.stops = new Set()")
            assert page.run(STOP)["isSeen"], f"no visible focus on {selector}"
            return
    raise BrowserError(f"Tab never comes to {selector}")


def walk(page: Page) -> None:
    """Press Tab through the whole page: each action is reached, and each stop is visible."""
    page.run("document.body.tabIndex = -1; document.body.focus(); window.stops = new Set()")  # at the beginning
    unseen = []
    for _ in range(MOST_STOPS):
        page.press("Tab")
        stop = page.run(STOP)
        if stop is None:
            break
        if not stop["isSeen"]:
            unseen.append(stop["name"])
    assert unseen == [], "stops without visible focus"
    assert page.run(f"{ACTIONS}.filter((each) => !window.stops.has(each)).map({NAME})") == [], "never reached"


def small_targets(page: Page) -> list[str]:
    """Return the actions outside of text and charts that a finger may miss: less than TARGET wide or high."""
    found: list[str] = page.run(SMALL)
    return found
