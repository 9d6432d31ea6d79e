"""`benchsight fit-xg`: coefficients of expected goals from the shots of the database."""

from dataclasses import asdict
from pathlib import Path

import click

from benchsight.db.connections import connect
from benchsight.db.settings import load_settings
from benchsight.errors import require_extra
from benchsight.terminal.console import json_option, print_json


@click.command()
@click.option("--dry-run", is_flag=True, help="Show the fit and write nothing.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of the project's seed."
)
@json_option
def command(dry_run: bool, output: Path | None, as_json: bool) -> None:
    """Fit expected goals on the built shots and write their seed, seeds/settings/xg_coefficients.csv.

    Needs scikit-learn (pip install 'benchsight[fit]'). Few shots leave the coefficients close to their priors. Build
    afterwards: every game is due when the seed has changed.
    """
    from benchsight.terminal.text import terminal

    require_extra("fit", "sklearn", "fitting needs scikit-learn")
    from benchsight.cli.screens.xg import show_xg
    from benchsight.fitting.shots import read_shots
    from benchsight.fitting.xg import XG_SEED, fit_xg, write_xg_seed

    with connect(application_name="benchsight fit-xg") as connection:
        levels = fit_xg(read_shots(connection))
    path = output or load_settings().project_root / XG_SEED
    if not dry_run:
        write_xg_seed(levels, path)
    if as_json:
        print_json({"levels": [asdict(level) for level in levels], "written": None if dry_run else path})
    else:
        console = terminal()
        show_xg(levels, console)
        console.say("nothing written: a dry run" if dry_run else f"{path} written")
        if not dry_run:
            console.next("benchsight build", "uses it")
