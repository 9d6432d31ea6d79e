"""Statements for requests of rows; every value is a parameter, every name one of the table's."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby

from psycopg import sql

from benchsight.live.rest.request import COMPARISONS, Filter, Refused, Row, RowRequest

IS = {
    "null": sql.SQL("is null"),
    "not_null": sql.SQL("is not null"),
    "true": sql.SQL("is true"),
    "false": sql.SQL("is false"),
    "unknown": sql.SQL("is unknown"),
}
GAME = "game_id"


@dataclass(frozen=True)
class Relation:
    """Table or view of schema public with its columns and the columns of its primary key."""

    name: str
    columns: frozenset[str]
    key: tuple[str, ...]

    @property
    def identifier(self) -> sql.Identifier:
        """Its name for a statement."""
        return sql.Identifier("public", self.name)

    def column(self, name: str) -> sql.Identifier:
        """Return a column that is read. Raise Refused if there is none."""
        if name not in self.columns:
            raise Refused(HTTPStatus.BAD_REQUEST, "42703", f"column {self.name}.{name} does not exist")
        return sql.Identifier("t", name)

    def written(self, name: str) -> sql.Identifier:
        """Return a column that is written. Raise Refused if there is none."""
        if name not in self.columns:
            raise Refused(HTTPStatus.BAD_REQUEST, "PGRST204", f"table {self.name} has no column {name}")
        return sql.Identifier(name)


@dataclass(frozen=True)
class Statement:
    """Statement with its parameters."""

    text: sql.Composed
    values: tuple[str, ...]


def statements(relation: Relation, request: RowRequest) -> Iterator[Statement]:
    """Yield the statements of a request, which return its rows if it asks for them. Raise Refused."""
    match request.method:
        case "GET":
            yield _read(relation, request)
        case "POST":
            yield from _insert(relation, request)
        case "PATCH":
            yield _update(relation, request)
        case "DELETE":
            yield _delete(relation, request)


def _read(relation: Relation, request: RowRequest) -> Statement:
    where, values = _where(relation, request.filters)
    terms = [sql.SQL("{} {}").format(relation.column(name), sql.SQL(how)) for name, how in request.order]
    order = sql.SQL(" order by ") + sql.SQL(", ").join(terms) if terms else sql.SQL("")
    text = sql.SQL("select {} from {} as t{}{} limit {} offset {}").format(
        _selected(relation, request), relation.identifier, where, order,
        sql.Literal(request.limit), sql.Literal(request.offset),
    )  # fmt: skip
    return Statement(text, values)


def _insert(relation: Relation, request: RowRequest) -> Iterator[Statement]:
    for names, rows in _shapes(request):
        if not names:
            raise Refused(HTTPStatus.BAD_REQUEST, "PGRST102", "a row without columns, expected at least one")
        columns = sql.SQL(", ").join(relation.written(name) for name in names)
        text = sql.SQL(
            "insert into {0} as t ({1}) select {1} from json_populate_recordset(cast(null as {0}), cast(%s as json))"
        ).format(relation.identifier, columns)
        text += _on_conflict(relation, request, names)
        yield Statement(text + _returning(relation, request), (json.dumps(rows),))


def _shapes(request: RowRequest) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    """Yield columns with the rows that have them, in order; a statement writes the columns of all its rows."""
    if not request.rows:
        return
    named = request.columns
    if request.takes_defaults:
        for shape, rows in groupby(request.rows, lambda row: tuple(sorted(row))):
            yield (shape if named is None else tuple(name for name in named if name in shape)), list(rows)
        return
    names = named or tuple(request.rows[0])
    if named is None:
        for index, row in enumerate(request.rows):
            if set(row) != set(names):
                raise Refused(HTTPStatus.BAD_REQUEST, "PGRST102", "All object keys must match", row=index)
    yield names, list(request.rows)


def _on_conflict(relation: Relation, request: RowRequest, names: Sequence[str]) -> sql.Composable:
    if request.resolution is None:
        return sql.SQL("")
    key = request.on_conflict or relation.key
    if not key:
        raise Refused(HTTPStatus.BAD_REQUEST, "PGRST102", f"{relation.name} has no key: name it with on_conflict")
    target = sql.SQL(", ").join(relation.written(name) for name in key)
    if request.resolution == "ignore-duplicates":
        return sql.SQL(" on conflict ({}) do nothing").format(target)
    changes = [sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in names]
    return sql.SQL(" on conflict ({}) do update set {}").format(target, sql.SQL(", ").join(changes))


def _update(relation: Relation, request: RowRequest) -> Statement:
    (changes,) = request.rows
    _require_named_rows(relation, request)
    if not changes:
        raise Refused(HTTPStatus.BAD_REQUEST, "PGRST102", "nothing to change: expected columns with their new values")
    where, values = _where(relation, request.filters)
    text = sql.SQL(
        "update {0} as t set ({1}) = "
        "(select {2} from json_populate_record(cast(null as {0}), cast(%s as json)) as g){3}"
    ).format(
        relation.identifier,
        sql.SQL(", ").join(relation.written(name) for name in changes),
        sql.SQL(", ").join(sql.Identifier("g", name) for name in changes),
        where,
    )
    return Statement(text + _returning(relation, request), (json.dumps(changes), *values))


def _delete(relation: Relation, request: RowRequest) -> Statement:
    _require_named_rows(relation, request)
    where, values = _where(relation, request.filters)
    text = sql.SQL("delete from {} as t{}").format(relation.identifier, where)
    return Statement(text + _returning(relation, request), values)


def _require_named_rows(relation: Relation, request: RowRequest) -> None:
    """Raise Refused unless the filters name the rows by key, or the game: a slip must not empty a table."""
    named = {each.column for each in request.filters if each.operator in ("eq", "in")}
    of_game = any(each.column == GAME and each.operator == "eq" for each in request.filters)
    if of_game or (relation.key and named >= set(relation.key)):
        return
    key = " and ".join(relation.key) or "its key"
    raise Refused(
        HTTPStatus.BAD_REQUEST, "21000",
        f"{request.method} without the rows it is for: filter by {key} (eq or in), or by {GAME} (eq)",
    )  # fmt: skip


def _where(relation: Relation, filters: Iterable[Filter]) -> tuple[sql.Composable, tuple[str, ...]]:
    conditions: list[sql.Composable] = []
    values: list[str] = []
    for each in filters:
        column = relation.column(each.column)
        if each.operator == "is":
            conditions.append(sql.SQL("{} {}").format(column, IS[each.operands[0]]))
            continue
        values += each.operands
        if each.operator == "in":
            places = sql.SQL(", ").join([sql.SQL("%s")] * len(each.operands))
            conditions.append(sql.SQL("{} in ({})").format(column, places))
        else:
            conditions.append(sql.SQL("{} {} %s").format(column, sql.SQL(COMPARISONS[each.operator])))
    where = sql.SQL(" where ") + sql.SQL(" and ").join(conditions) if conditions else sql.SQL("")
    return where, tuple(values)


def _returning(relation: Relation, request: RowRequest) -> sql.Composable:
    if not (request.returns_rows or request.wants_one):
        return sql.SQL("")
    return sql.SQL(" returning {}").format(_selected(relation, request))


def _selected(relation: Relation, request: RowRequest) -> sql.Composable:
    if not request.select:
        return sql.SQL("t.*")
    return sql.SQL(", ").join(relation.column(name) for name in request.select)
