"""axe-core in a page of the browser, which finds what shuts people out: contrast, names, roles, focus."""

import json
from functools import cache
from importlib.resources import files

from tests.browser import Page

CONTRAST = ("color-contrast",)
SCROLLING = ("scrollable-region-focusable",)
# Rows of a table or list are alike: those after the first ones, pale ones too, only make axe slow.
FEWER_ROWS = """document.querySelectorAll([
  "tbody > tr:nth-child(n + 5):not(.grey)", "tbody > tr:nth-child(n + 3 of .grey)", "li:nth-child(n + 8)",
  "dl > :nth-child(n + 12)",
].join()).forEach((each) => each.remove())"""
RUN = """(async (options) => {
  const words = (node) => {
    const check = node.any[0] ?? node.all[0] ?? node.none[0];
    return `${node.target.join(" ")} ${node.html.slice(0, 200)} ${check?.message ?? ""}`;
  };
  const { violations } = await axe.run(document, options);
  return violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map(words).join(" | ")} (${each.nodes.length})`);
})"""
FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


@cache
def axe() -> str:
    """Return the script, which axe-playwright-python has in it; nothing else of that package is used."""
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def findings(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds that is serious or critical, with the first elements that have it; all rules by default.

    Rows of the page beyond the first are taken away.
    """
    if not page.run("'axe' in window"):
        page.run(FEWER_ROWS)
        page.run(f"{axe()}; 0")
    page.run(FRAME)  # observers of sizes have seen the last one
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found: list[str] = page.run(f"{RUN}({json.dumps(options)})")
    return found
