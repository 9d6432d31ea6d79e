"""Embedding as PostgREST does it: related tables in one select, found along the foreign keys of the database.

``goals,player:dim_player(player_name),team:dim_team!team_id(team_name)``: a hint is the name of a foreign key or of its
column, and is needed where two keys lead to one table. Not there: computed relationships, many-to-many, spreads,
filters of embedded rows, keys of several columns, relationships of views.
"""

import re
from dataclasses import dataclass

import psycopg
from psycopg import sql

ITEM = re.compile(r"(?:(?P<alias>\w+):)?(?P<name>\w+)(?:!(?P<hint>\w+))?(?:\((?P<inner>.*)\))?", re.DOTALL)
KEYS = """
    select k.conname, k.conrelid::regclass::text, child.attname, k.confrelid::regclass::text, parent.attname
    from pg_catalog.pg_constraint as k
    join pg_catalog.pg_attribute as child on child.attrelid = k.conrelid and child.attnum = k.conkey[1]
    join pg_catalog.pg_attribute as parent on parent.attrelid = k.confrelid and parent.attnum = k.confkey[1]
    where k.contype = 'f' and cardinality(k.conkey) = 1 and k.connamespace = 'public'::regnamespace
"""


class CannotEmbed(Exception):
    """No relationship, or more than one; with status and code of the answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass(frozen=True)
class Key:
    """A foreign key of one column."""

    name: str
    child: str
    column: str
    parent: str
    parent_column: str


def selected(connection: psycopg.Connection, table: str, wanted: str) -> sql.Composable:
    """The select list of a request for a table that goes by the name ``t0``. Raises CannotEmbed."""
    keys = [Key(*row) for row in connection.execute(KEYS)] if "(" in wanted else []
    return _list(keys, table, wanted, 0)


def _list(keys: list[Key], table: str, wanted: str, depth: int) -> sql.Composable:
    return sql.SQL(", ").join(_item(keys, table, item.strip(), depth) for item in _split(wanted))


def _item(keys: list[Key], table: str, item: str, depth: int) -> sql.Composable:
    here, there = f"t{depth}", f"t{depth + 1}"
    if item == "*":
        return sql.SQL("{}.*").format(sql.Identifier(here))
    match = ITEM.fullmatch(item)
    if match is None:
        raise CannotEmbed(400, "PGRST100", f'"failed to parse select parameter ({item})"')
    alias, name, hint, inner = match.group("alias", "name", "hint", "inner")
    if inner is None:
        return sql.SQL("{} as {}").format(sql.Identifier(here, name), sql.Identifier(alias or name))
    key = _relationship(keys, table, name, hint)
    columns = _list(keys, name, inner, depth + 1)
    if key.child == table:
        joined = sql.SQL("{} = {}").format(sql.Identifier(there, key.parent_column), sql.Identifier(here, key.column))
        whole = sql.SQL("(select to_jsonb(e) from (select {} from {} as {} where {}) as e)")
    else:
        joined = sql.SQL("{} = {}").format(sql.Identifier(there, key.column), sql.Identifier(here, key.parent_column))
        whole = sql.SQL("(select coalesce(jsonb_agg(e), '[]') from (select {} from {} as {} where {}) as e)")
    embedded = whole.format(columns, sql.Identifier("public", name), sql.Identifier(there), joined)
    return sql.SQL("{} as {}").format(embedded, sql.Identifier(alias or name))


def _relationship(keys: list[Key], table: str, name: str, hint: str | None) -> Key:
    between = [key for key in keys if {key.child, key.parent} == {table, name}]
    fitting = [key for key in between if hint is None or hint in (key.name, key.column)]
    if not fitting:
        raise CannotEmbed(
            400, "PGRST200", f"Could not find a relationship between '{table}' and '{name}' in the schema cache"
        )
    if len(fitting) > 1:
        raise CannotEmbed(
            300,
            "PGRST201",
            f"Could not embed because more than one relationship was found for '{table}' and '{name}'",
        )
    return fitting[0]


def _split(wanted: str) -> list[str]:
    """At the commas outside of parentheses."""
    items, depth = [""], 0
    for letter in wanted:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            items.append("")
        else:
            items[-1] += letter
    return items
