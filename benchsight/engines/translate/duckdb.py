"""Rules for DuckDB.

PostgreSQL's numeric is exact; DuckDB divides decimals to a double. So a quotient becomes a decimal of ten digits after
the point before it is rounded or cast. This is exact for whole numbers: a/b is a tie at digit n, or differs from every
tie by at least 1/(2 * b * 10^n), which for n = 4 and b below 10^5 is ten times what ten digits and a double cut off.
"""

from sqlglot import exp

from benchsight.engines.translate import DIVIDE

EXACT = exp.DataType.build("decimal(38, 10)", dialect="duckdb")
WHOLE_TYPES = (exp.DType.INT, exp.DType.BIGINT, exp.DType.SMALLINT)
INEXACT = (exp.Div, exp.Avg, exp.Sqrt, exp.Exp, exp.Ln, exp.Pow, exp.Column, exp.Anonymous)


def _is_decimal(node: exp.Expr) -> bool:
    """Return whether an operand makes a quotient one of numeric."""
    for part in node.find_all(exp.Literal, exp.Cast, exp.Avg, exp.Round, exp.Sqrt, exp.Exp, exp.Ln):
        if isinstance(part, exp.Literal):
            if not part.is_string and "." in part.name:
                return True
        elif isinstance(part, exp.Cast):
            if part.to.this in (exp.DType.DECIMAL, exp.DType.DOUBLE):
                return True
        else:
            return True
    return False


def whole_division(node: exp.Expr) -> exp.Expr:
    """Let the types of the operands decide, unless the statement does, whether a quotient is a whole number."""
    if isinstance(node, exp.Div) and not _is_decimal(node.this) and not _is_decimal(node.expression):
        return exp.Anonymous(this=DIVIDE, expressions=[node.this, node.expression])
    return node


def exact_rounding(node: exp.Expr) -> exp.Expr:
    """Round decimals, half up, and no doubles."""
    if isinstance(node, exp.Round) and node.args.get("decimals") is not None:
        node.set("this", _exact(node.this))
    return node


def exact_cast(node: exp.Expr) -> exp.Expr:
    """Cast to numeric by way of a decimal; numeric without digits is one of ten digits after the point."""
    if isinstance(node, exp.Cast) and node.to.this == exp.DType.DECIMAL and node.to != EXACT:
        if not node.to.expressions:
            return _exact(node.this)
        if node.this.find(*INEXACT):
            node.set("this", _exact(node.this))
    return node


def whole_cast(node: exp.Expr) -> exp.Expr:
    """Round half up when a quotient is cast to a whole number."""
    if isinstance(node, exp.Cast) and node.to.this in WHOLE_TYPES and node.this.find(exp.Div, exp.Avg):
        node.set("this", _exact(node.this))
    return node


def _exact(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Cast) and node.to == EXACT:
        return node
    return exp.Cast(this=node, to=EXACT.copy())


RULES = (whole_division, exact_rounding, exact_cast, whole_cast)
