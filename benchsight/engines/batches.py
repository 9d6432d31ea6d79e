"""Runs an engine's models batch by batch: one session reads the next batch while the build's own writes the last."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg

from benchsight.builds.engine import EngineFailed
from benchsight.engines.columns import read_columns, read_orders
from benchsight.engines.input import Input, plan_earlier, plan_input
from benchsight.engines.models import EngineModels
from benchsight.engines.publish import analyze
from benchsight.engines.runs import Earlier, ModelRunner, Run, Work, Written
from benchsight.engines.snapshot import second_session
from benchsight.engines.writer import Writer

Files = Mapping[str, Future[Path]]
"""The rows of each relation that is read for a batch, in files that are being written."""


def run_batches(
    engine: ModelRunner,
    writer: Writer,
    models: EngineModels,
    queries: Mapping[str, str],
    versions: Mapping[int, int],
    together: int,
    folder: Path,
) -> None:
    """Write the tables of all games, ``together`` so many of them a batch, in the transaction of the writer's session.

    ``queries``: of the models, in the engine's dialect; ``versions``: of the input, by game. Raises EngineFailed,
    ModelFailed, or what the engine raises for rows that it cannot take.
    """
    connection = writer.connection
    columns = read_columns(connection, [*models.inputs, *(model.full_name for model in models.here)])
    orders = read_orders(connection, [model.full_name for model in models.published])
    games = list(versions)
    starts = range(0, len(games), together)
    batches = [{game: versions[game] for game in games[start : start + together]} for start in starts]
    work = Work(models, queries, columns, orders, min(len(games), together))
    row = connection.execute("select current_timestamp").fetchone()
    assert row is not None
    with _thread() as own:
        with (
            second_session(connection, models.relations) as session,
            engine.opened(folder / "spilled", work) as run,
            _thread() as ahead,
        ):
            at_work = _Batches(engine, run, writer, session, own, ahead, folder)
            at_work.run(batches, row[0])
        # nothing waits for the second session from here on
        at_work.finish()
    writer.add(run)


class _Batches:
    """The batches of a build, at work in three threads.

    This one runs the models. ``ahead`` reads through the second ``session`` what the build does not change, ``own``
    writes through the session of the build, and reads what that has written.
    """

    def __init__(
        self,
        engine: ModelRunner,
        run: Run,
        writer: Writer,
        session: psycopg.Connection,
        own: ThreadPoolExecutor,
        ahead: ThreadPoolExecutor,
        folder: Path,
    ) -> None:
        self._engine, self._run, self._writer, self._models = engine, run, writer, run.work.models
        self._session, self._own, self._ahead, self._folder = session, own, ahead, folder
        self._inputs = plan_input(writer.connection, self._models)
        self._earlier = plan_earlier(self._models, run.work.columns) if engine.compares else {}
        self._writing: list[Future[None]] = []
        """What was given to the build's session and may fail."""

    def run(self, batches: Sequence[Mapping[int, int]], built_at: datetime) -> None:
        """Run the models for each batch (versions of the input by game); what they yield may still be written after."""
        first = self._write_first()
        files = self._read(0, batches[0])
        settled = [relation for relation in self._inputs if relation.name in self._models.settled]
        others = [relation for relation in self._inputs if relation.name not in self._models.settled]
        for number, versions in enumerate(batches):
            self._take(settled, files)
            while first:  # only the first batch waits for them
                self._wait_for(*first.pop(0))
            self._take(others, files)
            earlier = {name: Earlier(table, files[table.name]) for name, table in self._earlier.items()}
            self._run.set_scope(versions, built_at)
            if number + 1 < len(batches):
                files = self._read(number + 1, batches[number + 1])
            self._run_models(number, [*versions], earlier)
            self._writing.append(self._own.submit(self._writer.check_keys, [*versions]))

    def finish(self) -> None:
        """Wait until everything is written. Raises what failed."""
        with self._writer.timed("waiting at the end"):
            for each in self._writing:
                each.result()

    def _write_first(self) -> list[tuple[str, Future[None]]]:
        """Have PostgreSQL write the tables that the engine's models read; return them by name."""
        first = [(model.name, self._own.submit(self._writer.write, model)) for model in self._models.first]
        self._writing += [writing for _, writing in first]
        self._writing.append(
            self._own.submit(analyze, self._writer.connection, self._writer.tables(self._models.first))
        )
        return first

    def _wait_for(self, name: str, writing: Future[None]) -> None:
        with self._writer.timed("waiting"):
            writing.result()
        self._writer.ended(name)

    def _read(self, number: int, games: Mapping[int, int]) -> Files:
        """Have every input and the earlier rows of a batch read, by the session that sees them."""
        folder = self._folder / f"in_{number}"
        folder.mkdir()
        read, files = self._writer.read, {}
        for relation in [*self._inputs, *self._earlier.values()]:
            if relation.name in self._models.inputs and relation.name not in self._models.settled:
                reading = self._own.submit(read, self._writer.connection, relation, [*games], folder)
            else:
                reading = self._ahead.submit(read, self._session, relation, [*games], folder)
            files[relation.name] = reading
        return files

    def _take(self, relations: Sequence[Input], files: Files) -> None:
        """Have the engine take relations as soon as their files are written."""
        for relation in relations:
            with self._writer.timed("waiting"):
                file = self._first_failure_or(files[relation.name])
            with self._writer.timed("taking"):
                self._run.take(relation, file)
            file.unlink()

    def _first_failure_or(self, file: Future[Path]) -> Path:
        """Wait for a file. Raises what failed before it in the same session, not that the session had failed."""
        try:
            return file.result()
        except psycopg.errors.InFailedSqlTransaction:
            self._raise_failures()
            raise

    def _run_models(self, number: int, games: list[int], earlier: Mapping[str, Earlier]) -> None:
        """Run the models for the batch in scope; each table is published while the next model runs."""

        def publish(written: Written) -> None:
            self._writer.ended(written.model)
            self._writing.append(self._own.submit(self._writer.publish, written, games))
            self._raise_failures()

        try:
            self._run.run(self._folder / f"out_{number}", earlier, publish)
        except self._engine.errors as error:
            raise EngineFailed(f"model {self._run.at_work}: {self._engine.says(error)}") from error

    def _raise_failures(self) -> None:
        """Raise what has failed so far in the build's session."""
        for each in self._writing:
            if each.done():
                each.result()


@contextmanager
def _thread() -> Iterator[ThreadPoolExecutor]:
    """Have a thread that works off what is submitted; when the block ends, what it has not begun is left."""
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
