"""Writes the tables of a build through its session: PostgreSQL's own, and the rows that an engine has made."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import psycopg

from benchsight.builds.by_statements import table_result
from benchsight.builds.dbt.compiled import CompiledModel
from benchsight.builds.dbt.process import NodeResult
from benchsight.builds.engine import OnNode
from benchsight.builds.statements import TableStatements, for_many_games, prepare_session, statements
from benchsight.builds.write import BY_ROWS, ModelFailed, write
from benchsight.engines.input import Input, write_input
from benchsight.engines.keys import keys_to_check
from benchsight.engines.models import EngineModels
from benchsight.engines.publish import copy_rows, remove_games
from benchsight.engines.runs import Run, Written


class Writer:
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
