"""The box score of a game, beside what the simulator knows of it."""

import psycopg
import pytest

from benchsight.errors import BenchSightError
from benchsight.report import BoxScore, read_box_score
from benchsight.report.show import show_box_score
from benchsight.simulate import SimulatedGame
from tests.benchsight.build.league import LeagueSite


def box_score(league: LeagueSite, game_id: int) -> BoxScore:
    """The box score of a game."""
    with psycopg.connect(league.url) as connection:
        return read_box_score(connection, game_id)


def whole_game(league: LeagueSite) -> SimulatedGame:
    """A game that is tracked whole."""
    return next(game for game in league.league.games if game.periods_tracked is None)


def test_the_box_score_is_what_was_played(league: LeagueSite) -> None:
    game = whole_game(league)
    box = box_score(league, game.game_id)
    assert [team.venue for team in box.teams] == ["away", "home"]
    truth = {team.venue: team for team in game.truth.teams}
    assert [(team.goals, team.sog) for team in box.teams] == [
        (truth[team.venue].goals, truth[team.venue].sog) for team in box.teams
    ]
    assert len(box.goals) == sum(team.goals for team in truth.values())
    assert (box.goals[-1].away_score, box.goals[-1].home_score) == (truth["away"].goals, truth["home"].goals)
    assert sum(skater.toi_seconds or 0 for skater in box.skaters) == sum(
        player.toi_seconds for player in game.truth.players if player.position != "G"
    )


def test_it_fits_into_100_columns_and_says_what_is_not_tracked(
    league: LeagueSite, capsys: pytest.CaptureFixture[str]
) -> None:
    from benchsight.terminal import Terminal

    partial = next(game for game in league.league.games if game.periods_tracked is not None)
    for game_id in (whole_game(league).game_id, partial.game_id):
        show_box_score(box_score(league, game_id), Terminal(100))
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if "…" in line] == []
    assert "The tracking covers the whole game, and its ice times add up." in out
    assert "Not everything of this game is tracked: tracking ends after period 1" in out


def test_a_game_that_is_not_built_has_none(league: LeagueSite) -> None:
    with pytest.raises(BenchSightError, match="game 5 is not built"):
        box_score(league, 5)
