"""Brings a BigQuery dataset up to date with a warehouse, by load jobs, and MERGE for some games."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from google.api_core.exceptions import GoogleAPIError, NotFound
from google.auth.credentials import AnonymousCredentials
from google.auth.exceptions import GoogleAuthError
from google.cloud import bigquery
from pyarrow import parquet

from benchsight.warehouse.bigquery.plan import (
    GamesByFile,
    TablePlan,
    Way,
    add_columns_statement,
    merge_statement,
    plan_table,
    scan_statement,
)
from benchsight.warehouse.bigquery.schema import DATE, fields, has_added_date, load_config
from benchsight.warehouse.errors import WarehouseError
from benchsight.warehouse.manifest import DataFile, Manifest, read_manifest
from benchsight.warehouse.store import Store

VARIABLE = "BENCHSIGHT_BIGQUERY_DATASET"
EMULATOR = "BIGQUERY_EMULATOR_HOST"  # a variable of google-cloud-bigquery
STATE = "benchsight_files"
STATE_SCHEMA = pa.schema([("table_name", pa.string()), ("path", pa.string()), ("games", pa.string())])
PRICE_PER_TIB = 6.25  # US dollars, on demand; reservations and regions differ
DATASET = re.compile(r"[a-z][a-z0-9:.-]*\.\w+")

Progress = Callable[[str, int, int], None]


@dataclass
class BigQuerySummary:
    """Outcome of a push, or what it would do. ``ways`` are those of tables that are not left as they are.

    ``bytes_processed`` are what BigQuery says that merges read, which costs ``dollars``; load jobs cost nothing.
    ``left`` are tables of earlier pushes that the warehouse has no more, which stay.
    """

    dataset: str
    ways: dict[str, str] = field(default_factory=dict)
    rows_loaded: int = 0
    bytes_processed: int = 0
    new_columns: dict[str, list[str]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    @property
    def dollars(self) -> float:
        """Cost of the merges on demand, in US dollars."""
        return self.bytes_processed / 2**40 * PRICE_PER_TIB


def push_to_bigquery(
    store: Store,
    dataset: str | None = None,
    full: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda name, done, total: None,
) -> BigQuerySummary:
    """Bring the dataset PROJECT.NAME (default: BENCHSIGHT_BIGQUERY_DATASET) up to date with a warehouse.

    A table changes in one step; a push that was cut short is repeated by the next. Raises WarehouseError.
    """
    dataset = dataset or os.environ.get(VARIABLE) or ""
    if not DATASET.fullmatch(dataset):
        raise WarehouseError(f"{VARIABLE} is {dataset!r}, expected PROJECT.DATASET")
    manifest = read_manifest(store)
    if manifest is None:
        raise WarehouseError(f"there is no warehouse at {store.url}: `benchsight warehouse push` fills it")
    with _explained(dataset), _client(dataset) as client:
        return _Push(client, dataset, store, manifest).run(full, dry_run, progress)


class _Push:
    def __init__(self, client: bigquery.Client, dataset: str, store: Store, manifest: Manifest) -> None:
        self.client, self.dataset, self.store, self.manifest = client, dataset, store, manifest
        self.summary = BigQuerySummary(dataset)

    def run(self, full: bool, dry_run: bool, progress: Progress) -> BigQuerySummary:
        """Write all tables, and what they were filled from."""
        is_there = self._prepare_dataset(dry_run)
        state = self._read_state() if is_there else {}
        plans = [self._plan(name, state.get(name), full) for name in self.manifest.by_name]
        self.summary.left = sorted(state.keys() - self.manifest.by_name.keys())
        todo = [plan for plan in plans if plan.way is not Way.NOTHING or plan.new_columns]
        self.summary.ways = {plan.table.name: plan.way.value for plan in todo}
        self.summary.new_columns = {plan.table.name: plan.new_columns for plan in todo if plan.new_columns}
        dates = self._dates() if todo and not dry_run else {}
        try:
            for done, plan in enumerate(todo):
                progress(plan.table.name, done, len(todo))
                if plan.way is Way.MERGE:
                    self._estimate(scan_statement(plan, self._name(plan.table.name)))
                if not dry_run:
                    self._write(plan, dates)
                    state[plan.table.name] = {file.path: file.games for file in plan.table.files}
        finally:
            if todo and not dry_run:
                self._write_state(state)
        return self.summary

    def _plan(self, name: str, filled_from: GamesByFile | None, full: bool) -> TablePlan:
        table = self.manifest.by_name[name]
        there: list[str] = []
        if filled_from is not None:
            try:
                there = [each.name for each in self.client.get_table(self._name(name)).schema]
            except NotFound:
                filled_from = None
        if has_added_date(table):
            there = [each for each in there if each != DATE]
        return plan_table(table, filled_from, there, full)

    def _write(self, plan: TablePlan, dates: dict[int, object]) -> None:
        """Write a table in one step, then its descriptions."""
        name = self._name(plan.table.name)
        if plan.new_columns:
            self.client.query(add_columns_statement(name, plan)).result()
        if plan.way is Way.REPLACE:
            self._load(plan, plan.table.files, name, load_config(plan.table), dates)
        elif plan.way is Way.MERGE:
            loaded = self._name(f"_load_{plan.table.name}")
            self._load(plan, plan.files, loaded, load_config(plan.table, into_partitions=False), dates)
            columns = [each.name for each in fields(plan.table)]
            self.client.query(merge_statement(plan, name, loaded, columns)).result()
            self.client.delete_table(loaded, not_found_ok=True)
        self._describe(plan, name)

    def _load(
        self,
        plan: TablePlan,
        files: list[DataFile],
        target: str,
        config: bigquery.LoadJobConfig,
        dates: dict[int, object],
    ) -> None:
        if plan.new_columns:  # columns in the order that the table has them: new ones are its last
            new = plan.new_columns
            known = [each.name for each in self.client.get_table(self._name(plan.table.name)).schema]
            order = {name: place for place, name in enumerate([name for name in known if name not in new] + new)}
            config.schema = sorted(config.schema or (), key=lambda each: order[each.name])
        names = [each.name for each in config.schema or ()]
        with TemporaryDirectory(prefix="benchsight-bigquery-") as folder:
            path = Path(folder) / "rows.parquet"
            writer = None
            for each in files:
                with self.store.open(each.path) as content:
                    rows = parquet.read_table(content)
                if has_added_date(plan.table):
                    days = [dates.get(game) for game in rows["game_id"].to_pylist()]
                    rows = rows.append_column(DATE, pa.array(days, pa.date32()))
                rows = rows.select(names)
                writer = writer or parquet.ParquetWriter(path, rows.schema)
                writer.write_table(rows)
                self.summary.rows_loaded += rows.num_rows
            if writer is not None:
                writer.close()
                self._load_file(path, target, config)

    def _load_file(self, path: Path, target: str, config: bigquery.LoadJobConfig) -> None:
        with path.open("rb") as content:
            self.client.load_table_from_file(content, target, job_config=config).result()

    def _describe(self, plan: TablePlan, name: str) -> None:
        table = self.client.get_table(name)
        ours = {each.name: each for each in fields(plan.table)}
        table.schema = [ours.get(each.name, each) for each in table.schema]
        table.description = plan.table.description
        self.client.update_table(table, ["description", "schema"])

    def _estimate(self, statement: str) -> None:
        config = bigquery.QueryJobConfig(dry_run=True, use_query_cache=False)
        self.summary.bytes_processed += self.client.query(statement, job_config=config).total_bytes_processed or 0

    def _dates(self) -> dict[int, object]:
        """Return the dates of games, of the schedule in this very warehouse."""
        found: dict[int, object] = {}
        for each in self.manifest.by_name["dim_schedule"].files:
            with self.store.open(each.path) as content:
                rows = parquet.read_table(content, columns=["game_id", DATE])
            found |= dict(zip(rows["game_id"].to_pylist(), rows[DATE].to_pylist(), strict=True))
        return found

    def _prepare_dataset(self, dry_run: bool) -> bool:
        """Create the dataset if it is not there; return whether it is."""
        try:
            self.client.get_dataset(self.dataset)
        except NotFound:
            if dry_run:
                return False
            self.client.create_dataset(bigquery.Dataset(self.dataset))
        return True

    def _read_state(self) -> dict[str, GamesByFile]:
        found: dict[str, dict[str, list[int]]] = {}
        try:
            self.client.get_table(self._name(STATE))
        except NotFound:
            return {}
        for row in self.client.list_rows(self._name(STATE)):
            found.setdefault(row["table_name"], {})[row["path"]] = json.loads(row["games"])
        return dict(found)

    def _write_state(self, state: dict[str, GamesByFile]) -> None:
        rows = [
            {"table_name": name, "path": path, "games": json.dumps(games)}
            for name, files in state.items()
            for path, games in files.items()
        ]
        config = bigquery.LoadJobConfig(
            source_format=bigquery.SourceFormat.PARQUET,
            write_disposition=bigquery.WriteDisposition.WRITE_TRUNCATE,
            schema=[bigquery.SchemaField(name, "STRING") for name in STATE_SCHEMA.names],
        )
        with TemporaryDirectory(prefix="benchsight-bigquery-") as folder:
            path = Path(folder) / "state.parquet"
            parquet.write_table(pa.Table.from_pylist(rows, STATE_SCHEMA), path)
            self._load_file(path, self._name(STATE), config)

    def _name(self, table: str) -> str:
        return f"{self.dataset}.{table}"


@contextmanager
def _client(dataset: str) -> Iterator[bigquery.Client]:
    project = dataset.rpartition(".")[0]
    credentials = AnonymousCredentials() if os.environ.get(EMULATOR) else None  # type: ignore[no-untyped-call]
    client = bigquery.Client(project=project, credentials=credentials)
    try:
        yield client
    finally:
        client.close()  # type: ignore[no-untyped-call]


@contextmanager
def _explained(dataset: str) -> Iterator[None]:
    try:
        yield
    except GoogleAuthError as error:
        raise WarehouseError(
            "BigQuery needs credentials: set GOOGLE_APPLICATION_CREDENTIALS to the key file of a service account, or "
            f"run `gcloud auth application-default login` ({type(error).__name__})"
        ) from error
    except GoogleAPIError as error:
        raise WarehouseError(f"BigQuery refused {dataset}: {' '.join(str(error).split())}") from error
