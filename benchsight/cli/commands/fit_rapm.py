"""`benchsight fit-rapm`: regularised adjusted plus-minus of skaters from the stints of the database."""

from dataclasses import asdict

import click

from benchsight.db.connections import connect
from benchsight.errors import require_extra
from benchsight.terminal.console import json_option, print_json


@click.command()
@click.option("--season", help="Only this season (its id); without it, all games together.")
@click.option(
    "--situation",
    type=click.Choice(["5v5", "all"]),
    default="5v5",
    show_default=True,
    help="Play at five against five, or all of it.",
)
@click.option(
    "--reliable-minutes",
    type=click.IntRange(min=0),
    default=300,
    show_default=True,
    help="Ice time from which a player is marked reliable, if players explain anything at all.",
)
@click.option("--dry-run", is_flag=True, help="Show the fit and land nothing.")
@json_option
def command(season: str | None, situation: str, reliable_minutes: int, dry_run: bool, as_json: bool) -> None:
    """Fit what each skater adds per 60 minutes (expected goals, attempts, goals), others on the ice accounted for.

    Lands values with standard errors and sample sizes in fitted_metrics, shown by fact_player_rapm. Needs
    scikit-learn (pip install 'benchsight[fit]').
    """
    from benchsight.terminal.text import terminal

    require_extra("fit", "sklearn", "fitting needs scikit-learn")
    from benchsight.cli.screens.rapm import show_rapm
    from benchsight.fitting.fitted_metrics import FitScope, land_rapm
    from benchsight.fitting.rapm import fit_rapm
    from benchsight.fitting.stints import read_stints

    with connect(application_name="benchsight fit-rapm") as connection:
        stints = read_stints(connection, season, situation == "5v5")
        fits = fit_rapm(stints)
        scope = FitScope(season or "all", situation, stints.as_of, reliable_minutes)
        landed = 0 if dry_run else land_rapm(connection, fits, scope)
    if as_json:
        print_json({"fits": [asdict(fit) for fit in fits], "scope": asdict(scope), "landed": landed})
    else:
        console = terminal()
        show_rapm(fits, reliable_minutes, console)
        console.say("nothing landed: a dry run" if dry_run else f"{landed:,} rows of fitted_metrics landed")
        if landed:
            console.next('psql "$(benchsight url)"', "fact_player_rapm shows them")
