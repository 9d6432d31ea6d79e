"""Games that are left out of builds: not published, not due, not failed; and whole again when brought back."""

import json

import psycopg
import pytest

from benchsight.builds import BuildOptions, build
from benchsight.builds.errors import BuildError
from benchsight.builds.exclusion import exclude, excluded_games, include
from benchsight.builds.plan import Request
from benchsight.builds.resident import ResidentBuilder
from benchsight.cli.main import run
from benchsight.errors import BenchSightError
from tests.benchsight.builds.league import LeagueSite, league

__all__ = ["league"]  # a fixture

STATE = "select state, is_due, excluded_because, built_at is not null from game_status where game_id = {}"
ROWS = """
    select 'events', count(*) from fact_events where game_id = {0}
    union all select 'players', count(*) from fact_player_game_stats where game_id = {0}
    union all select 'season', cast(sum(gp) as bigint) from fact_player_season_stats
    union all select 'staged', count(*) from staging_events where game_id = {0}
"""


def counts(league: LeagueSite, game: int) -> dict[str, int]:
    """Rows of a game by published table."""
    return {str(name): int(str(number)) for name, number in league.rows(ROWS.format(game))}


def quiet(text: str) -> None:
    """Nobody listens."""


def test_a_game_is_left_out_and_brought_back_whole(league: LeagueSite) -> None:
    game = league.league.games[-1].game_id
    before = counts(league, game)
    (exclusion,) = exclude([game], "a test game", True, quiet)
    assert (exclusion.game_id, exclusion.reason, exclusion.rows_deleted > 100) == (game, "a test game", True)
    assert league.rows(STATE.format(game)) == [("excluded", False, "a test game", False)]
    assert league.rows("select due_games, failed_games, excluded_games from ingestion_health") == [(0, 0, 1)]
    left = counts(league, game)
    assert (left["events"], left["players"], left["staged"]) == (0, 0, before["staged"])
    assert left["season"] < before["season"]

    # neither a change of its input nor a build of every game takes it in
    league.execute(f"update staging_events set event_detail = 'Other' where game_id = {game} and event_index = 1")
    assert league.rows(STATE.format(game))[0][:2] == ("excluded", False)
    assert league.rows("select ops.enqueue_changed_games(interval '0')") == [(0,)]
    with ResidentBuilder() as builder:
        assert builder.build(Request()).games_built == []
        summary = builder.build(Request(all_games=True))
        assert game not in summary.games_built and len(summary.games_built) == 2
        with pytest.raises(
            BuildError, match=rf"game {game} is left out of builds \(a test game\): `benchsight include"
        ):
            builder.build(Request(games=[game]))

        assert include([game]) == [game]
        assert league.rows(STATE.format(game))[0][:3] == ("queued", True, None)
        assert builder.build(Request()).games_built == [game]
    assert counts(league, game) == before
    assert league.rows("select count(*) from ops.excluded_games") == [(0,)]


def test_a_game_that_nobody_knows_and_a_reason_that_says_nothing_are_refused_with_nothing_changed(
    league: LeagueSite,
) -> None:
    game = league.league.games[0].game_id
    with pytest.raises(BenchSightError, match="nothing is staged or built of game 77; no game was left out"):
        exclude([game, 77], "a mistake", True, quiet)
    with pytest.raises(BenchSightError, match="say why"):
        exclude([game], "  ", True, quiet)
    with pytest.raises(BenchSightError, match=f"game {game} is not left out"):
        include([game])
    with psycopg.connect(league.url) as connection:
        assert excluded_games(connection) == []


def test_the_commands_say_what_is_left_out_and_how_to_bring_it_back(
    league: LeagueSite, capsys: pytest.CaptureFixture[str]
) -> None:
    game = league.league.games[0].game_id
    assert run(["exclude"]) == 0
    assert "No game is left out of builds." in capsys.readouterr().out
    assert run(["exclude", str(game)]) == 2
    assert "say why" in capsys.readouterr().err
    assert run(["exclude", str(game), "--because", "[another] league's"]) == 0
    out = capsys.readouterr().out
    assert f"game {game} is left out since" in out and "[another] league's" in out and f"include {game}" in out
    assert run(["games"]) == 0
    assert "left out: [another] league's" in capsys.readouterr().out
    assert run(["exclude", "--json"]) == 0
    assert [item["reason"] for item in json.loads(capsys.readouterr().out)] == ["[another] league's"]
    assert run(["include", str(game)]) == 0
    assert f"due again, and queued for a worker: game {game}" in capsys.readouterr().out


def test_the_functions_of_the_api_leave_out_and_bring_back(league: LeagueSite) -> None:
    game = league.league.games[0].game_id
    with psycopg.connect(league.url, autocommit=True) as connection:
        connection.execute("set role service_role")

        def call(statement: str) -> dict[str, object]:
            row = connection.execute(statement.encode()).fetchone()
            assert row is not None
            return dict(row[0])

        done = call(f"select exclude_game({game}, 'for now')")
        assert (done["success"], int(str(done["total_rows_deleted"])) > 100) == (True, True)
        assert call("select exclude_game(77, 'for now')")["error"] == "nothing is staged or built of game 77"
        assert call(f"select exclude_game({game}, '')")["success"] is False
        assert connection.execute(
            f"select excluded_by from game_status where game_id = {game}".encode()
        ).fetchone() == ("service_role",)
        assert call(f"select include_game({game})")["success"] is True
        assert call(f"select include_game({game})")["error"] == f"game {game} is not left out"
    assert league.rows(f"select status, operation from etl_queue where game_id = {game} order by id desc limit 1") == [
        ("pending", "process_game")
    ]


def test_a_whole_build_with_dbt_leaves_the_game_out_too(league: LeagueSite) -> None:
    game = league.league.games[-1].game_id
    exclude([game], "a test game", True, quiet)
    summary = build(BuildOptions(Request(all_games=True), tests=False))
    assert (summary.status, game in summary.games_built) == ("completed", False)
    assert league.rows(f"select count(*) from fact_events where game_id = {game}") == [(0,)]
