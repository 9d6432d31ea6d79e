"""A built league of any size in minutes: the games of a small built league, copied with other ids, days and seasons.

    python -m bench.copied_league --games 1296 --keep DIR  # prints the URL of the database; its server goes on running

All rows of a game are copied, of staging as of what was built, so that each relation has the size it would have.
Season tables are made of all games. Players, teams and `metrics` stay those of the small league; the history of loads
is not copied.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import click
import psycopg
from psycopg import sql

from bench.api import built_league
from bench.staged_league import database_url, embedded_settings
from benchsight.builds.claims import EMPTY_SCOPE
from benchsight.builds.dbt.compiled import compiled_tables
from benchsight.builds.dbt.project import code_version, dbt_project
from benchsight.builds.statements import statements
from benchsight.builds.write import set_planner, set_scope, write
from benchsight.db.connections import embedded_server, migrate, start_embedded
from benchsight.db.settings import load_settings

SOURCE_GAMES = 100
COPIES_PER_SEASON = 13  # 1,300 games of 32 teams
DAYS_APART = 15
ID_STEP = 1_000_000
LEFT_OUT = ("input_changes", "stream_events", "ingest_logs", "load_history", "staging_rejects", "etl_queue")

COLUMNS = """
    select c.table_schema, c.table_name, c.column_name, c.data_type
    from information_schema.columns as c
    inner join information_schema.tables as t using (table_schema, table_name)
    where
        t.table_type = 'BASE TABLE' and c.is_identity = 'NO' and c.is_generated = 'NEVER'
        and c.table_schema in ('public', 'transform', 'ops') and not c.table_name = any(%s)
        and exists (
            select from information_schema.columns as g
            where
                (g.table_schema, g.table_name, g.column_name, g.data_type)
                = (c.table_schema, c.table_name, 'game_id', 'integer')
        )
    order by c.table_schema, c.table_name, c.ordinal_position
"""
SEASON = "left(season, 4)::integer + {0} || (right(season, 4)::integer + {0})::text"
SEASONS = f"""
    insert into public.staging_seasons
        (season_id, season, session, league_id, league_name, start_date, raw, content_hash)
    select season_id || '-' || %(season)s, {SEASON.format("%(season)s")}, session, league_id, league_name,
        start_date + 365 * %(season)s, raw, content_hash
    from public.staging_seasons where season_id not like '%%-%%';
"""


@dataclass(frozen=True)
class Copy:
    """One more copy of the source games, so many of them."""

    number: int
    games: int

    @property
    def season(self) -> int:
        """How many seasons after the source's it is played."""
        return self.number // COPIES_PER_SEASON

    def of(self, column: str, data_type: str) -> sql.Composable:
        """Expression for a column of the copy."""
        name, step = sql.Identifier(column), sql.Literal(self.number * ID_STEP)
        if column == "game_id":
            return sql.SQL("{} + {}").format(name, step)
        if column == "season_key" and self.season:
            return sql.SQL("{} || {}").format(name, sql.Literal(f"-{self.season}"))
        if data_type in ("text", "character varying") and column.endswith("_key"):
            return sql.SQL("replace({}, game_id::text, (game_id + {})::text)").format(name, step)
        if data_type == "date":
            days = 365 * self.season + DAYS_APART * (self.number % COPIES_PER_SEASON)
            return sql.SQL("{} + {}").format(name, sql.Literal(days))
        if column == "season_id" and self.season:
            return sql.SQL("{} || {}").format(name, sql.Literal(f"-{self.season}"))
        if column == "season" and self.season:
            return sql.SQL(SEASON).format(sql.Literal(self.season))
        return name


def copied_league(server_url: str, work: Path, games: int) -> str:
    """Return the URL of a built league of so many games, which an earlier run may have left."""
    built_league(server_url, work, SOURCE_GAMES)
    name = f"copied_{games}"
    url = database_url(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        if connection.execute("select from pg_database where datname = %s", (name,)).fetchone() is None:
            template, unfinished = sql.Identifier(f"api_{SOURCE_GAMES}"), sql.Identifier("unfinished")
            connection.execute(sql.SQL("drop database if exists {} (force)").format(unfinished))
            connection.execute(sql.SQL("create database {} template {}").format(unfinished, template))
            add_copies(database_url(server_url, "unfinished"), games)
            make_seasons(database_url(server_url, "unfinished"))
            connection.execute(sql.SQL("alter database {} rename to {}").format(unfinished, sql.Identifier(name)))
    os.environ["BENCHSIGHT_DATABASE_URL"] = url
    migrate(load_settings())  # an earlier version may have left it
    return url


def add_copies(url: str, games: int) -> None:
    """Copy the source games in a database that holds nothing else until it has so many."""
    full, rest = divmod(games, SOURCE_GAMES)
    copies = [Copy(number, SOURCE_GAMES) for number in range(1, full)] + ([Copy(full, rest)] if rest else [])
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("set synchronous_commit = off")
        tables: dict[tuple[str, str], dict[str, str]] = {}
        for schema, table, column, data_type in connection.execute(COLUMNS, (list(LEFT_OUT),)):
            tables.setdefault((schema, table), {})[column] = data_type
        connection.execute(
            "create temp table source_games as select game_id, row_number() over (order by game_id) as number "
            "from public.staging_games"
        )
        for season in range(1, max((copy.season for copy in copies), default=0) + 1):
            connection.execute(SEASONS.encode(), {"season": season})
        for (schema, table), columns in tables.items():
            name = sql.Identifier(schema, table)
            for copy in copies:
                connection.execute(
                    sql.SQL(
                        "insert into {} ({}) select {} from {} where game_id in "
                        "(select game_id from source_games where number <= {})"
                    ).format(
                        name,
                        sql.SQL(", ").join(map(sql.Identifier, columns)),
                        sql.SQL(", ").join(copy.of(column, data_type) for column, data_type in columns.items()),
                        name,
                        sql.Literal(copy.games),
                    )
                )
        connection.execute("vacuum analyze")


def make_seasons(url: str) -> None:
    """Make the rows of the season tables of all games."""
    os.environ["BENCHSIGHT_DATABASE_URL"] = url
    settings = load_settings()
    models = compiled_tables(dbt_project(settings), code_version(settings.project_root))
    seasons = [model for model in models if model.name.endswith("_season_stats")]
    with psycopg.connect(url) as connection:
        set_planner(connection, local=True)
        games = connection.execute("select game_id from public.staging_games").fetchall()
        set_scope(connection, {game: 0 for (game,) in games})
        for table in statements(connection, seasons):
            write(connection, table)
        connection.execute(EMPTY_SCOPE)


@click.command()
@click.option("--games", default=1296, show_default=True, help="Games of the league.")
@click.option("--keep", type=click.Path(path_type=Path), required=True, help="Folder to work in and to keep.")
@click.option("--stop", is_flag=True, help="Stop the server at the end.")
def main(games: int, keep: Path, stop: bool) -> None:
    """Make the league and print its URL."""
    work = keep.absolute()
    os.environ["BENCHSIGHT_HOME"] = str(work / "home")
    os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
    server_url, _ = start_embedded(load_settings())
    click.echo(copied_league(server_url, work, games))
    if stop:
        embedded_server(embedded_settings()).stop()


if __name__ == "__main__":
    main()
