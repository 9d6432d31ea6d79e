"""`benchsight rebuild`: derived tables made again, by table or category, game and operation."""

from dataclasses import asdict

import click

from benchsight.terminal.console import json_option, note, print_json, progress


@click.command()
@click.argument("names", metavar="TABLE|CATEGORY...", nargs=-1, required=True)
@click.option("--game", "games", metavar="ID", type=click.IntRange(min=1), multiple=True, help="This game; repeatable.")
@click.option(
    "--operation",
    metavar="replace|upsert|append",
    default="upsert",
    show_default=True,
    help="Which of the games: all of them, those whose input or models changed, or those that have no rows yet.",
)
@click.option("--no-tests", is_flag=True, help="Do not test the data.")
@click.option("--wait/--no-wait", default=True, help="Wait for a build that runs, or end with 1.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    games: tuple[int, ...],
    operation: str,
    no_tests: bool,
    wait: bool,
    as_json: bool,
) -> None:
    """Make derived tables again from what is staged: a fact is never typed in.

    A category is dims, core_facts, stats_facts, analytics_facts, all_facts or all. A table is made together with the
    tables per game that it is made of; without --game, of every game. `rebuild all --operation replace` makes every
    table again. Ends with 1 if a model or a test failed.
    """
    from benchsight.builds.rebuild import RebuildOptions, rebuild
    from benchsight.cli.screens.build import show_progress
    from benchsight.cli.screens.rebuild import show_rebuild

    with progress() as bar:
        options = RebuildOptions(not no_tests, wait)
        summary = rebuild(names, games, operation, options, on_wait=note, progress=show_progress(bar))
    if as_json:
        print_json(asdict(summary))
    else:
        show_rebuild(summary)
    if summary.status == "failed":
        ctx.exit(1)
