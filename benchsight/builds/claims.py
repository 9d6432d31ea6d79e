"""Builds in the database: what one claims, how it ends, and which input each game was built from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import psycopg

from benchsight.builds import failures
from benchsight.builds.errors import BuildError
from benchsight.builds.failures import GameFailure
from benchsight.builds.known import league_version
from benchsight.builds.plan import Part, Plan
from benchsight.builds.summary import BuildSummary

# A table that is missing now is not whole until it is made of every game.
NOT_WHOLE = """
    update ops.project_relations as known set is_whole = false from ops.missing_relations as missing
    where
        (known.schema_name, known.relation_name) = (missing.schema_name, missing.relation_name)
        and known.is_table and known.is_whole
"""
FEW_GAMES = 20
EMPTY_SCOPE = "delete from ops.build_scope"  # truncate would invalidate every kept plan that reads it
CLAIM = """
    insert into ops.game_builds (game_id, built_at, build_id, input_version, code_version)
    select unnest(%s::integer[]), clock_timestamp(), %s, 0, ''
    on conflict (game_id) do update set build_id = excluded.build_id, input_version = 0, code_version = ''
"""
PROCESSED = """
    update public.{table} set processed = true
    from ops.build_runs as run
    where
        run.build_id = %(build_id)s
        and {table}.game_id = any(%(games)s)
        and not {table}.processed
        and pg_visible_in_snapshot({table}.written_xid, run.input_snapshot)
"""
MARKED_TOGETHER = 20  # games; triggers of a table are given all rows of a statement, which have to fit into memory


@dataclass(frozen=True)
class BuildClaim:
    """A build that has begun: its number and the games with the version of their input it builds from.

    ``leaves_totals``: it writes neither dimensions nor what is kept per player and team; both stay due.
    """

    build_id: int
    plan: Plan
    code: str
    leaves_totals: bool = False

    @property
    def retries_failures(self) -> bool:
        """Whether a game of it failed in an earlier build, so that an alert may be over."""
        return any(game.failed_version is not None for game in self.plan.games)

    def new_summary(self, select: str | None = None) -> BuildSummary:
        """Return the summary of this build as it begins; ``select``: the models it was asked for."""
        plan = self.plan
        return BuildSummary(
            status="completed",
            part=plan.part if select is None else select,
            build_id=self.build_id,
            full_refresh=plan.full_refresh,
            missing=list(plan.missing),
            games_built=[game.game_id for game in plan.games if game.is_tracked],
            games_removed=[game.game_id for game in plan.games if not game.is_tracked],
            reasons=plan.reasons,
        )


def mark_killed_builds(connection: psycopg.Connection) -> None:
    """Mark builds as failed that still say they run. Only the holder of the build lock may call it."""
    connection.execute(
        """
        update ops.build_runs
        set status = 'failed', completed_at = clock_timestamp(), error_message = 'ended without saying why: killed?'
        where status = 'running'
        """
    )


def claim(
    connection: psycopg.Connection,
    plan: Plan,
    code: str,
    select: str | None,
    analyze: bool = True,
    leaves_totals: bool = False,
) -> BuildClaim:
    """Record that a build begins and set its scope. Call it in the transaction (repeatable read) that read the plan.

    ``analyze`` the scope for statements that are not planned yet; it invalidates plans that are kept. A build that
    ``leaves_totals`` does not say which league it saw, so dimensions stay due.
    """
    league = None if leaves_totals else league_version(connection)
    row = connection.execute(
        """
        insert into ops.build_runs (code_version, input_snapshot, game_count, selection, league_version)
        values (%s, pg_current_snapshot(), %s, %s, %s) returning build_id
        """,
        (code, len(plan.games), plan.part if select is None else f"select: {select}", league),
    ).fetchone()
    assert row is not None
    connection.execute(NOT_WHOLE)
    connection.execute(EMPTY_SCOPE)
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into ops.build_scope (game_id, input_version) values (%s, %s)",
            [(game.game_id, game.input_version) for game in plan.scope],
        )
    if plan.part != Part.SELECTED:
        games = [game.game_id for game in plan.games]
        connection.execute(CLAIM, (games, row[0]))
        connection.execute(failures.FORGET, (games, "model"))  # else a build that is killed would leave it set aside
    if analyze:
        connection.execute("analyze ops.build_scope")
    return BuildClaim(row[0], plan, code, leaves_totals)


def expect_few_games(connection: psycopg.Connection) -> None:
    """Make the planner expect about one game in the scope, which kept plans need, unless it does already.

    Only the holder of the build lock may call it.
    """
    row = connection.execute(
        "select reltuples between 1 and %s from pg_class where oid = 'ops.build_scope'::regclass", (FEW_GAMES,)
    ).fetchone()
    if row == (True,):
        return
    with connection.transaction():
        connection.execute(EMPTY_SCOPE)
        connection.execute("insert into ops.build_scope (game_id) values (0)")
        connection.execute("analyze ops.build_scope")
        connection.execute(EMPTY_SCOPE)


def note_models_built(connection: psycopg.Connection, claim: BuildClaim) -> None:
    """Record that every model ran; the tests remain."""
    connection.execute("update ops.build_runs set models_built = true where build_id = %s", (claim.build_id,))


def complete(
    connection: psycopg.Connection,
    claim: BuildClaim,
    set_aside: Sequence[GameFailure] = (),
    problem: str | None = None,
    note: str | None = None,
) -> None:
    """Record that the claimed games are built, except those set aside, which keep what was published before.

    ``problem``: another failure, such as a table not kept per game; ``note``: text for the row of the build.
    Raises BuildError if another session changed the scope during the build.
    """
    plan, failed = claim.plan, {failure.game_id for failure in set_aside}
    with connection.transaction():
        scope = connection.execute("select game_id, input_version from ops.build_scope order by game_id").fetchall()
        if scope != [(game.game_id, game.input_version) for game in plan.scope if game.game_id not in failed]:
            raise BuildError("ops.build_scope was changed during the build, by a dbt run beside it: build again")
        if plan.part != Part.SELECTED:
            _mark_built(connection, claim, failed)
            _mark_totals_written(connection, plan)
        if set_aside:
            _mark_set_aside(connection, claim, set_aside)
            named = ", ".join(str(failure.game_id) for failure in set_aside)
            note = "; ".join(filter(None, (f"set aside: game {named}", note)))
        connection.execute(EMPTY_SCOPE)
        message = "; ".join(filter(None, (problem, note))) or None
        _end(connection, claim.build_id, "failed" if problem else "completed", message)


def fail(connection: psycopg.Connection, claim: BuildClaim, message: str) -> None:
    """Record that the build failed; its games stay due."""
    with connection.transaction():
        connection.execute(EMPTY_SCOPE)
        _end(connection, claim.build_id, "failed", message)


def _mark_built(connection: psycopg.Connection, claim: BuildClaim, failed: Collection[int]) -> None:
    tracked = [game for game in claim.plan.games if game.is_tracked and game.game_id not in failed]
    gone = [game.game_id for game in claim.plan.games if not game.is_tracked]
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            update ops.game_builds
            set built_at = clock_timestamp(), input_version = %s, code_version = %s, totals_due = %s
            where game_id = %s
            """,
            [(game.input_version, claim.code, claim.leaves_totals, game.game_id) for game in tracked],
        )
    connection.execute("delete from ops.game_builds where game_id = any(%s)", (gone,))
    _mark_rows(connection, claim.build_id, [game.game_id for game in tracked])


def _mark_rows(connection: psycopg.Connection, build_id: int, games: Sequence[int]) -> None:
    for start in range(0, len(games), MARKED_TOGETHER):
        parameters = {"build_id": build_id, "games": games[start : start + MARKED_TOGETHER]}
        for table in ("staging_events", "staging_shifts"):
            connection.execute(PROCESSED.format(table=table), parameters)


def _mark_totals_written(connection: psycopg.Connection, plan: Plan) -> None:
    if plan.totals:
        games = [game.game_id for game in plan.totals]
        connection.execute("update ops.game_builds set totals_due = false where game_id = any(%s)", (games,))


def _mark_set_aside(connection: psycopg.Connection, claim: BuildClaim, set_aside: Sequence[GameFailure]) -> None:
    """Record that these games keep what their last good build published, or nothing."""
    games = {game.game_id: game for game in claim.plan.games}
    for failure in set_aside:
        game = games[failure.game_id]
        if failure.is_published:
            connection.execute(
                "update ops.game_builds set build_id = %s, input_version = %s, code_version = %s where game_id = %s",
                (game.built_in, game.built_version, game.built_by_code, game.game_id),
            )
        else:
            connection.execute("delete from ops.game_builds where game_id = %s", (game.game_id,))
    versions = {game_id: game.input_version for game_id, game in games.items()}
    failures.save(connection, set_aside, versions, claim.code, claim.build_id)


def _end(connection: psycopg.Connection, build_id: int, status: str, message: str | None) -> None:
    connection.execute(
        """
        update ops.build_runs set status = %s, completed_at = clock_timestamp(), error_message = %s
        where build_id = %s
        """,
        (status, message, build_id),
    )
