"""Sets aside the games that break a model, and publishes all others."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

import psycopg

from benchsight.builds import claims
from benchsight.builds.dbt.arguments import named_model_arguments
from benchsight.builds.dbt.compiled import compiled_tables
from benchsight.builds.dbt.process import Collected, DbtProject, NodeResult, run_dbt
from benchsight.builds.failures import GameFailure, of_error, standing
from benchsight.builds.plan import Game, Part
from benchsight.builds.statements import REMOVE_GONE_ROWS, TableStatements, prepare_session, statements
from benchsight.builds.summary import BuildSummary, NodeFailure
from benchsight.builds.write import (
    BY_ROWS,
    EarlierRows,
    Versions,
    WriteResult,
    remove,
    set_planner,
    set_scope,
    write_apart,
)

TOGETHER = 100  # games written in one transaction, by statements that are planned for a few


def write_in_session(
    connection: psycopg.Connection, tables: Sequence[TableStatements], claim: claims.BuildClaim
) -> WriteResult:
    """Write the tables in one transaction, without the claimed games that break one. Raises as ``write_apart``."""
    written = write_apart(connection, tables, _versions(claim.plan.games))
    written.kept = {
        game.game_id for game in claim.plan.games if game.game_id in written.left_out and game.built_version
    }
    # A build that was killed may have left half of them.
    if uncertain := sorted(written.left_out.keys() - written.kept):
        with connection.transaction():
            remove(connection, tables, uncertain)
            _write_over_games(connection, tables, _versions(claim.plan.games))
    connection.execute(REMOVE_GONE_ROWS)
    set_scope(connection, _versions(claim.plan.games, without=written.left_out))
    return written


def write_after_dbt(
    connection: psycopg.Connection,
    project: DbtProject,
    claim: claims.BuildClaim,
    results: Sequence[NodeResult],
    earlier: EarlierRows | None,
    check: Callable[[], None],
) -> WriteResult | None:
    """Write the tables that dbt could not, without the claimed games that break one; None if no game caused it.

    The rows of games left out are removed from every table, and their earlier rows restored if ``earlier`` is given.
    Raises ModelFailed for a table that cannot be written without any game.
    """
    plan = claim.plan
    names = {result.name for result in results if result.failed or result.status == "skipped"}
    if plan.part not in (Part.EVERYTHING, Part.TABLES) or not plan.games or not names:
        return None
    if plan.part == Part.EVERYTHING and not _made_empty(connection, project, claim, names, check):
        return None
    set_planner(connection, local=False)
    # compiled for a few games
    tables = statements(connection, compiled_tables(replace(project, many_games=False), claim.code))
    if not {result.name for result in results if result.failed} <= {table.name for table in tables}:
        return None
    prepare_session(connection, tables)
    # dimensions first, to which the facts point
    missing = [table for table in tables if table.name in names and table.strategy != "replace_entities"]
    versions = _versions(plan.games)
    written = WriteResult()
    for part in _parts(versions):
        check()
        written.left_out |= write_apart(connection, missing, part).left_out
        for table in missing if len(part) < len(versions) else []:  # the next part is planned by these rows
            connection.execute(b"analyze " + table.table.as_bytes(connection))
    written.kept = _take_out(connection, tables, written.left_out, earlier, plan.games)
    over_games = [table for table in tables if table.name in names or written.left_out]
    of_entities = write_apart(connection, [t for t in over_games if not t.is_kept_per_game], versions)
    if of_entities.left_out:
        written.kept |= _take_out(connection, tables, of_entities.left_out, earlier, plan.games)
        with connection.transaction():
            set_scope(connection, versions)
            _write_over_games(connection, tables, versions)
    written.left_out |= of_entities.left_out
    written.unwritten = of_entities.unwritten
    connection.execute(REMOVE_GONE_ROWS)
    set_scope(connection, _versions(plan.games, without=written.left_out))
    return written


def record(
    connection: psycopg.Connection, claim: claims.BuildClaim, summary: BuildSummary, written: WriteResult | None
) -> None:
    """Record that the build has ended and its games, except those left out, are built; complete the summary."""
    failures: list[GameFailure] = []
    if written is not None:
        for game_id, failed in sorted(written.left_out.items()):
            failure = of_error(game_id, failed.model, failed.error)
            failures.append(replace(failure, is_published=game_id in written.kept))
        summary.models_failed = [*_by_model(failures), *(NodeFailure(f.model, str(f)) for f in written.unwritten)]
        summary.models_skipped = []
    unwritten = "; ".join(f"model {failed.model}: {failed}" for failed in (written.unwritten if written else []))
    problem = summary.problem or unwritten or None
    note = "; ".join(f"test {test.name}: {test.message}" for test in summary.tests_failed[:1])
    claims.complete(connection, claim, failures, problem, note or None)
    summary.recorded = True
    summary.set_aside = [known for known in standing(connection) if known.game_id not in _versions(claim.plan.games)]
    if failures or problem:
        summary.status = "failed"
        failed_ids = [failure.game_id for failure in failures]
        summary.games_failed = [*standing(connection, failed_ids), *summary.games_failed]
        summary.games_built = [game_id for game_id in summary.games_built if game_id not in failed_ids]


def _versions(games: Iterable[Game], without: Iterable[int] = ()) -> dict[int, int]:
    left_out = set(without)
    return {game.game_id: game.input_version for game in games if game.game_id not in left_out}


def _parts(versions: Versions) -> list[Versions]:
    """Split the games into parts of at most TOGETHER; of many, the first part is small."""
    items = list(versions.items())
    first = TOGETHER if len(items) <= TOGETHER else TOGETHER // 10
    starts = [0, *range(first, len(items), TOGETHER)]
    return [dict(items[start:end]) for start, end in zip(starts, [*starts[1:], len(items)], strict=True)]


def _made_empty(
    connection: psycopg.Connection,
    project: DbtProject,
    claim: claims.BuildClaim,
    names: Iterable[str],
    check: Callable[[], None],
) -> bool:
    """Have dbt make the tables it could not, without any game; return whether it can."""
    set_scope(connection, {})
    outcome = Collected(check)
    run_dbt(project, [named_model_arguments(names, claim.plan.full_refresh)], outcome)
    return outcome.result.success


def _take_out(
    connection: psycopg.Connection,
    tables: Sequence[TableStatements],
    left_out: Iterable[int],
    earlier: EarlierRows | None,
    games: Iterable[Game],
) -> set[int]:
    """Delete the rows of these games and restore those of their last good build; return the games restored."""
    out = sorted(left_out)
    if not out:
        return set()
    was_whole = [game.game_id for game in games if game.game_id in out and game.built_version]
    with connection.transaction():
        remove(connection, tables, out)
        if earlier is None or not was_whole:
            return set()
        with suppress(*BY_ROWS), connection.transaction():
            earlier.put_back(connection, tables, was_whole)
            return set(was_whole)
    return set()  # the tables do not take these rows any more


def _write_over_games(connection: psycopg.Connection, tables: Iterable[TableStatements], games: Versions) -> None:
    """Write the tables kept over many games, for the players and teams of these."""
    set_scope(connection, games)
    for table in tables:
        if table.strategy == "replace_entities":
            for statement in table.each:
                connection.execute(statement)


def _by_model(failures: Iterable[GameFailure]) -> list[NodeFailure]:
    """Group the failures by model, each with its games and rows."""
    models: dict[str, NodeFailure] = {}
    for failure in failures:
        known = models.get(failure.name, NodeFailure(failure.name, failure.reason))
        models[failure.name] = replace(known, games=[*known.games, failure.game_id], rows=[*known.rows, *failure.rows])
    return list(models.values())
