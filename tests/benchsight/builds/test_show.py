"""What a build prints: which games failed, by which rows, and what to do."""

import io

from benchsight.builds.failures import GameFailure
from benchsight.builds.summary import BuildSummary, NodeFailure
from benchsight.cli.screens.build import show_build
from benchsight.terminal.text import Terminal

TWICE = GameFailure(
    4,
    "model",
    "int_skater_totals",
    "it yields the same game_id and player_id twice",
    "player_id P1 Alma Berg",
    game="game 4 (Owls - Bats, 2026-10-12)",
)
DOUBT = GameFailure(
    5, "test", "goals_add_up", "goals add up", game="game 5 (Bats - Owls, 2026-10-13)", is_published=True
)
TO_DO = "Correct the input and load it again: the next build takes it; `benchsight build --game 4` tries it as it is."


def printed(summary: BuildSummary) -> str:
    """What a person sees."""
    console = Terminal(200, io.StringIO())
    show_build(summary, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_game_set_aside_is_told_with_row_and_remedy() -> None:
    failed = NodeFailure("int_skater_totals", TWICE.reason, games=[4], rows=[{"game_id": 4, "player_id": "P1"}])
    text = printed(
        BuildSummary(
            "failed", "tables", 7, recorded=True, games_built=[5], models_failed=[failed], games_failed=[TWICE]
        )
    )
    assert "Build 7 built, but not all of it: 1 game" in text
    assert "Set aside: 1 game; all others are published." in text
    assert (
        "game 4 (Owls - Bats, 2026-10-12): model int_skater_totals: it yields the same game_id and player_id twice"
        " (player_id P1 Alma Berg)\n    nothing of it is published" in text
    )
    assert TO_DO in text


def test_rows_that_break_a_test_are_told_with_their_games() -> None:
    rows = [{"game_id": 5, "player_id": "P1", "goals": 2}]
    failed = NodeFailure("goals_add_up", "1 row breaks it", "goals add up", [5], rows)
    text = printed(
        BuildSummary("failed", "tables", 7, recorded=True, games_built=[5], tests_failed=[failed], games_failed=[DOUBT])
    )
    assert "goals add up\n    1 row breaks it\n    game 5\n      game_id 5, player_id P1, goals 2\n" in text
    assert "Published, with a test that does not hold: game 5 (Bats - Owls, 2026-10-13)" in text


def test_what_failed_before_is_mentioned_where_nothing_is_due() -> None:
    text = printed(BuildSummary("nothing", "nothing", set_aside=[TWICE, DOUBT]))
    assert text.startswith(
        "Nothing to build: every other staged game is built as it is.\nset aside before: game 4 (Owls"
    )
    assert TO_DO in text
    assert "published, with a test that does not hold: game 5" in text
