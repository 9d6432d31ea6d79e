"""Finds the model that computes a published column: back through everything that only passes it on."""

from dataclasses import dataclass

from benchsight.catalog.dictionary.compiled import Node, Project
from benchsight.catalog.dictionary.select_lists import Query, Tokens, item_name, read_query

# What makes a new number of a column, even under the same name.
COMPUTING = {
    "+",
    "-",
    "*",
    "/",
    "||",
    "over",
    "filter",
    "sum",
    "count",
    "avg",
    "min",
    "max",
    "mode",
    "bool_or",
    "bool_and",
}
# words before a parenthesis that are no functions
SPACED = {
    "and", "as", "between", "by", "case", "else", "end", "filter", "in", "not", "on", "or", "over", "then", "when",
    "where",
}  # fmt: skip


@dataclass(frozen=True)
class Origin:
    """Where a column is made: the model or seed, and the expression (empty where a table or file has it as it is)."""

    node: Node
    expression: str


class Lineage:
    """The way of columns through a compiled project."""

    def __init__(self, project: Project) -> None:
        self._nodes = {node.name: node for node in project.nodes}
        self._queries: dict[str, Query] = {}

    def origin(self, node: Node, column: str) -> Origin:
        """Where the column of a model is made; the model itself where its SQL does not tell."""
        return self._of_node(node, column) or Origin(node, "")

    def _of_node(self, node: Node, column: str) -> Origin | None:
        if node.is_seed:
            return Origin(node, "") if column in node.seed_columns else None
        if node.name not in self._queries:
            self._queries[node.name] = read_query(node.sql)
        return self._of_query(node, self._queries[node.name], column)

    def _of_query(self, node: Node, query: Query, column: str) -> Origin | None:
        for item in query.items:
            if item_name(item) == column:
                source = _passed_from(item, column)
                found = self._of_source(node, query, source, column) if source is not None else None
                return found or Origin(node, _text(item))
        for item in query.items:
            if item_name(item) == "*":
                found = self._of_source(node, query, item[0].strip('"') if len(item) == 3 else "", column)
                if found:
                    return found
        return None

    def _of_source(self, node: Node, query: Query, source: str, column: str) -> Origin | None:
        """The column in one source of a query; in any of them where ``source`` is empty."""
        for name in [source] if source else query.sources:
            read = query.sources.get(name)
            found = self._of_read(node, query, read, column) if read is not None else None
            if found:
                return found
        return None

    def _of_read(self, node: Node, query: Query, read: str | Query, column: str) -> Origin | None:
        if isinstance(read, Query):
            return self._of_query(node, read, column)
        schema, _, name = read.rpartition(".")
        if schema:
            return self._of_node(self._nodes[name], column) if name in self._nodes else None
        step = query.step(name)
        # dbt pastes an ephemeral model as a step of that name
        owner = self._nodes.get(name.removeprefix("__dbt__cte__"), node)
        return self._of_query(owner, step, column) if step is not None else None


def _passed_from(item: Tokens, column: str) -> str | None:
    """The source that an expression only passes ``column`` on from; empty if it does not say; None if it computes."""
    expression = item[:-2] if len(item) > 2 and item[-2] == "as" else item
    after = [*expression[1:], ""]
    # blocks.blocks names the column once
    places = [place for place, token in enumerate(expression) if token.strip('"') == column and after[place] != "."]
    if len(places) != 1 or COMPUTING & set(expression):
        return None
    place = places[0]
    return expression[place - 2].strip('"') if place >= 2 and expression[place - 1] == "." else ""


def _text(item: Tokens) -> str:
    """An expression on one line; empty for a column that is passed on as it is."""
    expression = item[:-2] if len(item) > 2 and item[-2] == "as" else []
    text = ""
    for before, token in zip(["(", *expression], expression, strict=False):
        tight = token in ".,)" or before in ".(" or (token == "(" and before.isidentifier() and before not in SPACED)
        text += token if tight else f" {token}"
    return text
