"""`benchsight warehouse`: published tables as Parquet files, queries of them, and BigQuery."""

from dataclasses import asdict

import click

from benchsight.errors import require_extra
from benchsight.terminal.console import json_option, print_json, progress

FORMATS = ("table", "csv", "json")
url_option = click.option("--at", "url", metavar="URL", help="Folder or object store. [default: BENCHSIGHT_WAREHOUSE]")


@click.group()
def command() -> None:
    """Keep what is published as Parquet files in a folder or object store, and query them without a server."""
    for module in ("fsspec", "pyarrow", "duckdb"):
        require_extra("warehouse", module, "the warehouse needs fsspec, pyarrow and duckdb")


@command.command()
@url_option
@click.option(
    "--incremental/--full",
    default=True,
    show_default=True,
    help="Write the files of games whose rows or columns changed, or all of them.",
)
@json_option
def push(url: str | None, incremental: bool, as_json: bool) -> None:
    """Bring the warehouse up to date with the database, as of one instant; readers never see half of it.

    Games that were deleted go; columns that the warehouse lacks, or has without values, are filled.
    """
    from benchsight.cli.screens.warehouse import show_push
    from benchsight.terminal.text import terminal
    from benchsight.warehouse.push import push as push_tables
    from benchsight.warehouse.store import configured_store

    with progress() as bar:
        task = bar.add_task("", total=None)
        summary = push_tables(
            configured_store(url),
            not incremental,
            lambda name, done, total: bar.update(task, description=name, completed=done, total=total),
        )
    if as_json:
        print_json(asdict(summary))
    else:
        show_push(summary, terminal())


@command.command()
@click.argument("sql")
@url_option
@click.option("--format", "file_format", type=click.Choice(FORMATS), default="table", show_default=True)
def query(sql: str, url: str | None, file_format: str) -> None:
    """Run one SELECT over the tables of the warehouse, by DuckDB. It reads the files of the warehouse and no others."""
    from benchsight.cli.screens.warehouse import show_rows
    from benchsight.terminal.text import terminal
    from benchsight.warehouse.query import run_query
    from benchsight.warehouse.store import configured_store

    show_rows(run_query(configured_store(url), sql), file_format, terminal())


@command.command()
@url_option
@json_option
@click.pass_context
def check(ctx: click.Context, url: str | None, as_json: bool) -> None:
    """Compare files with their checksums, and columns with the contracts; end with 1 if a file or column is missing.

    Columns without any value are listed only with --json: a league need not track everything.
    """
    from benchsight.db.settings import load_settings
    from benchsight.reads.published.contract import read_contracts
    from benchsight.warehouse.check import damaged_files, drift
    from benchsight.warehouse.errors import WarehouseError
    from benchsight.warehouse.manifest import read_manifest
    from benchsight.warehouse.store import configured_store

    store = configured_store(url)
    manifest = read_manifest(store)
    if manifest is None:
        raise WarehouseError(f"there is no warehouse at {store.url}: `benchsight warehouse push` fills it")
    damaged = damaged_files(store, manifest)
    differences = drift(manifest, read_contracts(load_settings().project_root))
    missing = [f"{each.table}.{column}" for each in differences for column in each.missing]
    if as_json:
        print_json({"damaged": damaged, "columns": [asdict(each) for each in differences]})
    else:
        for line in damaged:
            click.echo(line)
        for name in missing:
            click.echo(f"{name}: not in the warehouse; `benchsight warehouse push` adds and fills it")
        if not damaged and not missing:
            click.echo(f"{len(manifest.files)} files have their checksums, and every column of the contracts is there")
    if damaged and not as_json:
        click.echo("`benchsight warehouse push --full` writes every file again")
    ctx.exit(1 if damaged or missing else 0)


@command.command()
@click.option("--dataset", metavar="PROJECT.NAME", help="The dataset. [default: BENCHSIGHT_BIGQUERY_DATASET]")
@url_option
@click.option("--incremental/--full", default=True, show_default=True, help="Write what changed, or every table.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and what BigQuery says that it costs.")
@json_option
def bigquery(dataset: str | None, url: str | None, incremental: bool, dry_run: bool, as_json: bool) -> None:
    """Bring a BigQuery dataset up to date with the warehouse: load jobs from its files, MERGE for changed games.

    Credentials are those of Google's libraries: GOOGLE_APPLICATION_CREDENTIALS, or a login of gcloud.
    """
    require_extra("bigquery", "google.cloud.bigquery", "BigQuery needs google-cloud-bigquery")
    from benchsight.warehouse.bigquery.push import push_to_bigquery
    from benchsight.warehouse.store import configured_store

    with progress() as bar:
        task = bar.add_task("", total=None)
        summary = push_to_bigquery(
            configured_store(url),
            dataset,
            not incremental,
            dry_run,
            lambda name, done, total: bar.update(task, description=name, completed=done, total=total),
        )
    if as_json:
        print_json({**asdict(summary), "dollars": summary.dollars})
        return
    for name, way in summary.ways.items():
        new = summary.new_columns.get(name)
        click.echo(f"{name}: {way}" + (f", new columns {', '.join(new)}" if new else ""))
    what = "would be written" if dry_run else f"written, {summary.rows_loaded} rows loaded"
    click.echo(f"{summary.dataset}: {len(summary.ways)} tables {what}")
    click.echo(f"merges read {summary.bytes_processed / 2**20:.1f} MiB: {summary.dollars:.4f} US dollars on demand")
    if summary.left:
        click.echo(f"no longer in the warehouse, and left alone: {', '.join(summary.left)}")
