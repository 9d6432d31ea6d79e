"""What the builder of many games asks of an engine: run the models for one batch of games after the other."""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from benchsight.builds.dbt.compiled import VIEW, CompiledModel
from benchsight.engines.columns import Column
from benchsight.engines.input import Input
from benchsight.engines.models import EngineModels


@dataclass(frozen=True)
class Work:
    """What is to be run: the models, their queries in the engine's dialect, and the columns of inputs and models.

    Queries and columns go by full name (schema.name).
    """

    models: EngineModels
    queries: Mapping[str, str]
    columns: Mapping[str, Sequence[Column]]


@dataclass
class Run(ABC):
    """An opened engine with its work. ``seconds``: of each model, over all batches; ``at_work``: the model now."""

    work: Work
    seconds: dict[str, float] = field(default_factory=dict, kw_only=True)
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
    def write(self, model: CompiledModel, file: Path) -> None:
        """Write the rows of a table to a file, as PostgreSQL copies them from CSV without header."""

    @abstractmethod
    def release(self, model: CompiledModel) -> None:
        """Let go of what no model after this one reads."""

    def run(self, folder: Path, ended: Callable[[str], None]) -> dict[str, Path]:
        """Make every model; write the tables to CSV files, by name of the model, and call ``ended`` after each."""
        folder.mkdir()
        files = {}
        for model in self.work.models.here:
            started, self.at_work = time.perf_counter(), model.name
            self.make(model)
            if model.strategy != VIEW:
                files[model.name] = folder / f"{model.name}.csv"
                self.write(model, files[model.name])
            self.release(model)
            self.seconds[model.name] = self.seconds.get(model.name, 0.0) + time.perf_counter() - started
            if model.strategy != VIEW:
                ended(model.name)
        return files


class ModelRunner(Protocol):
    """An engine that can be opened."""

    @property
    def name(self) -> str:
        """Name of the engine, and of its dialect for sqlglot."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """What it raises for statements and rows that it cannot run: PostgreSQL has to build."""

    def opened(self, folder: Path, work: Work) -> AbstractContextManager[Run]:
        """Open it; files may be written below a folder, which need not exist."""
