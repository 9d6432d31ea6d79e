"""Types of a statement's expressions, as PostgreSQL has them: which are whole, which numeric, which floating point."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.optimizer.annotate_types import TypeAnnotator, annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from benchsight.engines.columns import Column

WHOLE = (exp.DType.TINYINT, exp.DType.SMALLINT, exp.DType.INT, exp.DType.BIGINT)
FLOATING = (exp.DType.FLOAT, exp.DType.DOUBLE)

BUILD_TIME = {"ops.build_time": {"built_at": "timestamp with time zone"}}  # an input of the engine


def schema_of(columns: Mapping[str, Sequence[Column]]) -> MappingSchema:
    """Return the columns of relations (schema.name) as ``typed`` reads them; make it once for all statements."""
    schema: dict[str, Any] = {}
    types = {name: {column.name: column.type for column in each} for name, each in columns.items()}
    for relation, of_relation in (types | BUILD_TIME).items():
        folder, _, name = relation.partition(".")
        schema.setdefault(folder, {})[name] = of_relation
    return MappingSchema(schema, dialect="postgres")


def typed(tree: exp.Expr, schema: MappingSchema) -> exp.Expr:
    """Return a query in which every column has its table's name, and every expression its type."""
    tree = qualify(
        tree,
        schema=schema,
        dialect="postgres",
        quote_identifiers=False,
        validate_qualify_columns=False,
    )
    return annotate_types(tree, schema=schema, dialect="postgres", expression_metadata=METADATA)


def is_whole(node: exp.Expr) -> bool:
    """Whether an expression is a whole number."""
    return node.is_type(*WHOLE)


def is_numeric(node: exp.Expr) -> bool:
    """Whether an expression is PostgreSQL's exact numeric."""
    return node.is_type(exp.DType.DECIMAL)


def is_floating(node: exp.Expr) -> bool:
    """Whether an expression is floating point."""
    return node.is_type(*FLOATING)


def _literal(annotator: TypeAnnotator, node: exp.Literal) -> exp.Expr:
    if node.is_string or node.is_int:
        return annotator._annotate_literal(node)
    return annotator._set_type(node, exp.DType.DECIMAL)


def _arithmetic(annotator: TypeAnnotator, node: exp.Expr) -> exp.Expr:
    """Floating point with anything is floating point, else numeric with anything is numeric."""
    return annotator._set_type(node, _widest(annotator, (node.this, node.expression)))


def _any_of(annotator: TypeAnnotator, node: exp.Expr) -> exp.Expr:
    values = [node.this] if node.this is not None else []
    return annotator._set_type(node, _widest(annotator, (*values, *node.expressions)))


def _case(annotator: TypeAnnotator, node: exp.Case) -> exp.Expr:
    values = [each.args["true"] for each in node.args["ifs"]]
    default = node.args.get("default")
    return annotator._set_type(node, _widest(annotator, (*values, *([] if default is None else [default]))))


def _widest(annotator: TypeAnnotator, nodes: Iterable[exp.Expr]) -> Any:
    known = [node for node in nodes if not node.is_type(exp.DType.UNKNOWN, exp.DType.NULL)]
    for test, type_ in ((is_floating, exp.DType.DOUBLE), (is_numeric, exp.DType.DECIMAL)):
        if any(map(test, known)):
            return type_
    if known and all(map(is_whole, known)):
        return exp.DType.BIGINT if any(node.is_type(exp.DType.BIGINT) for node in known) else exp.DType.INT
    return known[0].type if known else exp.DType.UNKNOWN


def _exact(annotator: TypeAnnotator, node: exp.Expr) -> exp.Expr:
    """A function that is numeric of whole numbers and numeric, floating point of floating point."""
    return annotator._set_type(node, exp.DType.DOUBLE if is_floating(node.this) else exp.DType.DECIMAL)


def _floating_unless_numeric(annotator: TypeAnnotator, node: exp.Expr) -> exp.Expr:
    arguments = [node.this] + ([node.expression] if node.args.get("expression") is not None else [])
    return annotator._set_type(node, exp.DType.DECIMAL if any(map(is_numeric, arguments)) else exp.DType.DOUBLE)


def _sum(annotator: TypeAnnotator, node: exp.Expr) -> exp.Expr:
    return annotator._set_type(node, exp.DType.BIGINT if is_whole(node.this) else _widest(annotator, (node.this,)))


METADATA: Any = {
    **Postgres.EXPRESSION_METADATA,
    exp.Literal: {"annotator": _literal},
    exp.Case: {"annotator": _case},
    **{kind: {"annotator": _arithmetic} for kind in (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod)},
    **{kind: {"annotator": _any_of} for kind in (exp.Coalesce, exp.Greatest, exp.Least)},
    **{kind: {"annotator": _exact} for kind in (exp.Avg, exp.Round, exp.Floor, exp.Ceil)},
    **{kind: {"annotator": _floating_unless_numeric} for kind in (exp.Sqrt, exp.Exp, exp.Ln, exp.Pow)},
    exp.Sum: {"annotator": _sum},
}
