"""A built league built again by each engine: seconds of wall and processor, peak memory, models, and parity.

    python -m bench.engines --keep DIR                # 1,296 games of NHL size, PostgreSQL and DuckDB
    python -m bench.engines --keep DIR --games 100 --engine duckdb
    python -m bench.engines --keep DIR --engine postgres --engine duckdb --engine spark

The league is copied from a small one (bench.copied_league) in a server of its own. Tests of the data are left out.
Every engine after the first has its published cells compared with the first's, unless --no-compare.
Processor time is that of server and client with all their children, whatever else the machine does.
"""

import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import click
import psutil
import psycopg

from bench.copied_league import copied_league
from bench.parity import compare, relations
from bench.season import Memory, peak_memory
from bench.staged_league import copy_database, embedded_settings
from benchsight.builds import BuildOptions, build
from benchsight.builds.dbt.compiled import compiled_models
from benchsight.builds.dbt.project import code_version, dbt_project
from benchsight.builds.plan import Request
from benchsight.builds.summary import BuildSummary
from benchsight.db.connections import embedded_server, start_embedded
from benchsight.db.settings import load_settings
from benchsight.engines.bulk import Bulk
from benchsight.engines.choice import EngineName, choose_engine
from benchsight.engines.columns import read_columns
from benchsight.engines.translated import translated_models

SHOWN = 25


@dataclass
class Measured:
    """What a build took: seconds of wall and processor, memory, and seconds by phase of the engine."""

    summary: BuildSummary
    wall: float
    processor: float
    memory: Memory
    phases: dict[str, float] = field(default_factory=dict)


@click.command()
@click.option("--games", default=1296, show_default=True, help="Games of the league.")
@click.option("--engine", "names", multiple=True, default=["postgres", "duckdb"], show_default=True)
@click.option(
    "--compare/--no-compare",
    "compares",
    default=True,
    help="Compare every cell with the first engine's; of a season it takes half an hour.",
)
@click.option("--keep", type=click.Path(path_type=Path), required=True, help="Folder to work in and to keep.")
def main(games: int, names: tuple[str, ...], compares: bool, keep: Path) -> None:
    """Measure each engine on the same games; compare what they published with what the first did."""
    work = keep.absolute()
    os.environ["BENCHSIGHT_HOME"] = str(work / "home")
    os.environ.pop("BENCHSIGHT_DATABASE_URL", None)
    server_url, _ = start_embedded(load_settings())
    try:
        url = copied_league(server_url, work, games)
        build(BuildOptions(tests=False))  # relations of the models that are here; dbt has parsed them
        first = f"by_{names[0]}_{games}"
        for name in names:
            prepare(url, name)
            show(name, measured(name, Request(all_games=True)))
            if not compares:
                continue
            if name != names[0]:
                compare_with(url, first)
            elif len(names) > 1:
                copy_database(server_url, f"copied_{games}", first)
    finally:
        embedded_server(embedded_settings()).stop()


def compare_with(url: str, first: str) -> None:
    """Compare every published cell with a database of this name; name the relations that differ. Raises SystemExit."""
    with psycopg.connect(psycopg.conninfo.make_conninfo(url, dbname=first)) as one, psycopg.connect(url) as other:
        compared = {name: compare(one, other, name) for name in sorted(relations(one))}
    differing = [name for name, (_, missing, added) in compared.items() if missing or added]
    click.echo(f"{len(compared)} relations compared, {len(differing)} differ: {', '.join(differing) or 'none'}")
    if differing:
        raise SystemExit(1)


def prepare(url: str, name: str) -> None:
    """Compile and translate, as the first build after a change of the models does; and leave no dead rows behind."""
    settings = load_settings()
    project = dbt_project(settings)
    models = compiled_models(project, code_version(settings.project_root))
    if isinstance(choose_engine(EngineName(name)), Bulk):
        with psycopg.connect(url) as connection:
            named = {full_name for model in models for full_name in (model.full_name, *model.parents)}
            translated_models(project, models, name, read_columns(connection, named))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def measured(name: str, request: Request) -> Measured:
    """Build games by an engine, without tests of the data."""
    engine = choose_engine(EngineName(name))
    memory = Memory()
    started, processor = time.monotonic(), _processor()
    with peak_memory(memory):
        summary = build(BuildOptions(request, tests=False, engine=engine))
    if summary.status != "completed" or summary.engine != name:
        raise RuntimeError(f"{summary.engine}: {summary.first_failure()}")
    phases = engine.seconds if isinstance(engine, Bulk) else {}
    return Measured(summary, time.monotonic() - started, _processor() - processor, memory, phases)


def _processor() -> float:
    """Seconds that the server, this process, and the children of both have taken so far."""
    postmaster = embedded_server(embedded_settings()).running()
    assert postmaster is not None
    server = psutil.Process(postmaster.pid)
    running = []
    for process in (*server.children(), *psutil.Process().children()):  # of the client: Spark's Java
        with suppress(psutil.Error):  # it has just ended
            running.append(process.cpu_times())
    ended = [server.cpu_times(), psutil.Process().cpu_times()]
    taken = sum(times.user + times.system for times in [*running, *ended])
    return float(taken + sum(times.children_user + times.children_system for times in ended))


def show(name: str, found: Measured) -> None:
    """Print what was measured of an engine."""
    click.echo(f"\n{name}: {found.wall:.1f} s, processor {found.processor:.1f} s")
    click.echo(f"  peak memory: server {found.memory.server / 1e6:,.0f} MB, client {found.memory.client / 1e6:,.0f} MB")
    click.echo("  " + " · ".join(f"{phase} {seconds:.1f}" for phase, seconds in found.summary.seconds.items()))
    if found.phases:
        click.echo("  of which: " + " · ".join(f"{phase} {seconds:.1f}" for phase, seconds in found.phases.items()))
    in_all = sum(seconds for _, seconds in found.summary.model_seconds)
    click.echo(f"  models one by one, with writing their rows: {in_all:.1f} s")
    for model, seconds in found.summary.model_seconds[:SHOWN]:
        click.echo(f"  {seconds:7.2f} s  {model}")


if __name__ == "__main__":
    main()
