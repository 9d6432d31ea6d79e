"""Rules for Spark, in order; those of numbers go by the types of expressions."""

from collections.abc import Callable

from sqlglot import exp
from sqlglot.schema import MappingSchema

from benchsight.engines.translate import spark_numbers, spark_queries
from benchsight.engines.translate.typed import typed

Rule = Callable[[exp.Expr], exp.Expr]
RULES: tuple[Rule, ...] = (*spark_numbers.RULES, *spark_queries.RULES)


def rewritten(tree: exp.Expr, schema: MappingSchema) -> exp.Expr:
    """Return a query with every rule applied. Raises Untranslatable."""
    tree = spark_queries.unique_names_of_ctes(typed(tree, schema))
    for rule in RULES:
        tree = _bottom_up(tree, rule)
    return tree


def _bottom_up(tree: exp.Expr, rule: Rule) -> exp.Expr:
    """Apply a rule to every node, each after its parts."""
    for node in list(tree.dfs())[::-1]:
        parent, key, index = node.parent, node.arg_key, node.index  # a rule may put the node into its successor
        new = rule(node)
        if new is not node and parent is None:
            tree = new
        elif new is not node and parent is not None and key is not None:
            parent.set(key, new, index)
    return tree
