"""`benchsight simulate`: write a simulated league as tracker exports, league tables and truth."""

from dataclasses import asdict
from pathlib import Path
from typing import Literal

import click

from benchsight.simulator import SHAPES, Mess, Rare, SimulationConfig, write_league
from benchsight.terminal.console import json_option, print_json, progress
from benchsight.terminal.text import terminal


@click.command()
@click.option("--seed", default=1, show_default=True, help="Same seed and options, same files.")
@click.option("--teams", default=4, show_default=True, help="Teams of the league, an even number up to 32.")
@click.option("--games", default=12, show_default=True, help="Games to play in all.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write to.")
@click.option("--format", "formats", default="json", show_default=True, type=click.Choice(["json", "workbook", "both"]))
@click.option("--shape", default="rec", show_default=True, type=click.Choice(sorted(SHAPES)), help="Kind of league.")
@click.option("--xy", is_flag=True, help="Track positions of puck and players.")
@click.option("--full", is_flag=True, help="Track everything: positions, hits, passes, every play and rare code.")
@click.option("--mess", "is_messy", is_flag=True, help="Add every kind of mess that real exports have.")
@click.option("--mess-kind", "kinds", multiple=True, help="Add one kind of mess; may be repeated.")
@click.option("--rare", "is_rare", is_flag=True, help="Play every kind of rare hockey that goes together.")
@click.option("--rare-kind", "rare_kinds", multiple=True, help="Play one kind of rare hockey; may be repeated.")
@click.option(
    "--periods-minutes", multiple=True, metavar="N|N,N,N",
    help="Length of the periods; if repeated, games take the values in turn.",
)  # fmt: skip
@click.option("--overtime-minutes", default=5, show_default=True, help="0: a tie stands.")
@click.option("--overtime-skaters", default="3", show_default=True, type=click.Choice(["3", "5"]))
@click.option("--shootout/--no-shootout", default=True, show_default=True, help="After an overtime without a goal.")
@click.option("--tracker-version", default="25.0", show_default=True, help="Dialect of the JSON: 23.x or 25.x.")
@json_option
def command(
    seed: int,
    teams: int,
    games: int,
    out: Path,
    formats: Literal["json", "workbook", "both"],
    shape: str,
    xy: bool,
    full: bool,
    is_messy: bool,
    kinds: tuple[str, ...],
    is_rare: bool,
    rare_kinds: tuple[str, ...],
    periods_minutes: tuple[str, ...],
    overtime_minutes: int,
    overtime_skaters: str,
    shootout: bool,
    tracker_version: str,
    as_json: bool,
) -> None:
    """Write a simulated league: league/*.csv, games/{id}/*, and the truth to compare with in truth/*.csv."""
    try:
        config = SimulationConfig(
            seed=seed, teams=teams, games=games, shape=shape, xy=xy, full=full, tracker_version=tracker_version,
            mess=Mess.everything() if is_messy else Mess.only(*kinds),
            rare=Rare.everything() if is_rare else Rare.only(*rare_kinds),
            period_minutes=tuple(_minutes(text) for text in periods_minutes) or None,
            overtime_minutes=overtime_minutes, overtime_skaters=int(overtime_skaters), shootout=shootout,
        )  # fmt: skip
    except (ValueError, TypeError) as error:
        raise click.UsageError(str(error)) from error
    with progress() as display:
        task = display.add_task("games", total=games)
        _, written = write_league(config, out, formats, keep_events=False, on_game=lambda: display.advance(task))
    if as_json:
        print_json(asdict(written))
        return
    counts = f"{written.games:,} games, {written.events:,} events, {written.stints:,} stints"
    console = terminal()
    console.say(f"{counts}: {written.files} files in {out}")
    console.next(f"benchsight load {out / 'league'} {out / 'games'}", "loads it (truth/ is to compare with)")


def _minutes(text: str) -> tuple[int, int, int]:
    """Return three lengths from "18" or "21,18,18"; raises ValueError for anything else."""
    numbers = [int(part) for part in text.split(",")]
    if len(numbers) not in (1, 3):
        raise ValueError(f"--periods-minutes {text}: expected one length or three, separated by commas")
    first, second, third = numbers * 3 if len(numbers) == 1 else numbers
    return first, second, third
