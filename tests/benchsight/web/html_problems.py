"""What is wrong with a page of HTML: what its parser mends, and what the standard says about nesting and ids.

The parser is that of the standard, so that tags are where browsers put them; elements in an `<svg>` are left alone.
"""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

SVG = "{http://www.w3.org/2000/svg}svg"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What may be in a line of text, as far as pages have such elements, and elements that take nothing else.
PHRASING = {
    SVG, "a", "abbr", "b", "bdi", "br", "button", "canvas", "cite", "code", "data", "datalist", "del", "dfn", "em", "i",
    "img", "input", "ins", "kbd", "label", "link", "mark", "meta", "meter", "noscript", "output", "picture", "progress",
    "q", "s", "samp", "script", "select", "small", "span", "strong", "sub", "sup", "template", "textarea", "time", "u",
    "var", "wbr",
}  # fmt: skip
ONLY_PHRASING = {
    *HEADINGS, "abbr", "b", "button", "cite", "code", "em", "i", "kbd", "label", "p", "q", "s", "small", "span",
    "strong", "sub", "sup", "u",
}  # fmt: skip
INTERACTIVE = {"a", "button", "details", "input", "label", "select", "textarea"}
CHILDREN = {
    "ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd", "div"}, "select": {"option", "optgroup"}, "optgroup": {"option"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"}, "thead": {"tr"}, "tbody": {"tr"}, "tfoot": {"tr"},
    "tr": {"th", "td"}, "datalist": {"option"},
}  # fmt: skip
PARENTS = {
    "li": {"ul", "ol"}, "dt": {"dl", "div"}, "dd": {"dl", "div"}, "summary": {"details"}, "legend": {"fieldset"},
    "figcaption": {"figure"}, "title": {"head"}, "style": {"head"},
}  # fmt: skip
NAME_IDS = ("for", "form", "list", "popovertarget", "aria-labelledby", "aria-describedby", "aria-controls")
FIELDS = {"input", "select", "textarea"}
NEED_NO_LABEL = {"hidden", "submit", "button", "reset"}
OBSOLETE = {"align", "bgcolor", "border", "cellpadding", "cellspacing", "valign", "nowrap", "name"}

Path = tuple[Element, ...]


def html_problems(text: str) -> list[str]:
    """Return what is wrong with a page, each with its line or element."""
    parser = HTMLParser(namespace_html_elements=False)
    root: Element = parser.parse(text)
    lines = text.splitlines()
    problems = [
        f"line {line}: {code} {data}: {lines[min(line, len(lines)) - 1].strip()[:200]}"
        for (line, _), code, data in parser.errors
    ]
    ids = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    problems += [f"id {each!r} is {count} times in the page" for each, count in ids.items() if count > 1]
    for path in _walk((root,)):
        problems += [f"{_place(path)}: {problem}" for problem in (*_nesting(path), *_attributes(path, set(ids), root))]
    return problems + _outline(root)


def _walk(path: Path) -> Iterator[Path]:
    """Yield each element behind those that it is in."""
    yield path
    if path[-1].tag != SVG:
        for child in path[-1]:
            if isinstance(child.tag, str):  # no comment
                yield from _walk((*path, child))


def _place(path: Path) -> str:
    found = path[-1]
    start = "".join(f' {name}="{value[:40]}"' for name, value in list(found.attrib.items())[:4])
    return f"{' > '.join(each.tag for each in path[-3:-1])} > <{found.tag}{start}>"


def _nesting(path: Path) -> Iterator[str]:
    element, above = path[-1], {each.tag for each in path[:-1]}
    parent = path[-2].tag if len(path) > 1 else ""
    if parent in ONLY_PHRASING and element.tag not in PHRASING:
        yield f"may not be in <{parent}>"
    if parent in CHILDREN and element.tag not in CHILDREN[parent] | {"script", "template"}:
        yield f"may not be a child of <{parent}>"
    if element.tag in PARENTS and parent not in PARENTS[element.tag]:
        yield f"may not be in <{parent}>"
    if element.tag in INTERACTIVE and element.get("type") != "hidden" and above & {"a", "button"}:
        yield "may not be in a link or button"
    if element.tag in ("form", "main", "label") and element.tag in above:
        yield f"may not be in another <{element.tag}>"


def _attributes(path: Path, ids: set[str | None], root: Element) -> Iterator[str]:
    element = path[-1]
    for name in NAME_IDS:
        yield from (f"{name} names no id {each!r}" for each in element.get(name, "").split() if each not in ids)
    wrong = OBSOLETE & set(element.attrib) - (
        {"name"} if element.tag in {*FIELDS, "meta", "button", "form", "output", "details"} else set()
    )
    yield from (f"{name} is no attribute of it" for name in wrong)
    if element.get("id") is not None and (
        not element.get("id") or any(each.isspace() for each in element.get("id", ""))
    ):
        yield "an id is not empty and has no spaces"
    if element.tag == "img" and "alt" not in element.attrib:
        yield "has no alt"
    if element.tag in ("a", "button", "summary", "th", "option", *HEADINGS) and not _name(element):
        yield "has no text"
    if element.tag == "a" and element.get("href") == "":
        yield "leads nowhere"
    if element.tag in FIELDS and element.get("type") not in NEED_NO_LABEL and not _is_labelled(path, root):
        yield "has no label"


def _name(element: Element) -> str:
    pictures = (each.get("alt", "") or each.get("aria-label", "") for each in element.iter())
    return ("".join(element.itertext()) + "".join(pictures)).strip()


def _is_labelled(path: Path, root: Element) -> bool:
    element = path[-1]
    if {"aria-label", "aria-labelledby"} & set(element.attrib) or any(each.tag == "label" for each in path):
        return True
    return any(each.get("for") == element.get("id", "") for each in root.iter("label"))


def _outline(root: Element) -> list[str]:
    """Return what is wrong with the page's title, language, main part, and order of headings."""
    problems = []
    for path, what in (("head/title", "title"), (".//main", "main"), (".//h1", "h1")):
        if len(root.findall(path)) != 1:
            problems.append(f"{len(root.findall(path))} <{what}> in the page, not one")
    if not root.get("lang"):
        problems.append("no language")
    levels = [int(each.tag[1]) for each in root.iter() if each.tag in HEADINGS]
    for above, level in zip([0, *levels], levels, strict=False):
        if level > above + 1:
            problems.append(f"<h{level}> follows <h{above}>")
    return problems
