"""Rules for Spark: PostgreSQL's exact numeric as decimals of bounded width.

Spark gives the result of a division or product of wide decimals as few as six digits after the point. So operands are
narrowed to leave room for 13 or more, and results are decimals of 28 digits, 14 of them after the point; PostgreSQL has
at least 16 significant digits in a quotient. What is rounded to four digits and is no tie there is the same.
"""

from sqlglot import exp

from benchsight.engines.columns import DIGITS, NUMERIC_IN_SPARK
from benchsight.engines.translate import Untranslatable
from benchsight.engines.translate.typed import is_floating, is_numeric, is_whole

NUMERIC = exp.DataType.build(f"decimal{NUMERIC_IN_SPARK}", dialect="spark")
FACTOR = exp.DataType.build("decimal(24, 12)", dialect="spark")
DIVISOR = exp.DataType.build("decimal(20, 10)", dialect="spark")
COUNT = exp.DataType.build("decimal(12, 0)", dialect="spark")
FLOATING = exp.DataType.build("double", dialect="spark")
WHOLE_TYPES = (exp.DType.TINYINT, exp.DType.SMALLINT, exp.DType.INT, exp.DType.BIGINT)


def whole_division(node: exp.Expr) -> exp.Expr:
    """Divide whole numbers without a rest: Spark's `/` gives a double, `div` a bigint."""
    if isinstance(node, exp.Div) and is_whole(node.this) and is_whole(node.expression):
        quotient = exp.IntDiv(this=node.this, expression=node.expression)
        return _as(quotient, node.type) if node.is_type(exp.DType.INT) else quotient
    return node


def exact_division(node: exp.Expr) -> exp.Expr:
    """Divide numerics as decimals that leave room for 16 digits after the point."""
    if isinstance(node, exp.Div) and is_numeric(node):
        node.set("this", _operand(node.this, FACTOR))
        node.set("expression", _operand(node.expression, DIVISOR))
        return _numeric(node)
    return node


def exact_product(node: exp.Expr) -> exp.Expr:
    """Multiply numerics as decimals that leave room for 13 digits after the point."""
    if isinstance(node, exp.Mul) and is_numeric(node):
        node.set("this", _operand(node.this, FACTOR))
        node.set("expression", _operand(node.expression, FACTOR))
        return _numeric(node)
    return node


def exact_power(node: exp.Expr) -> exp.Expr:
    """Write the square of a numeric as a product; Spark's `power` is floating point."""
    if isinstance(node, exp.Pow) and is_numeric(node.this) and node.expression.sql() == "2":
        return _numeric(exp.Mul(this=_operand(node.this, FACTOR), expression=_operand(node.this.copy(), FACTOR)))
    return node


def average_as_quotient(node: exp.Expr) -> exp.Expr:
    """Take sum over count for an average: Spark's average of whole numbers is a double."""
    if not isinstance(node, exp.Avg) or is_floating(node.this):
        return node
    if isinstance(node.parent, (exp.Filter, exp.Window)):
        raise Untranslatable("an average with a filter or over a window")
    total, count = exp.Sum(this=node.this), exp.Count(this=node.this.copy())
    return _numeric(exp.Div(this=_as(total, FACTOR), expression=_as(count, COUNT)))


def floating_functions(node: exp.Expr) -> exp.Expr:
    """Take roots and exponentials of numerics in floating point, and 15 significant digits of the result."""
    if isinstance(node, (exp.Sqrt, exp.Exp, exp.Ln)) and is_numeric(node):
        node.set("this", _as(node.this, FLOATING))
        return _digits_of(node)
    return node


def cast_to_numeric(node: exp.Expr) -> exp.Expr:
    """Cast floating point to numeric by its 15 significant digits; give a numeric without digits 14 after the point."""
    if isinstance(node, exp.Cast) and node.to.this == exp.DType.DECIMAL and not node.meta.get("exact"):
        if is_floating(node.this):
            node.set("this", _digits_of(node.this))
        if not node.to.expressions:
            node.set("to", NUMERIC.copy())
        node.meta["exact"] = True
    return node


def cast_to_whole(node: exp.Expr) -> exp.Expr:
    """Round a fraction that is cast to a whole number: numeric half up, floating point half to even."""
    if isinstance(node, exp.Cast) and node.to.this in WHOLE_TYPES and not node.meta.get("exact"):
        node.meta["exact"] = True
        if is_numeric(node.this):
            node.set("this", exp.Round(this=node.this, decimals=exp.Literal.number(0)))
        elif is_floating(node.this):
            node.set("this", exp.Anonymous(this="rint", expressions=[node.this]))
    return node


def _numeric(node: exp.Expr) -> exp.Expr:
    """Cast to the decimal of numerics, once."""
    if isinstance(node, exp.Cast) and node.to == NUMERIC:
        return node
    cast = exp.Cast(this=node, to=NUMERIC.copy())
    cast.meta["exact"] = True
    cast._type = exp.DataType.build("decimal")
    return cast


def _operand(node: exp.Expr, type_: exp.DataType) -> exp.Expr:
    """Narrow an operand; a literal is as narrow as can be."""
    if isinstance(node, exp.Literal):
        return node
    return _as(node, COUNT if is_whole(node) else type_)


def _as(node: exp.Expr, type_: exp.DataType | None) -> exp.Expr:
    assert type_ is not None
    cast = exp.Cast(this=node, to=type_.copy())
    cast.meta["exact"] = True
    cast._type = type_.copy()
    return cast


def _digits_of(node: exp.Expr) -> exp.Expr:
    """The decimal of the 15 significant digits of a double, as PostgreSQL casts one."""
    digits = exp.Anonymous(this="format_string", expressions=[exp.Literal.string(DIGITS), node])
    return _numeric(exp.Nullif(this=digits, expression=exp.Literal.string("null")))


RULES = (
    whole_division,
    exact_power,
    exact_division,
    exact_product,
    average_as_quotient,
    floating_functions,
    cast_to_numeric,
    cast_to_whole,
)
