"""Addresses of the application, and the files that stand for them."""

import hashlib
import re
from posixpath import relpath
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

NOT_FILES = ("/admin", "/api", "/docs", "/live", "/rest", "/sign-in")  # need a server
FOLLOWED = ("season", "type", "team", "csv", "who", "stat", "rows", "as")
# what else an address asks for needs a server: its link leads to the page without it
FILE = re.compile(r"\.[a-z0-9]{2,5}$")
ORIGIN = "http://localhost"  # the host that needs no leave of the guard


def address_of(link: str, page: str) -> str | None:
    """Return the address in the application that a link of a page leads to, without its fragment.

    None if it leads elsewhere: to another origin, into the page, or to what needs a server.
    """
    parts = urlsplit(urljoin(ORIGIN + page, link))
    if not link or link.startswith("#") or f"{parts.scheme}://{parts.netloc}" != ORIGIN:
        return None
    path = parts.path or "/"
    if any(path == room or path.startswith(f"{room}/") for room in NOT_FILES):
        return None
    kept = sorted((name, value) for name, value in parse_qsl(parts.query) if name in FOLLOWED)
    return path + (f"?{urlencode(kept)}" if kept else "")


def is_asking(link: str) -> bool:
    """Return whether a link asks for what only a server can answer: another part of the same page."""
    return any(name not in FOLLOWED for name, _ in parse_qsl(urlsplit(link).query))


class Files:
    """The file of each address; names differ in more than upper and lower case, which some disks do not keep."""

    def __init__(self) -> None:
        self._by_address: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, address: str) -> str:
        """Return the path of an address below the folder of the site."""
        if address not in self._by_address:
            name = _file(address)
            if name.lower() in self._taken:
                stem, ending = name.rsplit(".", 1)
                name = f"{stem}-{hashlib.sha256(address.encode()).hexdigest()[:8]}.{ending}"
            self._taken.add(name.lower())
            self._by_address[address] = name
        return self._by_address[address]


def relative(page: str, file: str) -> str:
    """Return the link from one file to another."""
    return quote(relpath(file, page.rpartition("/")[0] or "."))


def _file(address: str) -> str:
    """Return `standings.html` for `/standings`, `standings.season-2.html` and `standings.table.csv` with a query."""
    parts = urlsplit(address)
    path = "/".join(_plain(unquote(part)) for part in parts.path.strip("/").split("/")) or "index"
    query = dict(parse_qsl(parts.query))
    table = query.pop("csv", None)
    more = "".join(f".{name}-{_plain(value)}" for name, value in query.items())
    if table is not None:
        return f"{path}{more}.{_plain(table)}.csv"
    ending = FILE.search(path)
    return f"{path.removesuffix(ending[0])}{more}{ending[0]}" if ending else f"{path}{more}.html"


def _plain(text: str) -> str:
    """Return a part of a path with letters, digits, `-`, `_` and `.`; it never begins with a dot."""
    plain = re.sub(r"[^A-Za-z0-9._-]", lambda found: "".join(f"~{byte:02x}" for byte in found[0].encode()), text)
    return f"~2e{plain[1:]}" if plain.startswith(".") else plain
