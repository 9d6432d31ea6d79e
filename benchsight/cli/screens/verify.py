"""Prints a verification for a person."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from benchsight.quality.verify.agreement import Disagreement, GameAgreement, Obstacle, Stat, Verification
from benchsight.terminal.text import UNKNOWN, Terminal, count, grid, listed

SHOWN_GAMES = 12
ALIKE = 3  # disagreements that are listed as one
SHOWN = 8


def show_verification(verification: Verification, console: Terminal) -> None:
    """Print agreement per statistic and per game, and every disagreement."""
    if not verification.stats:
        console.say("Nothing to compare: no built game has an official result.")
    else:
        _show_stats(verification.stats, console)
        _show_games(verification.games, console)
        if any(stat.compared for stat in verification.stats):
            _show_disagreements(verification.disagreements, console)
        else:
            console.say("\nNothing to compare: no number of these games can be compared.", style="bold")
        _show_obstacles(verification.obstacles, console)
    if verification.unofficial:
        console.say(f"{count(verification.unofficial, 'game')} without an official score: not compared.")
    if verification.due:
        console.say(f"{count(verification.due, 'game')} to be built again, or for the first time.")
    _show_next(verification, console)


def _show_next(verification: Verification, console: Terminal) -> None:
    if verification.due:
        console.next("benchsight build", "builds what is due")
    elif verification.unexplained:
        game = verification.unexplained[0].game_id
        console.next(f"benchsight report {game}", "the game with the first disagreement that has no known reason")
    elif not verification.stats:
        console.next("benchsight load PATH", "a schedule with scores, or the league's scoring summaries")
    else:
        console.next("benchsight games", "lists the games; `benchsight report GAME` prints one")


def _show_stats(stats: Sequence[Stat], console: Terminal) -> None:
    console.say("Published and official numbers, per statistic", style="bold")
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


def _show_games(games: Sequence[GameAgreement], console: Terminal) -> None:
    console.say("\nPer game", style="bold")
    table = grid(
        "game",
        "date",
        "tracked score",
        "official",
        "agree",
        "%",
        "not comparable",
        left=2,
        optional=("not comparable", "%"),
    )
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


def _show_disagreements(disagreements: Sequence[Disagreement], console: Terminal) -> None:
    if not disagreements:
        console.say("\nEvery number that can be compared agrees.", style="bold green")
        return
    console.say(f"\n{count(len(disagreements), 'disagreement')}", style="bold")
    for game_id, of_game in groupby(disagreements, lambda one: one.game_id):
        console.say(f"game {game_id}")
        alike: dict[tuple[str, str | None], list[Disagreement]] = {}
        for one in of_game:
            alike.setdefault((one.stat, one.reason), []).append(one)
        for (stat, reason), group in alike.items():
            _show_alike(stat, reason or "no reason known", group, console)


def _show_alike(stat: str, reason: str, group: Sequence[Disagreement], console: Terminal) -> None:
    """Print a disagreement; several of one statistic for one reason as a list of players."""
    if len(group) < ALIKE:
        for one in group:
            console.say(f"{_whose(one)}: {stat} {_value(one.tracked)}, official {_value(one.official)}", indent=2)
            console.say(reason, indent=4, style="dim")
        return
    values = [f"{_whose(one)} {_value(one.tracked)}, official {_value(one.official)}" for one in group[:SHOWN]]
    console.say(f"{stat} of {len(group)}: {reason}", indent=2)
    more = f"; and {len(group) - SHOWN} more: --json lists them" if len(group) > SHOWN else ""
    console.say("; ".join(values) + more, indent=4, style="dim")


def _whose(one: Disagreement) -> str:
    if one.player_id is None:
        return one.team_name or one.venue
    number = "" if one.player_number is None else f" #{one.player_number}"
    return f"{one.player_name or one.player_id}{number} ({one.team_name or one.venue})"


def _value(value: Decimal | None) -> str:
    return "none" if value is None else f"{value.normalize():f}"


def _show_obstacles(obstacles: Sequence[Obstacle], console: Terminal) -> None:
    if not obstacles:
        return
    console.say("\nNot comparable", style="bold")
    for obstacle in obstacles:
        games = listed(obstacle.games, SHOWN_GAMES)
        console.say(f"{obstacle.reason}: {count(obstacle.values_left_out, 'value')} of game {games}", indent=2)
