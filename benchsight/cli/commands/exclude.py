"""`benchsight exclude`: leaves games out of builds, or lists those that are."""

from dataclasses import asdict

import click

from benchsight.terminal.console import json_option, note, print_json


@click.command()
@click.argument("games", metavar="[GAME]...", nargs=-1, type=click.IntRange(min=1))
@click.option("--because", metavar="TEXT", help="Reason, shown in game_status and in lists.")
@click.option("--wait/--no-wait", default=True, help="Wait for a build that runs, or end with 1.")
@json_option
def command(games: tuple[int, ...], because: str | None, wait: bool, as_json: bool) -> None:
    """Leave GAMEs out of builds, or list the games that are.

    What was built of them is deleted, so that no statistic counts them; the schedule keeps their results. What is
    staged stays, and may change: they are neither due nor failed until `benchsight include` brings them back.
    """
    from benchsight.builds.exclusion import exclude, excluded_games
    from benchsight.db.connections import connect
    from benchsight.terminal.text import count, terminal

    if games and not because:
        raise click.UsageError('say why: --because "a test game"')
    if because and not games:
        raise click.UsageError("which games? benchsight exclude GAME... --because TEXT")
    if games and because:
        done = exclude(games, because, wait, note)
    else:
        with connect(application_name="benchsight exclude") as connection:
            done = excluded_games(connection)
    if as_json:
        print_json([asdict(exclusion) for exclusion in done])
        return
    console = terminal()
    if not done:
        console.say("No game is left out of builds.")
        console.next("benchsight games", "lists the games")
        return
    for exclusion in done:
        since = f"{exclusion.excluded_at.astimezone():%Y-%m-%d %H:%M}"
        console.say(
            f"game {exclusion.game_id} is left out since {since} by {exclusion.excluded_by}: {exclusion.reason}"
        )
    if games:
        console.say(f"deleted of what was published: {count(sum(e.rows_deleted for e in done), 'row')}")
    console.next(f"benchsight include {done[0].game_id}", "brings it back")
