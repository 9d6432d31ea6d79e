"""Rules for differences between PostgreSQL and every other engine."""

from sqlglot import exp

from benchsight.engines.translate import Untranslatable

DATABASE_ONLY = {
    *("jsonb_agg", "jsonb_build_object", "jsonb_path_exists"),
    *("normalize", "regexp_split_to_table", "scale", "trim_scale"),
}
BUILD_TIME = "(select built_at from ops.build_time)"


def refuse_database_functions(node: exp.Expr) -> exp.Expr:
    """Raise Untranslatable for a function without a counterpart."""
    name = node.name.lower() if isinstance(node, exp.Anonymous) else node.key if isinstance(node, exp.Func) else ""
    if name in DATABASE_ONLY:
        raise Untranslatable(name)
    return node


def drop_database_name(node: exp.Expr) -> exp.Expr:
    """Name a relation by schema and name: `"benchsight"."public"."dim_team"` is `"public"."dim_team"`."""
    if isinstance(node, exp.Table):
        node.set("catalog", None)
    return node


def scope_as_subquery(node: exp.Expr) -> exp.Expr:
    """Write `x = any(array(select …))` as `x in (select …)`, a semi-join."""
    if isinstance(node, exp.EQ) and isinstance(node.expression, exp.Any):
        array = node.expression.this
        while isinstance(array, exp.Paren):
            array = array.this
        if isinstance(array, exp.Array) and len(array.expressions) == 1 and isinstance(array.expressions[0], exp.Query):
            return exp.In(this=node.this, query=exp.Subquery(this=array.expressions[0]))
    return node


def time_of_build(node: exp.Expr) -> exp.Expr:
    """Take the start of PostgreSQL's transaction for `current_timestamp`."""
    if isinstance(node, exp.CurrentTimestamp):
        return exp.maybe_parse(BUILD_TIME, dialect="duckdb")
    return node


RULES = (refuse_database_functions, drop_database_name, scope_as_subquery, time_of_build)
