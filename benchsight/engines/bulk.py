"""Builds many games on another engine: rows of PostgreSQL in, batch by batch, rows of the models out, at once."""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

import psycopg

from benchsight.builds.by_statements import table_result
from benchsight.builds.dbt.compiled import CompiledModel, compiled_models
from benchsight.builds.dbt.process import DbtProject, NodeResult
from benchsight.builds.engine import EngineFailed, OnNode
from benchsight.builds.plan import Part, Plan
from benchsight.builds.state import BuildClaim
from benchsight.builds.statements import (
    REMOVE_GONE_ROWS,
    TableStatements,
    for_many_games,
    prepare_session,
    statements,
)
from benchsight.builds.write import BY_ROWS, ONE_STATE, ModelFailed, set_planner, write
from benchsight.engines.columns import read_columns, read_orders
from benchsight.engines.input import Input, plan_earlier, plan_input, write_input
from benchsight.engines.keys import keys_to_check
from benchsight.engines.models import EngineModels, split_models
from benchsight.engines.publish import analyze, copy_rows, remove_games
from benchsight.engines.runs import Earlier, ModelRunner, Run, Work, Written
from benchsight.engines.snapshot import hold, second_session

ORDERED_BY_BYTES = "select 'B' < 'a'"  # no language orders them so


@dataclass
class Bulk:
    """Builds games ``together`` so many, on an engine; not fewer in all than ``at_least``."""

    engine: ModelRunner
    together: int
    at_least: int = 1
    seconds: dict[str, float] = field(default_factory=dict)
    """Of the last build by phase, in three threads: the engine's, the build's session and the one that reads ahead."""

    @property
    def name(self) -> str:
        """Name of the engine."""
        return self.engine.name

    def takes(self, connection: psycopg.Connection, plan: Plan) -> bool:
        """Return whether a plan has enough games for it, and the database orders texts as engines do."""
        if plan.part not in (Part.EVERYTHING, Part.TABLES) or len(plan.games) < self.at_least:
            return False
        return connection.execute(ORDERED_BY_BYTES).fetchone() == (True,)

    def write(
        self, connection: psycopg.Connection, project: DbtProject, claim: BuildClaim, on_node: OnNode
    ) -> list[NodeResult]:
        """Write the tables of the claimed games in one transaction. Raises EngineFailed, with nothing written."""
        from benchsight.engines.translated import translated_models

        compiled = compiled_models(project, claim.code)
        named = {name for model in compiled for name in (model.full_name, *model.parents)}
        types = read_columns(connection, named)
        translated = translated_models(project, compiled, self.name, types)
        models = split_models(compiled, lambda model: model.full_name in translated)
        writer = _Writer(connection, models, on_node)
        versions = {game.game_id: game.input_version for game in claim.plan.games}
        refused: tuple[type[Exception], ...] = (*self.engine.errors, *BY_ROWS)
        try:
            with connection.transaction(), TemporaryDirectory(prefix="benchsight-build-") as folder:
                connection.execute(ONE_STATE)
                hold(connection, models.relations)
                set_planner(connection, local=True)
                self._run_batches(writer, models, translated, versions, Path(folder))
                analyze(connection, writer.tables(models.published))
                for model in models.last:
                    writer.write(model)
                    writer.ended(model.name)
                connection.execute(REMOVE_GONE_ROWS)
        except ModelFailed as failed:
            raise EngineFailed(f"model {failed.model}: {failed}") from failed
        except refused as error:
            raise EngineFailed(str(error)) from error
        self.seconds = writer.phases
        return writer.results()

    def _run_batches(
        self,
        writer: "_Writer",
        models: EngineModels,
        translated: Mapping[str, str],
        versions: Mapping[int, int],
        folder: Path,
    ) -> None:
        """Run the models batch by batch, while one session reads the next and the build's takes the last one."""
        connection = writer.connection
        inputs = plan_input(connection, models)
        columns = read_columns(connection, [*models.inputs, *(model.full_name for model in models.here)])
        orders = read_orders(connection, [model.full_name for model in models.published])
        row = connection.execute("select current_timestamp").fetchone()
        assert row is not None
        earlier = plan_earlier(models, columns) if self.engine.compares else {}
        games = list(versions)
        batches = [games[start : start + self.together] for start in range(0, len(games), self.together)]
        work = Work(models, translated, columns, orders, min(len(games), self.together))
        with _worker() as database:
            pending: list[Future[None]] = []
            with (
                second_session(connection, models.relations) as session,
                self.engine.opened(folder / "spilled", work) as run,
                _worker() as reader,
            ):

                def read(number: int) -> dict[str, Future[Path]]:
                    place = folder / f"in_{number}"
                    place.mkdir()
                    return {
                        table.name: reader.submit(writer.read, session, table, batches[number], place)
                        if table.name not in models.inputs or table.name in models.settled
                        else database.submit(writer.read, connection, table, batches[number], place)
                        for table in [*inputs, *earlier.values()]
                    }

                def take(relations: Sequence[Input]) -> None:
                    for relation in relations:
                        with writer.timed("waiting"):
                            file = _first_failure_or(files[relation.name], pending)
                        with writer.timed("taking"):
                            run.take(relation, file)
                        file.unlink()

                first = [(model.name, database.submit(writer.write, model)) for model in models.first]
                pending += [writing for _, writing in first]
                pending.append(database.submit(analyze, connection, writer.tables(models.first)))
                files = read(0)
                for number, batch in enumerate(batches):
                    take([relation for relation in inputs if relation.name in models.settled])
                    while first:
                        name, writing = first.pop(0)
                        with writer.timed("waiting"):
                            writing.result()
                        writer.ended(name)
                    take([relation for relation in inputs if relation.name not in models.settled])
                    before = {name: Earlier(table, files[table.name]) for name, table in earlier.items()}
                    run.set_scope({game: versions[game] for game in batch}, row[0])
                    if number + 1 < len(batches):
                        files = read(number + 1)

                    def publish(written: Written, games: list[int] = batch) -> None:
                        writer.ended(written.model)
                        pending.append(database.submit(writer.publish, written, games))
                        for done in [each for each in pending if each.done()]:
                            done.result()

                    try:
                        run.run(folder / f"out_{number}", before, publish)
                    except self.engine.errors as error:
                        raise EngineFailed(f"model {run.at_work}: {error}") from error
                    pending.append(database.submit(writer.check_keys, batch))
            # nothing waits for the second session from here on
            with writer.timed("waiting at the end"):
                for waiting in pending:
                    waiting.result()
        writer.add(run)


@contextmanager
def _worker() -> Iterator[ThreadPoolExecutor]:
    """Have a thread that works off what is submitted; when the block ends, what it has not begun is left."""
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _first_failure_or(file: Future[Path], pending: Sequence[Future[None]]) -> Path:
    """Wait for a file. Raises what failed before it in the same session, rather than that the session had failed."""
    try:
        return file.result()
    except psycopg.errors.InFailedSqlTransaction:
        for each in pending:
            if each.done():
                each.result()
        raise


class _Writer:
    """Writes tables through the session of the build, and keeps account of rows and seconds."""

    def __init__(self, connection: psycopg.Connection, models: EngineModels, on_node: OnNode) -> None:
        self.connection = connection
        self.phases: dict[str, float] = {}
        self._lock = Lock()  # two sessions read
        everyone = [*models.first, *models.published, *models.last]
        self._models = {model.name: model for model in everyone}
        published = {model.name for model in models.published}
        found = statements(connection, everyone)
        self._keys = keys_to_check(connection, [table for table in found if table.name in published])
        self._tables = {table.name: for_many_games(table) for table in found}
        self._seconds: dict[str, float] = dict.fromkeys(self._models, 0.0)
        self._rows: dict[str, int] = {}
        self._on_node = on_node
        self._on_node(len(everyone), None)
        prepare_session(connection, found)

    def tables(self, models: Sequence[CompiledModel]) -> list[TableStatements]:
        """Return the tables of these models."""
        return [self._tables[model.name] for model in models]

    def write(self, model: CompiledModel) -> None:
        """Have PostgreSQL write a table. Raises ModelFailed."""
        started = time.perf_counter()
        with self.timed("models of PostgreSQL"):
            self._rows[model.name] = write(self.connection, self._tables[model.name])
        self._seconds[model.name] += time.perf_counter() - started

    def read(self, session: psycopg.Connection, relation: Input, games: Sequence[int], folder: Path) -> Path:
        """Write the rows of some games to a file."""
        file = folder / f"{relation.name}.csv"
        with self.timed("reading" if session is not self.connection else "reading what PostgreSQL wrote"):
            write_input(session, relation, games, file)
        return file

    def publish(self, written: Written, games: Sequence[int]) -> None:
        """Replace the rows of a batch in their table; the file is removed. Raises ModelFailed."""
        name = written.model
        table = self._tables[name]
        with self.timed("publishing"):
            try:
                remove_games(self.connection, table, games if written.games is None else written.games)
                rows = copy_rows(self.connection, table, written.file, checks_keys=name not in self._keys)
            except BY_ROWS as error:
                raise ModelFailed(name, error) from error
            self._rows[name] = self._rows.get(name, 0) + rows
            written.file.unlink()

    def check_keys(self, games: Sequence[int]) -> None:
        """Check the foreign keys of a batch that were not checked row by row. Raises ModelFailed."""
        with self.timed("keys"):
            for name, keys in self._keys.items():
                for key in keys:
                    try:
                        key.check(self.connection, games)
                    except BY_ROWS as error:
                        raise ModelFailed(name, error) from error

    def ended(self, name: str) -> None:
        """Report a table that PostgreSQL has written, or of which the engine has the rows."""
        self._on_node(len(self._models), name)

    def add(self, run: Run) -> None:
        """Add the seconds of models that the engine ran, and of its phases."""
        for phase, took in run.phases.items():
            self._add(phase, took)
        for name, took in run.seconds.items():
            self._seconds[name] = self._seconds.get(name, 0.0) + took

    def results(self) -> list[NodeResult]:
        """Return a result for each table, as dbt has them."""
        return [table_result(model, self._seconds[name], self._rows.get(name)) for name, model in self._models.items()]

    @contextmanager
    def timed(self, phase: str) -> Iterator[None]:
        """Add the seconds of the block to a phase."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._add(phase, time.perf_counter() - started)

    def _add(self, phase: str, seconds: float) -> None:
        with self._lock:
            self.phases[phase] = self.phases.get(phase, 0.0) + seconds
