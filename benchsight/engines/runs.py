"""What the builder of many games asks of an engine: run the models for one batch of games after the other."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from benchsight.builds.dbt.compiled import VIEW, CompiledModel
from benchsight.engines.columns import Column
from benchsight.engines.input import Input
from benchsight.engines.models import EngineModels


@dataclass(frozen=True)
class Earlier:
    """The rows that a table had before the build, of the games in scope, in a CSV file that is being written."""

    table: Input
    file: Future[Path]


@dataclass(frozen=True)
class Written:
    """New rows of a table in a CSV file, for the games whose rows differ; None for all in scope."""

    model: str
    file: Path
    games: list[int] | None


@dataclass(frozen=True)
class Work:
    """What is to be run: the models, their queries in the engine's dialect, and the columns of inputs and models.

    Queries, columns and orders go by full name (schema.name). ``orders``: columns to write rows by, those of the key;
    of rows in the order of an index, PostgreSQL writes the index in half the time. ``games``: how many a batch has at
    most.
    """

    models: EngineModels
    queries: Mapping[str, str]
    columns: Mapping[str, Sequence[Column]]
    orders: Mapping[str, Sequence[str]]
    games: int


@dataclass
class Run(ABC):
    """An opened engine with its work.

    ``seconds``: of each model, over all batches; ``phases``: of making rows, comparing them, writing files, and waiting
    for earlier rows; ``at_work``: the model now.
    """

    work: Work
    seconds: dict[str, float] = field(default_factory=dict, kw_only=True)
    phases: dict[str, float] = field(default_factory=dict, kw_only=True)
    at_work: str = field(default="", kw_only=True)

    @abstractmethod
    def take(self, relation: Input, file: Path) -> None:
        """Make a table of the CSV file of an input."""

    @abstractmethod
    def set_scope(self, versions: Mapping[int, int], built_at: datetime) -> None:
        """Make the models read these games, with the versions of their input and the time of the build."""

    @abstractmethod
    def make(self, model: CompiledModel) -> None:
        """Make the rows of a model of what was taken and made."""

    @abstractmethod
    def write(self, model: CompiledModel, file: Path, games: Collection[int] | None) -> None:
        """Write the rows of a table, of some games or all, to a file as PostgreSQL copies from CSV without header."""

    def changed_games(self, model: CompiledModel, earlier: Earlier) -> list[int] | None:
        """Return the games in scope with other rows than earlier; None, for every game, where nothing is compared."""
        return None

    @abstractmethod
    def release(self, model: CompiledModel) -> None:
        """Let go of what no model after this one reads."""

    def run(self, folder: Path, earlier: Mapping[str, Earlier], written: Callable[[Written], None]) -> None:
        """Make every model, write each table to a CSV file and call ``written``.

        ``earlier``: by model, rows to compare with, so that games whose rows are the same are not written again.
        """
        folder.mkdir()
        for model in self.work.models.here:
            started, self.at_work = time.perf_counter(), model.name
            file = folder / f"{model.name}.csv"
            with self._timed("models"):
                self.make(model)
            if model.strategy != VIEW:
                before, games = earlier.get(model.name), None
                if before is not None:
                    with self._timed("waiting"):
                        before.file.result()
                    with self._timed("comparing"):
                        games = self.changed_games(model, before)
                with self._timed("writing files"):
                    self.write(model, file, games)
            self.release(model)
            self.seconds[model.name] = self.seconds.get(model.name, 0.0) + time.perf_counter() - started
            if model.strategy != VIEW:
                written(Written(model.name, file, games))

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.phases[phase] = self.phases.get(phase, 0.0) + time.perf_counter() - started


class ModelRunner(Protocol):
    """An engine that can be opened."""

    @property
    def name(self) -> str:
        """Name of the engine, and of its dialect for sqlglot."""

    @property
    def compares(self) -> bool:
        """Whether it tells which games have other rows than before."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What it raises for statements and rows that it cannot run: PostgreSQL has to build."""

    def says(self, error: Exception) -> str:
        """Say what one of its errors means to whoever built."""

    def opened(self, folder: Path, work: Work) -> AbstractContextManager[Run]:
        """Open it; files may be written below a folder, which need not exist."""
