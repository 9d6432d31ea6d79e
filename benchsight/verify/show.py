"""Prints a verification for a person."""

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console

from benchsight.terminal import UNKNOWN, count, grid
from benchsight.verify.agreement import Disagreement, GameAgreement, Obstacle, Stat, Verification

SHOWN_GAMES = 12


def show_verification(verification: Verification, console: Console) -> None:
    """Print agreement per statistic and per game, and every disagreement."""
    if not verification.stats:
        console.print("No built game has an official result to compare with.")
    else:
        _show_stats(verification.stats, console)
        _show_games(verification.games, console)
        _show_disagreements(verification.disagreements, console)
        _show_obstacles(verification.obstacles, console)
    if verification.unofficial:
        console.print(f"{count(verification.unofficial, 'game')} without an official score: not compared.")
    if verification.due:
        console.print(
            f"{count(verification.due, 'game')} to be built again, or for the first time: run `benchsight build`."
        )


def _show_stats(stats: Sequence[Stat], console: Console) -> None:
    console.print("[bold]Published and official numbers, per statistic[/]")
    table = grid("statistic", "agree", "%", "not comparable")
    for stat in stats:
        share = f"{stat.equal}/{stat.compared}" if stat.compared else UNKNOWN
        style = "green" if stat.compared and stat.equal == stat.compared else None
        table.add_row(stat.stat, share, _percentage(stat), str(stat.not_comparable or UNKNOWN), style=style)
    console.print(table)


def _percentage(agreement: Stat | GameAgreement) -> str:
    """Percentage of equal values, rounded down: 100.0 is all of them."""
    if not agreement.compared:
        return UNKNOWN
    return f"{1000 * agreement.equal // agreement.compared / 10:.1f}"


def _show_games(games: Sequence[GameAgreement], console: Console) -> None:
    console.print("\n[bold]Per game[/]")
    table = grid("game", "date", "tracked score", "official", "agree", "%", "not comparable", left=2)
    for game in games:
        whole = game.compared and game.equal == game.compared
        table.add_row(
            str(game.game_id),
            str(game.game_date or UNKNOWN),
            game.tracked_score or UNKNOWN,
            game.official_score or UNKNOWN,
            f"{game.equal}/{game.compared}" if game.compared else UNKNOWN,
            _percentage(game),
            str(game.not_comparable or UNKNOWN),
            style="green" if whole else None,
        )
    console.print(table)


def _show_disagreements(disagreements: Sequence[Disagreement], console: Console) -> None:
    if not disagreements:
        console.print("\n[bold green]Every number that can be compared agrees.[/]")
        return
    console.print(f"\n[bold]{count(len(disagreements), 'disagreement')}[/]")
    game_id = None
    for one in disagreements:
        if one.game_id != game_id:
            console.print(f"game {one.game_id}")
            game_id = one.game_id
        text = f"  {_whose(one)}: {one.stat} {_value(one.tracked)}, official {_value(one.official)}"
        console.print(text, markup=False, soft_wrap=True)
        console.print(f"    {one.reason or 'no reason known'}", style="dim", markup=False, soft_wrap=True)


def _whose(one: Disagreement) -> str:
    if one.player_id is None:
        return one.team_name or one.venue
    number = "" if one.player_number is None else f" #{one.player_number}"
    return f"{one.player_name or one.player_id}{number} ({one.team_name or one.venue})"


def _value(value: Decimal | None) -> str:
    return "none" if value is None else f"{value.normalize():f}"


def _show_obstacles(obstacles: Sequence[Obstacle], console: Console) -> None:
    if not obstacles:
        return
    console.print("\n[bold]Not comparable[/]")
    for obstacle in obstacles:
        games = ", ".join(map(str, obstacle.games[:SHOWN_GAMES]))
        more = f" and {len(obstacle.games) - SHOWN_GAMES} more" if len(obstacle.games) > SHOWN_GAMES else ""
        text = f"  {obstacle.reason}: {obstacle.values_left_out} values of game {games}{more}"
        console.print(text, markup=False, soft_wrap=True)
