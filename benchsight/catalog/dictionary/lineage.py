"""Finds the model that computes a published column: traced with sqlglot through queries that only pass it on."""

from dataclasses import dataclass

from sqlglot import exp, parse_one, tokenize
from sqlglot.generators.postgres import PostgresGenerator
from sqlglot.optimizer.scope import Scope, build_scope
from sqlglot.tokenizer_core import TokenType

from benchsight.catalog.dictionary.compiled import Node, Project

DIALECT = "postgres"
# An expression with one of these makes a new value of a column, even under the same name.
COMPUTING = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.DPipe, exp.Window, exp.Filter, exp.AggFunc)
PASTED = "__dbt__cte__"  # prefix of the step that dbt makes of an ephemeral model
AS_WRITTEN = (TokenType.STRING, TokenType.IDENTIFIER, TokenType.VAR)  # tokens whose case is kept


class _Writer(PostgresGenerator):
    """Writes SQL with the names of types that the models use."""

    TYPE_MAPPING = {  # noqa: RUF012
        **PostgresGenerator.TYPE_MAPPING,
        exp.DataType.Type.INT: "INTEGER",
        exp.DataType.Type.DECIMAL: "NUMERIC",
    }


@dataclass(frozen=True)
class ColumnOrigin:
    """The origin of a column: a model or seed, and the expression (empty for a column of a table or file)."""

    node: Node
    expression: str


class Lineage:
    """The lineage of columns through a compiled project."""

    def __init__(self, project: Project) -> None:
        self._nodes = {node.name: node for node in project.nodes}
        self._scopes: dict[str, Scope] = {}

    def origin(self, node: Node, column: str) -> ColumnOrigin:
        """Return where a column of a model is computed; the model itself if its SQL does not tell."""
        return self._of_node(node, column) or ColumnOrigin(node, "")

    def _of_node(self, node: Node, column: str) -> ColumnOrigin | None:
        if node.is_seed:
            return ColumnOrigin(node, "") if column in node.seed_columns else None
        if node.name not in self._scopes:
            scope = build_scope(parse_one(node.sql, dialect=DIALECT).unnest())
            assert scope is not None, f"{node.name} is not a query"
            self._scopes[node.name] = scope
        return self._of_scope(node, self._scopes[node.name], column)

    def _of_scope(self, node: Node, scope: Scope, column: str) -> ColumnOrigin | None:
        while not isinstance(scope.expression, exp.Select):  # of a union the first query; the query of a lateral
            inner = scope.set_operation_scopes or scope.subquery_scopes
            if not inner:
                return None
            scope = inner[0]
        for item in scope.expression.selects:
            if item.alias_or_name == column:
                source = _passed_from(item, column)
                found = self._of_source(node, scope, source, column) if source is not None else None
                return found or ColumnOrigin(node, _text(item))
        for item in scope.expression.selects:
            if item.is_star and (found := self._of_source(node, scope, _table(item), column)):
                return found
        return None

    def _of_source(self, node: Node, scope: Scope, source: str, column: str) -> ColumnOrigin | None:
        """Trace the column in one source of a query; in each of them if ``source`` is empty."""
        selected = {name: read for name, (_, read) in scope.selected_sources.items()}
        for name, read in (scope.sources if source else selected).items():  # only ``sources`` has lateral queries
            if source in ("", name) and (found := self._of_read(node, read, column)):
                return found
        return None

    def _of_read(self, node: Node, read: exp.Table | Scope, column: str) -> ColumnOrigin | None:
        if isinstance(read, exp.Table):
            return self._of_node(self._nodes[read.name], column) if read.name in self._nodes else None
        owner = node
        if read.is_cte and isinstance(read.expression.parent, exp.CTE):
            owner = self._nodes.get(read.expression.parent.alias.removeprefix(PASTED), node)
        return self._of_scope(owner, read, column)


def _passed_from(item: exp.Expr, column: str) -> str | None:
    """Return the source that an expression passes ``column`` on from, "" if it does not say; None if it computes."""
    used = [found for found in item.find_all(exp.Column) if found.name == column]
    return used[0].table if len(used) == 1 and item.find(*COMPUTING) is None else None


def _table(star: exp.Expr) -> str:
    """Return the source that a star is of; empty for a star over all."""
    return star.table if isinstance(star, exp.Column) else ""


def _text(item: exp.Expr) -> str:
    """Return an expression on one line, in the lower case of the project; empty for a column under its own name."""
    if not isinstance(item, exp.Alias):
        return ""
    text = _Writer(dialect=DIALECT, comments=False, normalize_functions="lower").generate(item.this)
    tokens = tokenize(text, dialect=DIALECT)
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        is_function = following is not None and following.token_type == TokenType.L_PAREN
        if token.token_type not in AS_WRITTEN or (is_function and token.token_type == TokenType.VAR):
            text = text[: token.start] + text[token.start : token.end + 1].lower() + text[token.end + 1 :]
    return text
