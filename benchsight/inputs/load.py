"""Options of a load as users give them, checked; `cli` and `api` load with them."""

from collections.abc import Collection
from difflib import get_close_matches

from benchsight.db.settings import Settings
from benchsight.errors import BenchSightError
from ingest.contract.tables import TABLES
from ingest.contract.work import Operation
from ingest.landing.plausibility import Limits
from ingest.runs.options import LoadOptions
from ingest.selection.reading import column_names

OPERATIONS = [str(operation) for operation in Operation if operation is not Operation.FILL_GAPS]


class CannotLoad(BenchSightError):
    """Options of a load name what is not there, or do not fit together."""


def load_options(
    settings: Settings,
    operation: str = Operation.UPSERT,
    games: Collection[int] = (),
    tables: Collection[str] = (),
    columns: Collection[str] = (),
    dry_run: bool = False,
    strict: bool = False,
    force: bool = False,
    build: bool = False,
) -> LoadOptions:
    """Return the options of a load in this project. Raise CannotLoad."""
    _check_tables(tables)
    _check_columns(columns, operation)
    return LoadOptions(
        Operation(operation),
        frozenset(games),
        dry_run,
        strict,
        settings.project_root / "seeds" / "vocabulary",
        columns=frozenset(columns),
        tables=frozenset(tables),
        build=build,
        runs_folder=settings.home / "runs",
        force=force,
        limits=Limits(settings.largest_loss, settings.smallest_loss),
    )


def _check_tables(tables: Collection[str]) -> None:
    for table in tables:
        if table not in TABLES:
            near = get_close_matches(table, TABLES, 1)
            raise CannotLoad(f"there is no staging table {table}{f': did you mean {near[0]}?' if near else ''}")


def _check_columns(columns: Collection[str], operation: str) -> None:
    unknown = sorted(set(columns) - column_names())
    if columns and operation != Operation.MERGE:
        raise CannotLoad("columns can be named for the operation merge only")
    if unknown:
        raise CannotLoad(f"no staging table has a column {', '.join(unknown)} that can be merged")
