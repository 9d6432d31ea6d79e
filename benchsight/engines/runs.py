"""What the builder of many games asks of an engine: run the models for one batch of games after the other."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from benchsight.engines.columns import Column
from benchsight.engines.input import Input
from benchsight.engines.models import EngineModels


class Run(Protocol):
    """An engine with the models of a project; ``seconds`` are those of each model, over all batches."""

    seconds: dict[str, float]

    def take(self, relation: Input, file: Path) -> None:
        """Make a table of the CSV file of an input."""

    def set_scope(self, versions: Mapping[int, int], built_at: datetime) -> None:
        """Make the models read these games, with the versions of their input and the time of the build."""

    def run(self, folder: Path, ended: Callable[[str], None]) -> dict[str, Path]:
        """Make every model; write the tables to CSV files, by name of the model, and call ``ended`` after each."""


class Runs(Protocol):
    """An engine that can be opened. ``errors``: what it raises for statements and rows it cannot run."""

    @property
    def name(self) -> str:
        """Name of the engine, and of its dialect for sqlglot."""

    @property
    def errors(self) -> tuple[type[Exception], ...]:
        """Exceptions after which PostgreSQL has to build."""

    def opened(
        self,
        folder: Path,
        models: EngineModels,
        translated: Mapping[str, str],
        columns: Mapping[str, Sequence[Column]],
    ) -> AbstractContextManager[Run]:
        """Open it; files may be written below a folder, which need not exist."""
