"""`benchsight build`: facts and statistics from what is staged."""

from dataclasses import asdict

import click

from benchsight.terminal.console import json_option, note, print_json, progress


@click.command()
@click.option("--game", "games", type=click.IntRange(min=1), multiple=True, help="Build this game; may be repeated.")
@click.option("--all", "all_games", is_flag=True, help="Build every game again.")
@click.option("--full-refresh", is_flag=True, help="Recreate every table from every game.")
@click.option("--select", help="Build only these models: a selector of selectors.yml or a dbt selection.")
@click.option("--drop-dependents", is_flag=True, help="Drop what you built on tables if it cannot be made again.")
@click.option("--no-tests", is_flag=True, help="Do not test the data.")
@click.option("--wait/--no-wait", default=True, help="Wait for a build that runs, or end with 1.")
@click.option(
    "--engine",
    "engine_name",
    type=click.Choice(["auto", "postgres", "duckdb", "spark"]),
    default="auto",
    show_default=True,
    help="What computes the tables: auto takes DuckDB for many games.",
)
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    games: tuple[int, ...],
    all_games: bool,
    full_refresh: bool,
    select: str | None,
    drop_dependents: bool,
    no_tests: bool,
    wait: bool,
    engine_name: str,
    as_json: bool,
) -> None:
    """Build facts and statistics from what is staged: without options, of every game that is due.

    A game is due when it is new, when its staged rows changed since it was built, or when the models did. Ends with 1
    if a model or a test failed; the games of that build stay due.
    """
    from benchsight.builds import BuildOptions, build
    from benchsight.builds.plan import Request
    from benchsight.cli.screens.build import show_build, show_progress
    from benchsight.engines.choice import EngineName, choose_engine
    from benchsight.sync.after_build import push_in_background

    if games and (all_games or full_refresh):
        raise click.UsageError("--game and --all or --full-refresh exclude each other: those take every game")
    request = Request(games, all_games, full_refresh, select)
    engine = choose_engine(EngineName(engine_name))
    with progress() as bar:
        summary = build(
            BuildOptions(request, not no_tests, wait, drop_dependents, engine),
            on_wait=note,
            progress=show_progress(bar),
        )
    if as_json:
        print_json(asdict(summary))
    else:
        show_build(summary)
    push_in_background()
    if summary.status == "failed":
        ctx.exit(1)
