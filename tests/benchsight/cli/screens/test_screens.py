"""What a person sees, at 80 and 120 columns, beside files that were looked at.

``BENCHSIGHT_UPDATE_SCREENS=1 pytest tests/benchsight/cli/screens`` writes the files again: look at what changed.
"""

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from benchsight.builds.failures import GameFailure
from benchsight.builds.summary import BuildSummary, Flagged, NodeFailure, WrittenTable
from benchsight.cli.commands.status import show_status
from benchsight.cli.main import run
from benchsight.cli.screens.build import show_build
from benchsight.cli.screens.verify import show_verification
from benchsight.db.contents import Contents
from benchsight.db.server.place import Age
from benchsight.db.status import Health, SchemaStatus, Status
from benchsight.quality.verify import Verification
from benchsight.quality.verify.agreement import Disagreement, GameAgreement, Obstacle, Stat
from benchsight.reads.games import GameLine, show_games
from benchsight.terminal.text import Terminal
from tests.benchsight.builds.league import LeagueSite

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (80, 120)
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def check(name: str, width: int, text: str) -> None:
    """Compare a screen with its file, or write that; and nothing reaches beyond the edge."""
    text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    path = GOLDEN / f"{name}_{width}.txt"
    if os.environ.get("BENCHSIGHT_UPDATE_SCREENS"):
        path.write_text(text, encoding="utf-8")
    assert [line for line in text.splitlines() if len(line) > width] == []
    assert "…" not in text
    assert text == path.read_text(encoding="utf-8")


def shown(width: int, show: Callable[[Terminal], None]) -> str:
    """What a function prints on a terminal of a width."""
    console = Terminal(width, io.StringIO())
    show(console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def bad_rows(folder: Path) -> Path:
    """A CSV file whose name and values look like markup; none of its rows may land."""
    path = folder / "[draft] :x: events.csv"
    path.write_text(
        "event_key,event_index,game_id,period,event_start_seconds,event_type\n"
        "E90000109001,9001,900001,1,[bold]ten[/],Shot\n"
        "E90000109002,9002,900001,41,900,Shot\n"
    )
    return path


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("games", ["games"], 0),
        ("report", ["report", "900001"], 0),
        ("report_of_a_part", ["report", "PARTIAL"], 0),
        ("report_without_a_game", ["report"], 0),
        ("verify", ["verify"], 0),
        ("verify_of_a_part", ["verify", "--game", "PARTIAL"], 0),
        ("queue", ["queue"], 0),
        ("load", ["load", "files/league", "files/games", "BAD"], 1),
        ("load_of_a_mistyped_path", ["load", "files/leage"], 2),
        ("load_again", ["load", "--dry-run", "files/league"], 0),
        ("load_tried", ["load", "--dry-run", "BAD"], 1),
        ("alerts_before_the_monitor", ["alerts"], 0),
        ("history", ["history", "900001"], 0),
    ],
)
def test_a_command_shows(
    name: str,
    arguments: list[str],
    code: int,
    width: int,
    site: LeagueSite,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    partial = next(game for game in site.league.games if game.periods_tracked is not None)
    places = {"PARTIAL": str(partial.game_id), "BAD": str(bad_rows(Path(".")))}
    assert run([places.get(argument, argument) for argument in arguments]) == code
    printed = capsys.readouterr()
    if name == "history":
        assert "next: benchsight" in printed.out  # it shows times, and who runs the tests
        return
    check(name, width, printed.out + printed.err)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_build_shows(width: int) -> None:
    aside = GameFailure(
        4, "model", "int_skater_totals", "it yields the same game_id and player_id twice",
        "player_id P1 [red]Alma[/] :x:",
        game="game 4 (Owls - Bats, 2026-10-12)",
    )  # fmt: skip
    doubt = GameFailure(
        5, "test", "goals_add_up", "goals add up", game="game 5 (Bats - Owls, 2026-10-13)", is_published=True
    )
    flagged = [Flagged(game, False, True, "tracking ends after period 1") for game in range(10, 32)]
    names = "home " + ", ".join(f"#{number}" for number in range(2, 24))
    flagged.append(Flagged(40, True, False, f"22 players take part in events but have no shifts: {names}"))
    summary = BuildSummary(
        "failed", "tables", 7, recorded=True, games_built=[5, *range(10, 32), 40], games_failed=[aside, doubt],
        reasons={"new": 20, "changed": 4},
        tables=[
            WrittenTable("dim_player", 210, 210), WrittenTable("fact_events", 12345, 1234567),
            WrittenTable("fact_h2h", 4096, 812345),
        ],
        tests_passed=812,
        tests_failed=[
            NodeFailure(
                "goals_add_up", "1 row breaks it", "goals add up", [5], [{"game_id": 5, "player": "[bold]Bo[/]"}]
            ),
        ],
        models_failed=[NodeFailure("int_skater_totals", aside.reason, games=[4])],
        flagged=flagged, seconds={"dbt": 12.34, "tests": 5.67}, model_seconds=[("fact_shots", 1.2), ("fact_h2h", 0.9)],
    )  # fmt: skip
    check("build", width, shown(width, lambda console: show_build(summary, console)))
    nothing = BuildSummary("nothing", "nothing", set_aside=[aside, doubt])
    check("build_of_nothing", width, shown(width, lambda console: show_build(nothing, console)))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_verification_shows(width: int) -> None:
    def away(number: int, stat: str, tracked: int, official: int, reason: str | None) -> Disagreement:
        return Disagreement(
            7, stat, "away", "Owls [A]", f"P{number}", f"Player :x: {number}", number, Decimal(tracked),
            Decimal(official), reason,
        )  # fmt: skip

    many = [away(number, "plus_minus", 0, 1, "no shifts in period 3") for number in range(2, 14)]
    found = Verification(
        stats=[Stat("goals", 29, 30, 2), Stat("plus_minus", 12, 24, 0)],
        games=[GameAgreement(7, NOON.date(), "3-2", "3-2", 41, 54, 2)],
        disagreements=[away(9, "goals", 1, 2, None), *many],
        obstacles=[Obstacle("tracking ends after period 1", list(range(100, 130)), 79)],
        unofficial=2,
        due=1,
    )
    check("verify_disagreements", width, shown(width, lambda console: show_verification(found, console)))
    nothing = Verification()
    check("verify_nothing", width, shown(width, lambda console: show_verification(nothing, console)))


def status_of(**values: object) -> Status:
    """A status with a checkout and a home that are the same on every machine."""
    usual: dict[str, object] = {
        "database": "embedded", "running": True, "project": Path("/srv/benchsight"), "pid": 4711, "started_at": NOON,
        "home": Path("/srv/benchsight/.benchsight"), "data": Path("/var/lib/benchsight/0123456789abcdef/data"),
        "data_note": "not below /srv/benchsight/.benchsight: user postgres, who runs the server, cannot get there",
        "log": Path("/var/lib/benchsight/0123456789abcdef/data/server.log"), "data_age": Age(NOON, NOON),
    }  # fmt: skip
    return Status(**(usual | values))  # type: ignore[arg-type]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_status_shows(width: int) -> None:
    demo = Contents("benchsight_demo", 90_000_000, 12, 12, NOON)
    after_demo = status_of(is_made=False, demo=demo)
    check("status_after_a_demo", width, shown(width, lambda console: show_status(after_demo, console)))
    stopped = status_of(running=False, pid=None, started_at=None, log=None)
    check("status_stopped", width, shown(width, lambda console: show_status(stopped, console)))
    full = status_of(
        url="postgresql://postgres@127.0.0.1:34027/benchsight", server_version="18.6", demo=demo,
        schema=SchemaStatus(24, ["202611281240__later.sql"]),
        health=Health(None, NOON, 1234, 5678, 3, 0, 2, 1, NOON, 1),
        contents=Contents("benchsight", 120_000_000, 40, 37, NOON),
    )  # fmt: skip
    check("status", width, shown(width, lambda console: show_status(full, console)))


@pytest.mark.parametrize("width", WIDTHS)
def test_games_in_every_state_are_listed(width: int) -> None:
    def game(game_id: int, state: str, **values: object) -> GameLine:
        usual: dict[str, object] = {
            "game_date": NOON.date(), "away_team": "Owls of the Far North [A]", "home_team": "Bats :x:",
            "away_goals": 3, "home_goals": 2, "is_built": state == "built", "failed_reason": None,
        }  # fmt: skip
        return GameLine(game_id, state=state, **(usual | values))  # type: ignore[arg-type]

    games = [
        game(1, "built"),
        game(2, "due", is_built=True),
        game(3, "due", away_goals=None, home_goals=None, game_date=None),
        game(4, "failed", failed_reason="int_skater_totals yields the same game_id and player_id [1, P1] twice"),
        game(5, "not tracked"),
    ]
    check("games_of_every_state", width, shown(width, lambda console: show_games(games, False, console)))
