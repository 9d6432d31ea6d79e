"""What the database knows before a build: games and their versions, what is missing, which totals are due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.rows import class_row

from benchsight.builds.plan import Game, Known, Part, Rebuild

GAMES = """
    select
        inputs.game_id,
        inputs.input_version,
        exists (select from public.staging_events where staging_events.game_id = inputs.game_id)
        or exists (select from public.staging_shifts where staging_shifts.game_id = inputs.game_id) as is_tracked,
        builds.input_version as built_version,
        builds.code_version as built_by_code,
        builds.build_id as built_in,
        failures.input_version as failed_version,
        failures.code_version as failed_by_code,
        excluded.reason as excluded_because,
        coalesce(builds.totals_due, false) as totals_due
    from ops.game_inputs as inputs
    left join ops.game_builds as builds on inputs.game_id = builds.game_id
    left join ops.game_failures as failures on inputs.game_id = failures.game_id and failures.kind = 'model'
    left join ops.excluded_games as excluded on inputs.game_id = excluded.game_id
    {where}
    order by inputs.game_id
"""
# Tables without games, and games: what dimensions read of a game raises its version.
LEAGUE_VERSION = """
    select concat_ws(
        ' ',
        (
            select string_agg(table_name || '=' || cast(input_version as text), ' ' order by table_name)
            from ops.table_inputs
        ),
        'games=' || (select cast(sum(input_version) as text) from ops.game_inputs)
    )
"""
LAST_RUN = """
    select status, code_version, league_version, models_built from ops.build_runs
    where selection = any(%s) order by build_id desc limit 1
"""
WITH_ROWS = sql.SQL(
    "select inputs.game_id from ops.game_inputs as inputs"
    " where exists (select from {} as rows where rows.game_id = inputs.game_id)"
)
MISSING = "select relation_name, is_table from ops.missing_relations order by relation_name"
TOTALS_DUE = "select game_id from ops.game_builds where totals_due and input_version > 0 order by game_id"


@dataclass(frozen=True)
class LastRun:
    """The last build of some part of the project."""

    status: str
    code_version: str
    league_version: str
    models_built: bool


def read_known(
    connection: psycopg.Connection, code: str, rebuild: Rebuild | None = None, only: Sequence[int] = ()
) -> Known:
    """Read the state of games, relations and league tables, as far as a request needs it; ``only`` of these games."""
    where = "where inputs.game_id = any(%(games)s)" if only else ""
    with connection.cursor(row_factory=class_row(Game)) as cursor:
        games = cursor.execute(GAMES.format(where=where), {"games": list(only)}).fetchall()
    with connection.cursor(row_factory=class_row(LastRun)) as cursor:
        made = cursor.execute(LAST_RUN, ([Part.EVERYTHING],)).fetchone()
    missing = connection.execute(MISSING).fetchall()
    return Known(
        games,
        relations_are_current=made is not None and made.models_built and made.code_version == code,
        league_is_current=_dimensions_are_current(connection),
        with_rows=frozenset() if rebuild is None else _games_with_rows(connection, rebuild.missing_in),
        missing_tables=[name for name, is_table in missing if is_table],
        missing_views=[name for name, is_table in missing if not is_table],
    )


def games_with_totals_due(connection: psycopg.Connection) -> list[int]:
    """Return the games that were built without the tables kept per player and team."""
    return [game_id for (game_id,) in connection.execute(TOTALS_DUE)]


def league_version(connection: psycopg.Connection) -> str:
    """Return the versions of all input that dimensions are made of, as one text."""
    row = connection.execute(LEAGUE_VERSION).fetchone()
    assert row is not None
    return str(row[0])


def _games_with_rows(connection: psycopg.Connection, tables: Iterable[str]) -> frozenset[int]:
    """Return the games with a row in one of these published tables; a table that does not exist has none."""
    games: set[int] = set()
    for table in map(sql.Identifier, tables):
        name = sql.Identifier("public") + sql.SQL(".") + table
        exists = connection.execute("select to_regclass(%s)", (name.as_string(connection),)).fetchone()
        if exists is not None and exists[0] is not None:
            games |= {game_id for (game_id,) in connection.execute(WITH_ROWS.format(name))}
    return frozenset(games)


def _dimensions_are_current(connection: psycopg.Connection) -> bool:
    """Return whether the last build that wrote dimensions saw what players, teams, seasons and games are now."""
    with connection.cursor(row_factory=class_row(LastRun)) as cursor:
        run = cursor.execute(LAST_RUN, ([Part.EVERYTHING, Part.TABLES, Part.WHOLE_TABLES],)).fetchone()
    return run is not None and run.status == "completed" and run.league_version == league_version(connection)
