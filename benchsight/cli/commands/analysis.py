"""`benchsight analysis`: a game, or a season to date, in sentences."""

from dataclasses import asdict

import click

from benchsight.db.connections import connect
from benchsight.terminal.console import json_option, note, print_json


@click.command()
@click.argument("game", type=click.IntRange(min=1), required=False)
@click.option("--season", is_flag=False, flag_value="", metavar="[ID]", help="A season to date; without ID the newest.")
@click.option("--plain", is_flag=True, help="Ask no endpoint, even if one is configured.")
@json_option
def command(game: int | None, season: str | None, plain: bool, as_json: bool) -> None:
    """Write about a built GAME or a season: sentences made from numbers by rules, every figure checked.

    Where BENCHSIGHT_ANALYSIS_KEY is set, the text is sent to that endpoint to be rewritten, and what comes back is
    taken only if it has no other figure and no other name.
    """
    from benchsight.analysis.game import game_sentences
    from benchsight.analysis.rewrite import analyse, load_endpoint
    from benchsight.analysis.season import season_sentences
    from benchsight.reads.box_score import read_box_score

    if (game is None) == (season is None):
        raise click.UsageError("give a GAME, or --season")
    endpoint = None if plain else load_endpoint()
    with connect(application_name="benchsight analysis") as connection:
        if game is None:
            sentences = season_sentences(connection, season or None)
        else:
            sentences = game_sentences(read_box_score(connection, game))
    analysis = analyse(sentences, endpoint)
    if as_json:
        print_json({**asdict(analysis), "sentences": [asdict(sentence) for sentence in sentences]})
        return
    click.echo(analysis.text)
    if analysis.refused:
        note(f"the rewritten text was refused: {analysis.refused}")
