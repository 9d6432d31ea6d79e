"""Builds many games on another engine: rows of PostgreSQL in, batch by batch, rows of the models out, at once."""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

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
from benchsight.builds.write import BY_ROWS, ONE_STATE, PLANNER, ModelFailed, write
from benchsight.engines.columns import read_columns
from benchsight.engines.input import Input, plan_input, write_input
from benchsight.engines.models import EngineModels, split_models
from benchsight.engines.publish import analyze, copy_rows, remove_games
from benchsight.engines.runs import ModelRunner, Work

ORDERED_BY_BYTES = "select 'B' < 'a'"  # no language orders them so


@dataclass
class Bulk:
    """Builds games ``together`` so many, on an engine; not fewer in all than ``at_least``."""

    engine: ModelRunner
    together: int
    at_least: int = 1
    seconds: dict[str, float] = field(default_factory=dict)
    """Of the last build: of reading, models and publishing, which partly overlap."""

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
        translated = translated_models(project, claim.code, compiled, self.name, types)
        models = split_models(compiled, lambda model: model.full_name in translated)
        writer = _Writer(connection, models, on_node)
        versions = {game.game_id: game.input_version for game in claim.plan.games}
        refused: tuple[type[Exception], ...] = (*self.engine.errors, *BY_ROWS)
        try:
            with connection.transaction(), TemporaryDirectory(prefix="benchsight-build-") as folder:
                connection.execute(ONE_STATE)
                for name, value in PLANNER.items():
                    connection.execute("select set_config(%s, %s, true)", (name, value))
                writer.write(models.first)
                analyze(connection, writer.tables(models.first))
                self._run_batches(writer, models, translated, versions, Path(folder))
                analyze(connection, writer.tables(models.published))
                writer.write(models.last)
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
        """Run the models batch by batch, while PostgreSQL reads the next and takes the last one."""
        connection = writer.connection
        inputs = plan_input(connection, models)
        columns = read_columns(connection, [*models.inputs, *(model.full_name for model in models.here)])
        row = connection.execute("select current_timestamp").fetchone()
        assert row is not None
        published = writer.tables(models.published)
        games = list(versions)
        batches = [games[start : start + self.together] for start in range(0, len(games), self.together)]
        with (
            self.engine.opened(folder / "spilled", Work(models, translated, columns)) as run,
            ThreadPoolExecutor(max_workers=1) as database,
        ):
            pending = [database.submit(writer.remove, published)]
            reading = database.submit(writer.read, inputs, batches[0], folder / "in_0")
            for number, batch in enumerate(batches):
                files = reading.result()
                for relation, file in files:
                    run.take(relation, file)
                    file.unlink()
                run.set_scope({game: versions[game] for game in batch}, row[0])
                if number + 1 < len(batches):
                    reading = database.submit(writer.read, inputs, batches[number + 1], folder / f"in_{number + 1}")
                with writer.timed("models"):
                    try:
                        out = run.run(folder / f"out_{number}", writer.ended)
                    except self.engine.errors as error:
                        raise EngineFailed(f"model {run.at_work}: {error}") from error
                pending.append(database.submit(writer.publish, published, out))
                for done in [each for each in pending if each.done()]:
                    done.result()
            for waiting in pending:
                waiting.result()
        writer.add_seconds(run.seconds)


class _Writer:
    """Writes tables through the session of the build, and keeps account of rows and seconds."""

    def __init__(self, connection: psycopg.Connection, models: EngineModels, on_node: OnNode) -> None:
        self.connection = connection
        self.phases: dict[str, float] = {}
        everyone = [*models.first, *models.published, *models.last]
        self._models = {model.name: model for model in everyone}
        found = statements(connection, everyone)
        self._tables = {table.name: for_many_games(table) for table in found}
        self._seconds: dict[str, float] = dict.fromkeys(self._models, 0.0)
        self._rows: dict[str, int] = {}
        self._on_node = on_node
        self._on_node(len(everyone), None)
        prepare_session(connection, found)

    def tables(self, models: Sequence[CompiledModel]) -> list[TableStatements]:
        """Return the tables of these models."""
        return [self._tables[model.name] for model in models]

    def write(self, models: Sequence[CompiledModel]) -> None:
        """Have PostgreSQL write these tables. Raises ModelFailed."""
        for table in self.tables(models):
            started = time.perf_counter()
            with self.timed("models of PostgreSQL"):
                write(self.connection, table)
            self._seconds[table.name] += time.perf_counter() - started
            self._on_node(len(self._models), table.name)

    def remove(self, tables: Sequence[TableStatements]) -> None:
        """Delete the rows of the games in scope."""
        with self.timed("publishing"):
            for table in tables:
                remove_games(self.connection, table)

    def read(self, inputs: Sequence[Input], games: Sequence[int], folder: Path) -> list[tuple[Input, Path]]:
        """Write the inputs of some games to files."""
        folder.mkdir()
        files = [(relation, folder / f"{relation.name}.csv") for relation in inputs]
        with self.timed("reading"):
            for relation, file in files:
                write_input(self.connection, relation, games, file)
        return files

    def publish(self, tables: Sequence[TableStatements], files: Mapping[str, Path]) -> None:
        """Copy the rows of a batch into their tables; the files are removed. Raises ModelFailed."""
        with self.timed("publishing"):
            for table in tables:
                try:
                    rows = copy_rows(self.connection, table, files[table.name])
                except BY_ROWS as error:
                    raise ModelFailed(table.name, error) from error
                self._rows[table.name] = self._rows.get(table.name, 0) + rows
                files[table.name].unlink()

    def ended(self, name: str) -> None:
        """Report a table of which the engine has the rows."""
        self._on_node(len(self._models), name)

    def add_seconds(self, seconds: Mapping[str, float]) -> None:
        """Add the seconds of models that the engine ran."""
        for name, took in seconds.items():
            self._seconds[name] = self._seconds.get(name, 0.0) + took

    def results(self) -> list[NodeResult]:
        """Return a result for each table, as dbt has them."""
        return [
            NodeResult(
                *(name, "model", model.schema, model.relation, "incremental", "", None, None, "success"),
                *(self._seconds[name], self._rows.get(name), None, None),
            )
            for name, model in self._models.items()
        ]

    @contextmanager
    def timed(self, phase: str) -> Iterator[None]:
        """Add the seconds of the block to a phase."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.phases[phase] = self.phases.get(phase, 0.0) + time.perf_counter() - started
