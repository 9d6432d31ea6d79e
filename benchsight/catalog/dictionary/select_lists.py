"""Reads the structure of a compiled model: its steps, what each selects under which name, and from where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TOKEN = re.compile(r"""--[^\n]*|'(?:[^']|'')*'|"[^"]*"|\w+|[<>!]=|<>|\|\||\S""")
NOT_ALIASES = {
    "on",
    "using",
    "where",
    "group",
    "order",
    "having",
    "limit",
    "inner",
    "left",
    "right",
    "full",
    "cross",
    "join",
}
UNIONS = {"union", "intersect", "except"}

Tokens = list[str]


@dataclass
class Query:
    """A query: its steps (CTEs) by name, and the select at its end (of a union the first).

    ``items`` are the selected expressions; ``sources`` is what is read, by the name it has there: a relation with its
    schema, a step without, or a subquery.
    """

    parent: "Query | None" = field(default=None, repr=False)
    steps: dict[str, "Query"] = field(default_factory=dict)
    items: list[Tokens] = field(default_factory=list)
    sources: dict[str, "str | Query"] = field(default_factory=dict)

    def step(self, name: str) -> "Query | None":
        """The step of that name: its own, or one of a query around it."""
        return self.steps.get(name) or (self.parent.step(name) if self.parent else None)


def read_query(sql: str) -> Query:
    """The structure of one statement as dbt compiles it; comments are left out."""
    return _query([token for token in TOKEN.findall(sql) if not token.startswith("--")], None)


def item_name(item: Tokens) -> str | None:
    """The name an expression is selected under; ``*`` for all columns of a source; None without a name."""
    last = item[-1].strip('"')
    named = len(item) == 1 or item[-2] in (".", "as")
    return last if named and (last == "*" or re.fullmatch(r"\w+", last)) else None


def _query(tokens: Tokens, parent: Query | None) -> Query:
    query = Query(parent)
    place = 0
    if tokens and tokens[0] == "with":
        place = 1
        while True:
            # name as [materialized] ( ... )
            start = tokens.index("(", place)
            end = _closing(tokens, start)
            query.steps[tokens[place].strip('"')] = _query(tokens[start + 1 : end], query)
            place = end + 1
            if place >= len(tokens) or tokens[place] != ",":
                break
            place += 1
    _select(tokens[place:], query)
    return query


def _select(tokens: Tokens, query: Query) -> None:
    """Fill in what the first select of ``tokens`` selects and reads."""
    if tokens and tokens[0] == "(":
        return _select(tokens[1 : _closing(tokens, 0)], query)
    top = list(_top_level(tokens))
    stop = next((place for place in top if tokens[place] in UNIONS), len(tokens))
    begin = next((place for place in top if tokens[place] == "from" and place < stop), stop)
    query.items = _split(tokens[1:begin])
    for place in top:
        # `is distinct from` compares
        if begin <= place < stop and tokens[place] in ("from", "join") and tokens[place - 1] != "distinct":
            _source(tokens, place + 1, query)
    return None


def _source(tokens: Tokens, place: int, query: Query) -> None:
    """Note the relation that begins at ``place``, under its alias or the last part of its name."""
    place += tokens[place] == "lateral"
    read: str | Query
    if tokens[place] == "(":
        end = _closing(tokens, place)
        read = _query(tokens[place + 1 : end], query)
        name, place = "", end + 1
    else:
        end = place + 1
        while end < len(tokens) and tokens[end] == ".":
            end += 2
        read = "".join(token.strip('"') for token in tokens[place:end])
        name, place = read.rpartition(".")[2], end
    place += place < len(tokens) and tokens[place] == "as"
    if place < len(tokens) and re.fullmatch(r'"?\w+"?', tokens[place]) and tokens[place] not in NOT_ALIASES | UNIONS:
        name = tokens[place].strip('"')
    query.sources[name] = read


def _top_level(tokens: Tokens) -> Iterator[int]:
    """Places of tokens outside of parentheses."""
    depth = 0
    for place, token in enumerate(tokens):
        if token in "([":
            depth += 1
        elif token in ")]":
            depth -= 1
        elif depth == 0:
            yield place


def _split(tokens: Tokens) -> list[Tokens]:
    commas = [place for place in _top_level(tokens) if tokens[place] == ","]
    starts = [0, *(place + 1 for place in commas)]
    parts = [tokens[start:end] for start, end in zip(starts, [*commas, len(tokens)], strict=True)]
    return [part[1:] if part[0] == "distinct" else part for part in parts if part]


def _closing(tokens: Tokens, place: int) -> int:
    """Place of the parenthesis that closes the one at ``place``."""
    depth = 0
    for index in range(place, len(tokens)):
        depth += (tokens[index] == "(") - (tokens[index] == ")")
        if depth == 0:
            return index
    return len(tokens)
