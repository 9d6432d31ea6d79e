"""`benchsight demo`: a simulated league from files to standings."""

import click

from benchsight.terminal.console import json_option, print_json, progress


@click.command()
@click.option("--seed", default=7, show_default=True, help="Same seed, same league.")
@click.option("--teams", default=4, show_default=True, help="Teams of the league, an even number.")
@click.option("--games", default=12, show_default=True, type=click.IntRange(min=1), help="Games to play.")
@click.option("--url", "show_url", is_flag=True, help="Only print the URL of the last demo's database.")
@json_option
@click.pass_context
def command(ctx: click.Context, seed: int, teams: int, games: int, show_url: bool, as_json: bool) -> None:
    """Simulate a small league, load, build and verify it, and show it.

    Everything happens in a database of its own, benchsight_demo, recreated each time; yours is not touched.
    """
    from benchsight.db.settings import load_settings
    from benchsight.demo.database import demo_database_url

    if show_url:
        click.echo(demo_database_url(load_settings()))
        return
    from benchsight.cli.screens.demo import as_json as demo_json
    from benchsight.cli.screens.demo import show_demo
    from benchsight.demo import DemoOptions, run_demo
    from benchsight.terminal.text import terminal

    with progress() as bar:
        task = bar.add_task("", total=None)
        result = run_demo(
            DemoOptions(seed, teams, games),
            lambda step, done, total: bar.update(task, description=step, completed=done, total=total or None),
        )
    if as_json:
        print_json(demo_json(result))
    else:
        show_demo(result, terminal())
    if not result.ok:
        ctx.exit(1)
