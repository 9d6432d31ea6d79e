"""The options of a load, as the command sets them and as a run keeps them to be resumed."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ingest.contract.coerce import storable_text
from ingest.contract.work import Operation
from ingest.database.session import user_name
from ingest.landing.plausibility import Limits
from ingest.selection.ready import Selection

ROWS_IN_MEMORY = 100_000
LONGEST_NAME = 100


@dataclass(frozen=True)
class ResumeOptions:
    """How to resume a run, in addition to the options that the run keeps."""

    initiated_by: str = field(default_factory=user_name)
    runs_folder: Path | None = None
    rows_in_memory: int = field(default_factory=lambda: ROWS_IN_MEMORY)


@dataclass(frozen=True)
class LoadOptions:
    """How to load.

    ``games`` and ``tables`` limit it to their rows (empty: all); ``vocabulary`` is the folder of codes. ``columns``
    limits what a merge writes (empty: every column with a value). Checked rows beyond ``rows_in_memory`` are kept in a
    folder of the run below ``runs_folder`` (None: a temporary one). With ``build`` the run ends with a build of the
    statistics. ``force`` lands implausible versions of staged games, and files that remove more than ``limits`` allow.
    Files below ``received_in`` are identified by their names there, not by where they are.
    """

    operation: Operation = Operation.UPSERT
    games: frozenset[int] = frozenset()
    dry_run: bool = False
    strict: bool = False
    vocabulary: Path | None = None
    initiated_by: str = field(default_factory=user_name)
    columns: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    build: bool = False
    runs_folder: Path | None = None
    rows_in_memory: int = field(default_factory=lambda: ROWS_IN_MEMORY)
    force: bool = False
    limits: Limits = field(default_factory=Limits)
    received_in: Path | None = None

    @classmethod
    def of_run(cls, arguments: dict[str, Any], again: ResumeOptions) -> "LoadOptions":
        """Return the options that a run keeps; runs of older code lack some."""
        vocabulary, received_in = arguments["vocabulary"], arguments.get("received_in")
        return cls(
            operation=Operation(arguments["operation"]),
            games=frozenset(arguments["games"]),
            columns=frozenset(arguments["columns"]),
            tables=frozenset(arguments.get("tables", ())),
            strict=arguments["strict"],
            build=arguments["build"],
            force=arguments.get("force", False),
            limits=Limits(**arguments.get("limits", {})),
            vocabulary=None if vocabulary is None else Path(vocabulary),
            received_in=None if received_in is None else Path(received_in),
            initiated_by=again.initiated_by,
            runs_folder=again.runs_folder,
            rows_in_memory=again.rows_in_memory,
        )

    @property
    def user(self) -> str:
        """Who loads, as the audit trail can hold it."""
        return storable_text(self.initiated_by[:LONGEST_NAME])

    @property
    def selection(self) -> Selection:
        """The part of each file that is wanted."""
        return Selection(self.games, self.operation, self.columns, self.tables)

    def as_arguments(self, paths: Iterable[Path]) -> dict[str, Any]:
        """Return the options that a run must keep to be resumed, as plain values for JSON."""
        return {
            "paths": [storable_text(str(path)) for path in paths],
            "folder": storable_text(str(Path.cwd())),
            "operation": str(self.operation),
            "games": sorted(self.games),
            "columns": sorted(self.columns),
            "tables": sorted(self.tables),
            "strict": self.strict,
            "build": self.build,
            "force": self.force,
            "limits": asdict(self.limits),
            "vocabulary": None if self.vocabulary is None else str(self.vocabulary),
            "received_in": None if self.received_in is None else str(self.received_in),
        }
