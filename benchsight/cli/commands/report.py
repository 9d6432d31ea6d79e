"""`benchsight report`: the box score of a game."""

from dataclasses import asdict
from pathlib import Path

import click

from benchsight.cli.commands.games import list_games
from benchsight.db.connections import connect
from benchsight.errors import ConfigurationError, require_extra
from benchsight.terminal.console import json_option, note, print_json


@click.command()
@click.argument("game", type=click.IntRange(min=1), required=False)
@click.option("--html", "kind", flag_value="html", help="Write the coach's sheet as one HTML file.")
@click.option("--pdf", "kind", flag_value="pdf", help="Write the coach's sheet as a PDF of one page.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File; game-GAME.html or .pdf without it.")
@json_option
def command(game: int | None, kind: str | None, out: Path | None, as_json: bool) -> None:
    """Print the box score of a built GAME (its id): score, goals, teams, skaters, goalies, and what is flagged.

    Without GAME: list the games, as `benchsight games` does. The coach's sheet has the numbers of the box score, lines,
    match-ups and the shot map, with names as BENCHSIGHT_SITE_NAMES says.
    """
    if out is not None and kind is None:
        raise click.UsageError("--out needs --html or --pdf")
    if kind is not None:
        if game is None:
            raise click.UsageError(f"--{kind} needs a game: `benchsight games` lists them")
        file = write_sheet(game, kind, out)
        if as_json:
            print_json({"file": file})
        else:
            note(f"made {file}")
        return
    from benchsight.cli.screens.report import show_box_score
    from benchsight.reads.box_score import read_box_score
    from benchsight.terminal.text import terminal

    if game is None:
        list_games(everything=False, as_json=as_json)
        return
    with connect(application_name="benchsight report") as connection:
        box = read_box_score(connection, game)
    if as_json:
        print_json(asdict(box))
    else:
        show_box_score(box, terminal())


def write_sheet(game: int, kind: str, out: Path | None) -> Path:
    """Write the coach's sheet of a game, whole or not at all; its path.

    Raise NotBuilt, MissingExtra, or ConfigurationError if there is such a file and no name was given.
    """
    require_extra("api", "jinja2", "the sheet needs jinja2")
    if kind == "pdf":
        require_extra("report", "fpdf", "a PDF needs fpdf2")
        require_extra("report", "font_source_sans_pro", "a PDF needs font-source-sans-pro")
    from benchsight.site.sheet.read import read_sheet
    from benchsight.web.reader import PageReader
    from benchsight.web.settings import load_web_settings

    file = out or Path(f"game-{game}.{kind}")
    if out is None and file.exists():
        raise ConfigurationError(f"{file} exists: name it with --out to replace it")
    settings = load_web_settings()
    with connect(application_name="benchsight report") as connection:
        sheet = read_sheet(PageReader(connection, settings.names), game)
    if kind == "pdf":
        from benchsight.site.sheet.pdf import as_pdf

        content = as_pdf(sheet, settings)
    else:
        from benchsight.site.sheet.html import as_html

        content = as_html(sheet, settings).encode()
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)
    return file
