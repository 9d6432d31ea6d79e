"""How far the published numbers agree with the official ones."""

import json

import psycopg
import pytest

from benchsight.cli.main import run
from benchsight.errors import BenchSightError
from benchsight.quality.verify import Verification, verify
from tests.benchsight.builds.league import LeagueSite


def verified(league: LeagueSite, *games: int) -> Verification:
    """The agreement of these games, or of all."""
    with psycopg.connect(league.url) as connection:
        return verify(connection, games)


def disagree(league: LeagueSite, reason: str | None) -> tuple[int, str]:
    """Let the tracked goals of a scorer be one too many; his game and id."""
    row = league.rows(
        "select game_id, player_id from qa_scorer_comparison where stat = 'goals' and is_equal and tracked_value > 0 "
        "order by game_id, player_id limit 1"
    )[0]
    with psycopg.connect(league.url, autocommit=True) as connection:
        connection.execute(
            """
            update qa_scorer_comparison set tracked_value = tracked_value + 1, is_equal = false, reason = %s
            where game_id = %s and player_id = %s and stat = 'goals'
            """,
            (reason, *row),
        )
    return row  # type: ignore[return-value]


def test_every_number_of_a_simulated_league_agrees_where_the_tracking_covers_the_game(league: LeagueSite) -> None:
    verification = verified(league)
    compared = {stat.stat: stat.compared for stat in verification.stats}
    assert compared["team goals"] == 4  # of three games, one is tracked in its first period only
    assert compared["goals"] > 40
    assert [stat for stat in verification.stats if stat.equal != stat.compared] == []
    assert verification.disagreements == []
    partial = [game.game_id for game in league.league.games if game.periods_tracked is not None]
    assert {game for obstacle in verification.obstacles for game in obstacle.games} == set(partial)
    assert "tracking ends after period 1" in (verification.obstacles[0].reason or "")
    assert verification.due == 0


def test_a_disagreement_is_told_with_its_game_player_values_and_reason(league: LeagueSite) -> None:
    game_id, player_id = disagree(league, "counted twice")
    (one,) = verified(league).disagreements
    assert (one.game_id, one.player_id, one.stat, one.reason) == (game_id, player_id, "goals", "counted twice")
    assert one.tracked is not None
    assert one.official == one.tracked - 1
    agreement = {stat.stat: stat.compared - stat.equal for stat in verified(league).stats}
    assert (agreement["goals"], agreement["assists"]) == (1, 0)


def test_only_the_games_asked_for_are_compared(league: LeagueSite) -> None:
    game_id, _ = disagree(league, "x")
    others = [game.game_id for game in league.league.games if game.game_id != game_id]
    assert verified(league, *others).disagreements == []
    assert [game.game_id for game in verified(league, game_id).games] == [game_id]
    with pytest.raises(BenchSightError, match="game 5 is not built"):
        verified(league, 5)


def test_staged_games_that_are_not_built_as_they_are_now_are_counted(league: LeagueSite) -> None:
    league.execute(f"delete from staging_events where game_id = {league.league.games[0].game_id}")
    league.execute("insert into staging_events (event_key, game_id, event_index) values ('E700001', 7, 1)")
    assert verified(league).due == 2


def test_strict_ends_with_1_only_if_a_reason_is_not_known(
    league: LeagueSite, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", "--strict"]) == 0
    out = capsys.readouterr().out
    assert "Every number that can be compared agrees." in out
    assert "team goals 4/4 100.0" in " ".join(out.split())

    disagree(league, "counted twice")
    assert run(["verify", "--strict"]) == 0
    assert ", official " in capsys.readouterr().out

    league.execute("update qa_scorer_comparison set reason = '' where reason = 'counted twice'")
    assert run(["verify"]) == 0
    assert "no reason known" in capsys.readouterr().out
    assert run(["verify", "--strict", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["unexplained"], len(report["disagreements"])) == (1, 1)


def test_without_a_build_there_is_one_line(
    database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BENCHSIGHT_DATABASE_URL", database_url)
    assert run(["verify"]) == 1
    assert capsys.readouterr().err == "error: nothing is built yet: run `benchsight build`\n"
