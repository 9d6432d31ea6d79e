"""The box score of a game, beside what the simulator knows of it."""

import io
import json

import psycopg
import pytest

from benchsight.cli.main import run
from benchsight.cli.screens.report import show_box_score
from benchsight.errors import BenchSightError
from benchsight.reads.box_score import BoxScore, read_box_score
from benchsight.simulator import SimulatedGame
from benchsight.terminal.text import Terminal
from tests.benchsight.builds.league import LeagueSite


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

    partial = next(game for game in league.league.games if game.periods_tracked is not None)
    for game_id in (whole_game(league).game_id, partial.game_id):
        show_box_score(box_score(league, game_id), Terminal(100))
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if "…" in line] == []
    assert "The tracking covers the whole game, and its ice times add up." in out
    assert "Not everything of this game is tracked: tracking ends after period 1" in out


def test_a_period_that_nobody_tracked_has_no_goals_not_0(league: LeagueSite) -> None:
    partial = next(game for game in league.league.games if game.periods_tracked is not None)
    periods = box_score(league, partial.game_id).periods
    assert {period.period for period in periods if not period.is_overtime} == {1, 2, 3}
    assert {period.period for period in periods if period.goals is not None} == {1}
    for game in league.league.games:
        if game.periods_tracked is None:
            box = box_score(league, game.game_id)
            for team in box.teams:
                by_period = [period.goals or 0 for period in box.periods if period.venue == team.venue]
                assert sum(by_period) + (team.shootout_goals or 0) == team.goals


def test_shots_on_goal_are_the_goalies_shots_against_or_it_is_said_why(league: LeagueSite) -> None:
    for game in league.league.games:
        for side in box_score(league, game.game_id).shots_on_goal:
            terms = (side.empty_net_goals, side.at_unknown_goalie, side.without_save, -side.goals_without_shot)
            assert side.sog == (side.against_goalies or 0) + sum(terms)
    game_id = whole_game(league).game_id
    league.execute(
        f"""
        update fact_goalie_game_stats set saves = saves - 3 where game_id = {game_id} and venue = 'home';
        update fact_events set goalie_id = null, is_empty_net = true
        where event_key = (
            select event_key from fact_events where game_id = {game_id} and venue = 'away' and is_goal limit 1
        );
        update fact_goalie_game_stats set goals_against = goals_against - 1 where game_id = {game_id} and venue = 'home'
        """
    )
    box = box_score(league, game_id)
    console = Terminal(100, io.StringIO())
    show_box_score(box, console)
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    sog = next(team.sog for team in box.teams if team.venue == "away")
    assert sog is not None
    away = next(team.team_name for team in box.teams if team.venue == "away")
    assert "Shots on goal that are not what the goalies faced" in shown
    why = f"{sog - 4} at the goalies, 1 into an empty net, +3 that the events do not explain"
    assert f"{away}: {sog} shots on goal: {why}" in " ".join(shown.split())


def test_games_are_listed_with_their_states_and_what_to_do(
    league: LeagueSite, capsys: pytest.CaptureFixture[str]
) -> None:
    first = league.league.games[0].game_id
    league.execute(
        f"""
        update staging_events set event_type = 'Shot' where event_key = (
            select min(event_key) from staging_events where game_id = {first}
        );
        insert into staging_schedule (game_id, game_date, home_team_name, away_team_name)
        values (77, '2027-01-31', 'Owls', 'Bats')
        """
    )
    assert run(["games", "--json", "--all"]) == 0
    games = {game["game_id"]: game for game in json.loads(capsys.readouterr().out)}
    assert (games[first]["state"], games[first]["is_built"]) == ("due", True)
    assert (games[77]["state"], games[77]["is_built"], games[77]["home_goals"]) == ("not tracked", False, None)
    assert run(["report"]) == 0
    shown = capsys.readouterr().out
    assert "due, an earlier version is built" in shown
    assert "1 game of the schedule without tracking: --all lists them" in shown
    assert shown.splitlines()[-1] == "next: benchsight build  builds what is due"


def test_a_game_that_is_not_built_has_none(league: LeagueSite) -> None:
    with pytest.raises(BenchSightError, match="game 5 is not built"):
        box_score(league, 5)
