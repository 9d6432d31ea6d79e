"""Prints the demonstration: what was done, standings, leaders, a box score, and where to look next."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.columns import Columns
from rich.text import Text

from benchsight.cli.screens.build import show_build
from benchsight.cli.screens.load import print_summary
from benchsight.cli.screens.report import show_box_score
from benchsight.cli.screens.verify import show_verification
from benchsight.demo.league import LEADER_STATS, Leader, Standing
from benchsight.demo.run import DemoResult
from benchsight.quality.verify import Verification
from benchsight.terminal.text import Grid, Terminal, count, grid

NEXT = (
    ("benchsight serve --demo", "the league as pages, at http://127.0.0.1:8000/"),
    ('export BENCHSIGHT_DATABASE_URL="$(benchsight demo --url)"', "look at the demo with the commands below"),
    ("benchsight verify", "every number beside the official one"),
    ("benchsight report {game}", "this box score; any other game's too"),
    ('psql "$(benchsight url)"', "tables dim_*, fact_*, qa_*, league_*"),
    ("benchsight docs", "every table, column and test explained"),
    ("benchsight load PATH && benchsight build", "your own games (unset the variable first)"),
)


def show_demo(result: DemoResult, console: Terminal) -> None:
    """Print the demonstration for a person; what failed is printed in full."""
    _show_steps(result, console)
    if not result.loaded.ok:
        print_summary(result.loaded)
    if result.built.status == "failed":
        show_build(result.built, console)
        return
    if result.verified.disagreements:
        show_verification(result.verified, console)
    _rule("Standings", console)
    _show_standings(result.standings, console)
    _rule("Leaders", console)
    _show_leaders(result.leaders, console)
    if result.box_score is not None:
        _rule("A game", console)
        show_box_score(result.box_score, console)
    _show_next(result, console)


def _rule(title: str, console: Terminal) -> None:
    console.say("")
    console.rule(Text(title, "bold"), align="left", style="dim")


def _show_steps(result: DemoResult, console: Terminal) -> None:
    table = grid("step", "what was done", "seconds", left=2)
    rows = sum(counts.inserted for file in result.loaded.files for counts in file.tables)
    built = result.built
    tests = (
        f"{built.tests_passed} tests passed" if not built.tests_failed else f"{len(built.tests_failed)} TESTS FAILED"
    )
    done = {
        "simulate": f"{count(result.written.games, 'game')}, {count(result.written.events, 'event')} in "
        f"{count(result.written.files, 'file')} below {_short(result.files)}",
        "load": f"{count(rows, 'row')} from {count(len(result.loaded.files), 'file')}, checked, into staging tables",
        "build": f"{count(len(built.games_built), 'game')} into {count(len(built.tables), 'published table')}, {tests}",
        "verify": _verified(result.verified),
    }
    for step, what in done.items():
        if step in result.seconds:
            table.add_row(step, what, f"{result.seconds[step]:.1f}")
    console.print(table)


def _short(path: Path) -> str:
    """Return the path from here, if it is below the current folder."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _verified(verified: Verification) -> str:
    equal = sum(stat.equal for stat in verified.stats)
    compared = sum(stat.compared for stat in verified.stats)
    left = len({game for obstacle in verified.obstacles for game in obstacle.games})
    whole = f"; {count(left, 'game')} tracked in part is flagged, not compared" if left else ""
    return f"{equal:,} of {compared:,} numbers equal the official ones{whole}"


def _show_standings(standings: Sequence[Standing], console: Terminal) -> None:
    table = grid(
        "", "team", "GP", "W", "L", "T", "OTL", "points", "GF", "GA", "+/-", "last 5", "streak",
        left=2, optional=("streak", "last 5"),
    )  # fmt: skip
    for team in standings:
        results = (team.gp, team.w, team.l, team.t, team.otl)
        goals = (team.gf, team.ga, f"{team.gd:+d}")
        table.add_row(
            str(team.rank), team.team_name, *map(str, results), Text(str(team.points), "bold"), *map(str, goals),
            team.last_5, team.streak,
        )  # fmt: skip
    console.print(table)


def _show_leaders(leaders: Sequence[Leader], console: Terminal) -> None:
    tables: list[Grid] = []
    for stat in LEADER_STATS:
        table = grid(stat.replace("_", " "), "", left=1)
        for leader in leaders:
            if leader.stat == stat:
                table.add_row(leader.player_name, LEADER_STATS[stat].format(leader.value))
        tables.append(table)
    console.print(Columns(tables, padding=(0, 4)))


def _show_next(result: DemoResult, console: Terminal) -> None:
    _rule("Where to look next", console)
    game = result.box_score.header.game_id if result.box_score is not None else "GAME"
    if shutil.which("benchsight") is None:
        activate = _short(Path(sys.prefix) / "bin" / "activate")
        _show_command(f". {activate}", "once per shell, for the commands below", console)
    for command, what in NEXT:
        _show_command(command.format(game=game), what, console)


def _show_command(command: str, what: str, console: Terminal) -> None:
    """Print a command on a line of its own, so that it can be copied, with its purpose."""
    console.say(command, style="bold")
    console.say(what, indent=4, style="dim")


def as_json(result: DemoResult) -> dict[str, object]:
    """Return the demonstration as plain values."""
    return {
        "ok": result.ok,
        "files": result.files,
        "seconds": result.seconds,
        "loaded": result.loaded.as_json(),
        "built": asdict(result.built),
        "verified": asdict(result.verified),
        "standings": [asdict(standing) for standing in result.standings],
        "leaders": [asdict(leader) for leader in result.leaders],
        "box_score": None if result.box_score is None else asdict(result.box_score),
    }
