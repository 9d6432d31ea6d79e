"""Names of columns and tables in the words of a page, which belong in the dictionary alone."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

SAID = ("title", "aria-label", "placeholder", "alt")
UNREAD = ("script", "style")
NAME = re.compile(r"\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b(?![./]\w)")  # else a file or folder of the user


def raw_names(text: str) -> list[str]:
    """Return the words in snake_case that a reader of an HTML page sees, hears or hovers."""
    root: Element = HTMLParser(namespace_html_elements=False).parse(text)
    return sorted({name for words in _words(root) for name in NAME.findall(words)})


def _words(element: Element) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in UNREAD:
        yield from (element.get(name, "") for name in SAID)
        yield element.text or ""
        for child in element:
            yield from _words(child)
            yield child.tail or ""
