"""Parity: two databases that were built from the same files publish the same rows, apart from build stamps.

    python -m bench.parity URL_BEFORE URL_AFTER            # every published table and view
    python -m bench.parity URL_BEFORE URL_AFTER --most 20  # more of the differences

To show that a change of the models changes no number: load and build the same league into one database with the
checkout before the change, into another with the one after it, and compare. Ends with 1 if anything differs.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import click
import psycopg
from psycopg import sql

STAMPS = ("built_at", "payload_version", "fitted_at", "last_change_at")
RELATIONS = """
    select relname
    from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
        and relname ~ '^(dim|fact|qa|metrics|league|live)(_|$)'
    order by relname
"""
ROWS = "select cast(to_jsonb(whole_row) - %s::text[] as text) from {} as whole_row"
KEYS = ("game_id", "player_id", "team_id", "event_key", "shift_key", "season_id", "rule")


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--most", default=5, show_default=True, help="Differences to print of each relation.")
@click.pass_context
def main(ctx: click.Context, before: str, after: str, most: int) -> None:
    """Compare the published relations of two databases, cell by cell."""
    with psycopg.connect(before) as one, psycopg.connect(after) as other:
        names = relations(one) | relations(other)
        found = {name: compare(one, other, name) for name in sorted(names)}
    for name, (_, missing, added) in found.items():
        if missing or added:
            click.echo(f"{name}: {missing.total()} rows only before, {added.total()} only after")
            for line in list(differences(missing, added))[:most]:
                click.echo(f"  {line}")
    differing = sum(bool(missing or added) for _, missing, added in found.values())
    click.echo(f"{len(found)} relations, {sum(rows for rows, _, _ in found.values()):,} rows, {differing} differ")
    if differing or not any(rows for rows, _, _ in found.values()):
        ctx.exit(1)


def relations(connection: psycopg.Connection) -> set[str]:
    """Return the names of the published tables and views."""
    return {name for (name,) in connection.execute(RELATIONS)}


def compare(before: psycopg.Connection, after: psycopg.Connection, name: str) -> tuple[int, Counter[str], Counter[str]]:
    """Return the number of rows before, the rows that are only there, and those that are only after."""
    one, other = rows(before, name), rows(after, name)
    missing, added = _by_value(one - other), _by_value(other - one)
    return one.total(), missing - added, added - missing


def rows(connection: psycopg.Connection, name: str) -> Counter[str]:
    """Return the rows of a relation as JSON without stamps, counted; a relation that is not there has none."""
    if name not in relations(connection):
        return Counter()
    query = sql.SQL(ROWS).format(sql.Identifier(name))
    return Counter(text for (text,) in connection.execute(query, (list(STAMPS),)))


def _by_value(rows: Counter[str]) -> Counter[str]:
    """Write numbers alike, since 0.50 is 0.5: a numeric without digits shows those that it was computed with."""
    alike: Counter[str] = Counter()
    for row, times in rows.items():
        content = json.loads(row, parse_float=lambda number: format(Decimal(number).normalize(), "f"), parse_int=str)
        alike[json.dumps(content, sort_keys=True)] += times
    return alike


def differences(missing: Counter[str], added: Counter[str]) -> Iterator[str]:
    """Yield a line for each row, with the cells that differ if a row of the same key is on the other side."""
    others = {_key(row): row for row in map(json.loads, added)}
    for row in map(json.loads, missing):
        other = others.pop(_key(row), None)
        if other is None:
            yield f"only before: {row}"
        else:
            columns = sorted(name for name in row.keys() | other.keys() if row.get(name) != other.get(name))
            cells = ", ".join(f"{name} {row.get(name)} -> {other.get(name)}" for name in columns)
            yield f"{dict(_key(row))}: {cells}"
    for row in others.values():
        yield f"only after: {row}"


def _key(row: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """The cells that identify a row: its own key column if it has one, else the ids in it."""
    own = [name for name in row if name.endswith("_key")]
    return tuple((name, row[name]) for name in (own or KEYS) if name in row)


if __name__ == "__main__":
    main()
