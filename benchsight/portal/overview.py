"""What the overview shows: health, running jobs, games that wait, the newest operations, sizes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import class_row

from benchsight.api.jobs.store import COLUMNS, Job
from benchsight.db.status import Health, read_health
from benchsight.portal.words import job_title, thing
from benchsight.terminal.text import count, span
from benchsight.web.reader import PageReader, Row
from benchsight.web.tables import Column, Table

RUNNING = f"""
    select {COLUMNS} from ops.api_jobs where status in ('pending', 'running')
    order by status desc, requested_at limit 20
"""  # nosec B608 # constants
LAST_BUILD = """
    select status, started_at, completed_at, error_message as message from ops.build_runs order by build_id desc limit 1
"""
LAST_GOOD_BUILD = "select max(completed_at) from ops.build_runs where status = 'completed'"
# Rows are PostgreSQL's estimate: counting hundreds of tables takes seconds in a large league.
SIZES = """
    select
        (select count(*) from ops.game_inputs) as games,
        (select count(*) from ops.game_builds) as games_built,
        (select count(*) from public.staging_schedule) as games_scheduled,
        (select count(*) from public.staging_players) as people,
        count(*) as tables,
        cast(coalesce(sum(greatest(tables.reltuples, 0)), 0) as bigint) as rows
    from ops.published_tables as published
    inner join pg_catalog.pg_class as tables
        on published.table_name = tables.relname
        and tables.relnamespace = 'public'::regnamespace and tables.relkind = 'r'
"""
GAMES = """
    select
        status.game_id, status.state, status.last_change_at, status.built_at, status.verified_share,
        schedule.game_date,
        coalesce(schedule.away_team_name, exports.away_team_name) as away_team,
        coalesce(schedule.home_team_name, exports.home_team_name) as home_team
    from public.game_status as status
    left join public.staging_schedule as schedule on status.game_id = schedule.game_id
    left join public.staging_games as exports on status.game_id = exports.game_id
    order by status.state in ('built', 'excluded'), status.last_change_at desc nulls last, status.game_id desc
    limit 15
"""
OPERATIONS = """
    select
        min(started_at) as started_at, min(initiated_by) as initiated_by, min(operation) as operation,
        count(distinct table_name) as tables, min(table_name) as a_table,
        count(distinct source_file) as files, min(source_file) as a_file,
        count(distinct game_id) as games, min(game_id) as a_game,
        sum(rows_affected) as rows, coalesce(sum(rows_rejected), 0) as rejected,
        case
            when bool_or(status = 'failed') then 'failed' when bool_or(status = 'started') then 'started'
            when bool_and(status = 'skipped') then 'skipped' else 'completed'
        end as status
    from public.load_history
    where load_id in (
        select load_id from (select load_id, id from public.load_history order by id desc limit 2000) as newest
        group by load_id order by max(id) desc limit 10
    )
    group by load_id order by max(id) desc
"""
STATES = {
    "due": "waits for a build", "queued": "in the queue", "building": "being built", "built": "built",
    "failed": "set aside: its build failed", "excluded": "left out",
}  # fmt: skip
RESULTS = {"completed": "done", "started": "not finished", "skipped": "nothing to do", "failed": "failed"}


@dataclass(frozen=True)
class Overview:
    """``running`` are jobs with their titles; ``sizes`` count games, people, tables and (about) rows."""

    health: Health | None
    build: Row | None
    built_at: datetime | None
    running: Sequence[tuple[Job, str]]
    sizes: Mapping[str, int]
    games: Table
    operations: Table

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever loaded."""
        return not (self.sizes["games"] or self.sizes["games_scheduled"] or self.sizes["people"])

    @property
    def build_took(self) -> str | None:
        """How long the last build took; None while it runs."""
        if self.build is None or self.build["completed_at"] is None:
            return None
        return span((self.build["completed_at"] - self.build["started_at"]).total_seconds())

    @property
    def load_took(self) -> str | None:
        """How long the last load took."""
        took = None if self.health is None else self.health.last_load_duration_ms
        return None if took is None else span(took / 1000)

    @property
    def refresh(self) -> str:
        """What a full refresh does, in numbers."""
        return (
            f"Deletes the about {self.sizes['rows']:,} rows of {count(self.sizes['tables'], 'published table')}, and "
            f"computes them again from {count(self.sizes['games'], 'loaded game')}. What was loaded is kept."
        )


def read_overview(reader: PageReader) -> Overview:
    """Return what the overview shows."""
    with reader.connection.cursor(row_factory=class_row(Job)) as cursor:
        jobs = cursor.execute(RUNNING.encode()).fetchall()
    return Overview(
        read_health(reader.connection),
        reader.row(LAST_BUILD),
        reader.value(LAST_GOOD_BUILD),
        [(job, job_title(job.kind, job.arguments)) for job in jobs],
        reader.row(SIZES) or {},
        _games(reader),
        _operations(reader),
    )


def _games(reader: PageReader) -> Table:
    rows = []
    for row in reader.rows(GAMES):
        teams = f"{row['away_team'] or 'unknown team'} at {row['home_team'] or 'unknown team'}"
        share = row["verified_share"]
        rows.append({**row, "teams": teams, "state": STATES.get(row["state"], row["state"]), "agrees": _percent(share)})
    columns = [
        Column("game_id", "Game", link="/games/{game_id}"),
        Column("game_date", "Date", "date"),
        Column("teams", "Teams"),
        Column("state", "State"),
        Column("last_change_at", "Last change of its data"),
        Column("built_at", "Built"),
        Column("agrees", "Agrees with the official result"),
    ]
    return Table("games", "Games", columns, rows, unknown="not yet", empty="No game is loaded yet.", hide_caption=True)


def _operations(reader: PageReader) -> Table:
    rows = [
        {**row, "what": _what(row), "result": RESULTS[row["status"]], "how": row["operation"]}
        for row in reader.rows(OPERATIONS)
    ]
    columns = [
        Column("started_at", "When"),
        Column("what", "What"),
        Column("how", "How"),
        Column("rows", "Rows changed", "0"),
        Column("rejected", "Rejected", "0"),
        Column("result", "Result"),
        Column("initiated_by", "By"),
    ]
    return Table("operations", "Newest operations", columns, rows, empty="Nothing was done yet.", hide_caption=True)


def _what(row: Mapping[str, Any]) -> str:
    if row["files"]:
        name = row["a_file"].rsplit("/", 1)[-1]
        return name if row["files"] == 1 else f"{name} and {count(row['files'] - 1, 'more file')}"
    tables = thing(row["a_table"]) if row["tables"] == 1 else count(row["tables"], "table")
    if row["games"] == 0:
        return tables
    return f"{tables}, {'game ' + str(row['a_game']) if row['games'] == 1 else count(row['games'], 'game')}"


def _percent(share: Any) -> str | None:
    return None if share is None else f"{100 * share:.0f}%"
