"""The query of a page: every name comes from a contract, every value is a parameter."""

from collections.abc import Iterable, Sequence
from typing import Any

from psycopg import sql

from benchsight.reads.published.contract import Column
from benchsight.reads.published.request import Filter, Operator, Order, PageRequest

Query = tuple[sql.Composed, list[Any]]
COMPARISONS = {
    Operator.EQUAL: "=",
    Operator.NOT_EQUAL: "is distinct from",
    Operator.LESS: "<",
    Operator.AT_MOST: "<=",
    Operator.MORE: ">",
    Operator.AT_LEAST: ">=",
}


def json_query(request: PageRequest) -> Query:
    """Return the query of a page and one row beyond: each row as JSON text, then its values in ``order`` as text."""
    row = "cast((select row_to_json(chosen) from (select {columns}) as chosen) as text)"
    return _query(request, sql.SQL(row).format(columns=_columns(request)))


def typed_query(request: PageRequest) -> Query:
    """Return the same with the chosen columns in their types, then the values in ``order`` as text."""
    return _query(request, _columns(request))


def _query(request: PageRequest, row: sql.Composable) -> Query:
    page, parameters = _rows_query(request)
    query = sql.SQL("select {row}, {order_values} from ({page}) as page order by {order}").format(
        row=row, order_values=_texts(request.order), page=page, order=_order_by(request.order, "page")
    )
    return query, parameters


def _columns(request: PageRequest) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier("page", column.name) for column in request.columns)


def _rows_query(request: PageRequest) -> Query:
    """The rows of the page and one beyond, which tells whether there is a page after it."""
    conditions, parameters = _conditions(request.filters)
    if request.after is not None:
        beyond, values = _beyond(request.order, request.after)
        conditions.append(beyond)
        parameters += values
    needed = {column.name for column in request.columns} | {order.column.name for order in request.order}
    query = sql.SQL("select {columns} from {table} as t where {conditions} order by {order} limit %s").format(
        columns=sql.SQL(", ").join(sql.Identifier("t", name) for name in sorted(needed)),
        table=sql.Identifier(request.contract.schema, request.contract.table),
        conditions=sql.SQL(" and ").join(conditions) if conditions else sql.SQL("true"),
        order=_order_by(request.order, "t"),
    )
    return query, [*parameters, request.limit + 1]


def _conditions(filters: Iterable[Filter]) -> tuple[list[sql.Composable], list[Any]]:
    conditions: list[sql.Composable] = []
    parameters: list[Any] = []
    for each in filters:
        name = sql.Identifier("t", each.column.name)
        if each.operator is Operator.IS:
            conditions.append(sql.SQL("{} is not null" if each.value == "not_null" else "{} is null").format(name))
        elif each.operator is Operator.IN:
            conditions.append(sql.SQL("{} = any(cast(%s as {}[]))").format(name, _type(each.column)))
            parameters.append(each.value.split(","))
        else:
            compared = sql.SQL(COMPARISONS[each.operator])
            conditions.append(sql.SQL("{} {} cast(%s as {})").format(name, compared, _type(each.column)))
            parameters.append(each.value)
    return conditions, parameters


def _beyond(order: Sequence[Order], after: Sequence[str | None]) -> tuple[sql.Composable, list[Any]]:
    """Whether a row comes after the values: it differs in the first place where it is not equal. NULL comes last."""
    choices: list[sql.Composable] = []
    parameters: list[Any] = []
    for position, (each, value) in enumerate(zip(order, after, strict=True)):
        if value is None:
            continue  # nothing comes after NULL
        equal = [
            sql.SQL("{} is not distinct from cast(%s as {})").format(_name(before), _type(before.column))
            for before in order[:position]
        ]
        further = sql.SQL("({name} {comparison} cast(%s as {type}) or {name} is null)").format(
            name=_name(each), comparison=sql.SQL("<" if each.descending else ">"), type=_type(each.column)
        )
        choices.append(sql.SQL("({})").format(sql.SQL(" and ").join([*equal, further])))
        parameters += [*after[:position], value]
    if not choices:
        return sql.SQL("false"), []
    return sql.SQL("({})").format(sql.SQL(" or ").join(choices)), parameters


def _name(order: Order) -> sql.Identifier:
    return sql.Identifier("t", order.column.name)


def _type(column: Column) -> sql.SQL:
    """A type as the contract names it, without the limits of a numeric: 0.123456 is compared as it was written."""
    return sql.SQL("numeric" if column.data_type.startswith("numeric") else column.data_type)


def _texts(order: Sequence[Order]) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.SQL("cast({} as text)").format(sql.Identifier("page", each.column.name)) for each in order
    )


def _order_by(order: Sequence[Order], alias: str) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.SQL("{} desc nulls last" if each.descending else "{} asc nulls last").format(
            sql.Identifier(alias, each.column.name)
        )
        for each in order
    )
