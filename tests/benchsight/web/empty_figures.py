"""Charts that draw nothing and tables without a row: a page says in words why there is nothing."""

from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

# classes of what is drawn from rows, by class of the picture
DATA = {"chart": {"bar", "dot", "event", "goal-line", "series", "stay"}, "rink": {"mark"}}
NOTHING = {"", "M"}  # paths without a point


def empty_figures(text: str) -> list[str]:
    """Return the charts and tables of a page that show nothing."""
    root: Element = HTMLParser(namespace_html_elements=False).parse(text)
    found = []
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name == "svg":
            kinds = DATA.keys() & _classes(element)
            found += [f"{kind} without data: {element.get('aria-label')}" for kind in kinds if not _has(element, kind)]
        if name == "tbody" and element.find("tr") is None:
            found.append("table without a row")
    return found


def _has(picture: Element, kind: str) -> bool:
    marks = (element for element in picture.iter() if DATA[kind] & _classes(element))
    return any(mark.get("d", "M0").strip() not in NOTHING for mark in marks)


def _classes(element: Element) -> set[str]:
    return set((element.get("class") or "").split())
