"""Rules for Spark: the shape of queries, lists and aggregates."""

from sqlglot import exp

from benchsight.engines.translate import Untranslatable


def refuse_correlated_series(node: exp.Expr) -> exp.Expr:
    """Raise Untranslatable for a series in a subquery of a SELECT: Spark cannot run such a subquery for each row."""
    if isinstance(node, (exp.GenerateSeries, exp.ExplodingGenerateSeries)) and not isinstance(node.parent, exp.Lateral):
        bounds = [node.args["start"], node.args["end"]]
        if any(bound.find(exp.Column) for bound in bounds):
            raise Untranslatable("generate_series of another row's values")
    return node


def single_name_of_relation(node: exp.Expr) -> exp.Expr:
    """Name a relation `schema__name`: a temporary view of Spark has no schema."""
    if isinstance(node, exp.Table) and node.db:
        node.set("this", exp.to_identifier(f"{node.db}__{node.name}"))
        node.set("db", None)
    return node


def no_materialized_hint(node: exp.Expr) -> exp.Expr:
    """Drop `materialized` and `not materialized` of a CTE."""
    if isinstance(node, exp.CTE):
        node.set("materialized", None)
    return node


def select_something(node: exp.Expr) -> exp.Expr:
    """Select 1 where nothing is selected, as in `exists (select from …)`."""
    if isinstance(node, exp.Select) and not node.expressions:
        node.set("expressions", [exp.Literal.number(1)])
    return node


def compared_rows(node: exp.Expr) -> exp.Expr:
    """Compare rows value by value: `(a, b) < (c, d)` is `a < c or a = c and b < d`; structs order NULL otherwise."""
    kind = type(node)
    if kind not in (exp.LT, exp.GT, exp.LTE, exp.GTE):
        return node
    left, right = node.this, node.expression
    if not (isinstance(left, exp.Tuple) and isinstance(right, exp.Tuple)):
        return node
    strict = exp.LT if kind in (exp.LT, exp.LTE) else exp.GT
    pairs = list(zip(left.expressions, right.expressions, strict=True))
    one, other = pairs.pop()
    result: exp.Expr = kind(this=one, expression=other)
    for one, other in reversed(pairs):
        equal = exp.EQ(this=one.copy(), expression=other.copy())
        rest = exp.Paren(this=exp.And(this=equal, expression=exp.Paren(this=result)))
        result = exp.Or(this=strict(this=one, expression=other), expression=rest)
    return exp.Paren(this=result)


def lateral_values(node: exp.Expr) -> exp.Expr:
    """Write `lateral (values …)` as the rows of an array of structs: an inline table of Spark holds constants only."""
    if not isinstance(node, exp.Lateral) or not isinstance(node.this, exp.Subquery):
        return node
    values = node.this.this
    if not isinstance(values, exp.Values):
        return node
    names = [column.name for column in node.args["alias"].columns]
    rows = [
        exp.Struct(
            expressions=[
                exp.PropertyEQ(this=exp.to_identifier(name), expression=value)
                for name, value in zip(names, row.expressions, strict=True)
            ]
        )
        for row in values.expressions
    ]
    node.set("this", exp.Anonymous(this="inline", expressions=[exp.Array(expressions=rows)]))
    return node


def lateral_series(node: exp.Expr) -> exp.Expr:
    """Yield no row of a series that ends below its start, where Spark's `sequence` counts down."""
    if not isinstance(node, exp.ExplodingGenerateSeries) or node.args.get("step") is not None:
        return node
    start, end = node.args["start"], node.args["end"]
    series = exp.Case(
        ifs=[
            exp.If(
                this=exp.LTE(this=start.copy(), expression=end.copy()),
                true=exp.Anonymous(this="sequence", expressions=[start, end]),
            )
        ]
    )
    return exp.Anonymous(this="explode", expressions=[series])


def filtered_windows(node: exp.Expr) -> exp.Expr:
    """Filter in the argument of a window's aggregate: `sum(x) filter (where c)` sums `case when c then x end`."""
    if not isinstance(node, exp.Window) or not isinstance(node.this, exp.Filter):
        return node
    aggregate, condition = node.this.this, node.this.expression.this
    if not isinstance(aggregate, (exp.Count, exp.Sum, exp.Min, exp.Max, exp.LogicalOr, exp.LogicalAnd)):
        raise Untranslatable(f"a filter of {aggregate.key} over a window")
    value = aggregate.this
    if isinstance(value, exp.Star):
        value = exp.Literal.number(1)
    aggregate.set("this", exp.Case(ifs=[exp.If(this=condition, true=value)]))
    node.set("this", aggregate)
    return node


def named_windows(node: exp.Expr) -> exp.Expr:
    """Put an operand over a named window into parentheses: Spark reads `over w - 1` as a name with a hyphen in it."""
    if isinstance(node, exp.Window) and node.alias and isinstance(node.parent, exp.Binary):
        return exp.Paren(this=node)
    return node


def first_of_list(node: exp.Expr) -> exp.Expr:
    """Write `(array_agg(x order by k) filter (…))[1]` as `min_by(x, struct(k is null, k)) filter (…)`."""
    if not isinstance(node, exp.Bracket) or not _is_first(node):
        return node
    inside = node.this.unnest() if isinstance(node.this, exp.Paren) else node.this
    aggregate = inside.this if isinstance(inside, exp.Filter) else inside
    if not isinstance(aggregate, exp.ArrayAgg) or not isinstance(aggregate.this, exp.Order):
        return node
    keys = []
    for ordered in aggregate.this.expressions:
        if ordered.args.get("desc"):
            raise Untranslatable("the first of a list in descending order")
        keys += [exp.Is(this=ordered.this.copy(), expression=exp.Null()), ordered.this]
    first = exp.Anonymous(
        this="min_by", expressions=[aggregate.this.this, exp.Anonymous(this="struct", expressions=keys)]
    )
    if isinstance(inside, exp.Filter):
        inside.set("this", first)
        return inside
    return first


def sorted_list(node: exp.Expr) -> exp.Expr:
    """Sort the list that `array_agg(x order by x)` makes, NULL of no rows; x is never NULL, which Spark leaves out."""
    aggregate = node.this if isinstance(node, exp.Filter) else node
    if not isinstance(aggregate, exp.ArrayAgg) or isinstance(node.parent, exp.Filter):
        return node
    order = aggregate.this
    if not isinstance(order, exp.Order) or [each.this for each in order.expressions] != [order.this]:
        raise Untranslatable("a list in another order than its values'")
    if order.expressions[0].args.get("desc"):
        raise Untranslatable("a list in descending order")
    collected: exp.Expr = exp.Anonymous(this="collect_list", expressions=[order.this])
    if isinstance(node, exp.Filter):
        collected = exp.Filter(this=collected, expression=node.expression)
    ordered = exp.Anonymous(this="array_sort", expressions=[collected])
    return exp.Nullif(this=ordered, expression=exp.Anonymous(this="array", expressions=[]))


def element_of_list(node: exp.Expr) -> exp.Expr:
    """Take NULL for an element beyond a list's end."""
    if isinstance(node, exp.Bracket) and len(node.expressions) == 1 and node.expressions[0].is_int:
        place = exp.Literal.number(int(node.expressions[0].name) + 1)
        return exp.Anonymous(this="try_element_at", expressions=[node.this, place])
    return node


def value_in_list(node: exp.Expr) -> exp.Expr:
    """Write `x = any(list)` as `array_contains(list, x)`."""
    if isinstance(node, exp.EQ) and isinstance(node.expression, exp.Any):
        return exp.Anonymous(this="array_contains", expressions=[node.expression.this, node.this])
    return node


def _is_first(node: exp.Bracket) -> bool:
    return len(node.expressions) == 1 and node.expressions[0].is_int and node.expressions[0].name == "0"


RULES = (
    refuse_correlated_series,
    single_name_of_relation,
    no_materialized_hint,
    select_something,
    compared_rows,
    lateral_values,
    lateral_series,
    filtered_windows,
    named_windows,
    first_of_list,
    sorted_list,
    element_of_list,
    value_in_list,
)


def unique_names_of_ctes(tree: exp.Expr) -> exp.Expr:
    """Give every CTE a name of its own: the writer moves nested ones to the top, where one name stands once."""
    for number, cte in enumerate(list(tree.find_all(exp.CTE))):
        old, new = cte.alias, f"{cte.alias}__cte{number}"
        query = cte.parent.parent if isinstance(cte.parent, exp.With) else None
        if query is None:
            continue
        for table in list(query.find_all(exp.Table)):
            if table.name == old and not table.db and _owner(table) is cte:
                if not table.alias:
                    table.set("alias", exp.TableAlias(this=exp.to_identifier(old)))
                table.set("this", exp.to_identifier(new))
        cte.args["alias"].set("this", exp.to_identifier(new))
    return tree


def _owner(table: exp.Table) -> exp.CTE | None:
    """The CTE that a table's name means: the one of the innermost WITH that has it."""
    node: exp.Expr | None = table
    while node is not None:
        with_ = node.args.get("with_")
        if with_ is not None:
            for cte in with_.expressions:
                if cte.alias == table.name and not _within(table, cte):
                    return cte  # type: ignore[no-any-return]
        node = node.parent
    return None


def _within(node: exp.Expr, ancestor: exp.Expr) -> bool:
    parent: exp.Expr | None = node
    while parent is not None:
        if parent is ancestor:
            return True
        parent = parent.parent
    return False
