"""Reading pages: rows of their tables, as a person sees them."""

import re
from html import unescape

import httpx

BODY = re.compile(r"<tbody>(.*?)</tbody>", re.DOTALL)
ROW = re.compile(r"<tr.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")


def rows_of(page: httpx.Response, table: str) -> list[list[str]]:
    """Return the cells of a table's rows."""
    assert page.status_code == 200, page.text
    body = BODY.search(page.text[page.text.index(f'id="{table}"') :])
    assert body is not None
    return [[text_of(cell) for cell in CELL.findall(row)] for row in ROW.findall(body[1])]


def headings_of(page: httpx.Response, table: str) -> list[str]:
    """Return the keys of a table's columns."""
    head = page.text[page.text.index(f'id="{table}"') :].partition("</thead>")[0]
    return re.findall(r'data-key="(\w+)"', head)


def text_of(html: str) -> str:
    """Return the words of HTML."""
    return " ".join(unescape(TAG.sub(" ", html)).split())
