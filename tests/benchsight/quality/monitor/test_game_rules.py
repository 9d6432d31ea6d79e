"""Rules about games: sizes, players, agreement with official results, games that are not built."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from benchsight.quality.monitor import run_monitor

Connection = psycopg.Connection[Any]
AddGame = Callable[..., None]
Build = Callable[[int], None]
Alerts = list[tuple[str, str, int]]


def test_a_game_far_from_the_others_of_its_league_is_named(
    connection: Connection, add_game: AddGame, open_alerts: Callable[[], Alerts]
) -> None:
    for game, events in enumerate([100, 104, 96, 110, 90, 102, 98, 100, 60], 1):
        add_game(game, events)
    for game in range(11, 20):
        add_game(game, 60, league="B")  # usual there
    run_monitor(connection)
    # Of the other eight the median is 100 and the deviations 0 0 2 2 4 4 10 10: 40 is beyond 5 * 1.4826 * 3 and 35 %.
    assert open_alerts() == [("unusual_events", "9", 1)]
    row = connection.execute("select message, details from public.alerts").fetchone()
    assert row is not None
    assert row[0] == "60 events; usual in its league are 100 (8 other games)"
    assert row[1] == {"rows": 60, "usual": 100, "mad": 3.0, "league_id": "A", "other_games": 8}


def test_a_game_in_the_spread_of_its_league_is_usual(
    connection: Connection, add_game: AddGame, open_alerts: Callable[[], Alerts]
) -> None:
    for game, events in enumerate([100, 130, 70, 140, 60, 120, 80, 100, 160], 1):
        add_game(game, events)
    run_monitor(connection)
    assert open_alerts() == []


def test_too_few_games_are_no_history(
    connection: Connection, add_game: AddGame, open_alerts: Callable[[], Alerts]
) -> None:
    for game, events in enumerate([100, 100, 100, 100, 10], 1):
        add_game(game, events)
    run_monitor(connection)
    assert open_alerts() == []
    connection.execute("update ops.alert_rules set thresholds = '{\"games\": 4}' where rule = 'unusual_events'")
    run_monitor(connection)
    assert open_alerts() == [("unusual_events", "5", 1)]


def test_a_game_of_shorter_periods_is_measured_by_the_minute(
    connection: Connection, add_game: AddGame, open_alerts: Callable[[], Alerts]
) -> None:
    for game in range(1, 10):
        add_game(game, 120, minutes=20)
    add_game(10, 60, minutes=10)
    add_game(11, 60, minutes=20)
    run_monitor(connection)
    assert open_alerts() == [("unusual_events", "11", 1)]


def test_a_game_of_fewer_periods_is_measured_by_the_minute(
    connection: Connection, add_game: AddGame, open_alerts: Callable[[], Alerts]
) -> None:
    for game in range(1, 9):
        add_game(game, 120)
    for game in (9, 10, 11):
        add_game(game, 40 * (game - 8))
    connection.execute("update public.staging_schedule set regulation_periods = game_id - 8 where game_id in (9, 10)")
    lengths = "period_1_seconds, period_2_seconds, period_3_seconds"
    connection.execute(f"insert into public.staging_games (game_id, {lengths}) values (10, 1200, 1200, 1200)".encode())
    for game in range(21, 30):
        add_game(game, 80, league="halves", minutes=25)
    connection.execute("update public.staging_schedule set period_length_seconds = null where game_id = 21")
    connection.execute(
        "insert into public.staging_league_settings (league_id, season_id, regulation_periods, period_length_seconds)"
        " values ('halves', '*', 2, 1500), ('*', '*', 4, 60)"
    )
    connection.execute("update public.staging_schedule set regulation_periods = 3 where game_id < 9 or game_id = 11")
    run_monitor(connection)
    assert open_alerts() == []


def test_shifts_are_counted_apart_and_a_league_without_any_is_usual(
    connection: Connection, add_game: AddGame, open_alerts: Callable[[], Alerts]
) -> None:
    for game in range(1, 10):
        add_game(game, 20, shifts=30 if game > 1 else 90)
    for game in range(11, 21):
        add_game(game, 20, shifts=0 if game > 11 else 5, league="B")
    run_monitor(connection)
    assert open_alerts() == [("unusual_shifts", "1", 1)]


def test_a_game_that_is_being_tracked_is_not_judged_before_its_end(
    connection: Connection, add_game: AddGame, open_alerts: Callable[[], Alerts]
) -> None:
    for game in range(1, 10):
        add_game(game, 100)
    add_game(10, 20, live=True)
    run_monitor(connection)
    assert open_alerts() == []
    connection.execute("update public.staging_events set event_type = 'Game_End' where event_key = 'E1000020'")
    run_monitor(connection)
    assert open_alerts() == [("unusual_events", "10", 1)]


def test_a_game_that_changes_is_counted_again_and_one_that_is_deleted_forgotten(
    connection: Connection, add_game: AddGame, open_alerts: Callable[[], Alerts]
) -> None:
    for game in range(1, 10):
        add_game(game, 100 if game < 9 else 30)
    run_monitor(connection)
    assert open_alerts() == [("unusual_events", "9", 1)]
    connection.execute("delete from public.staging_events where game_id = 9")
    run_monitor(connection)
    assert open_alerts() == []


@pytest.mark.usefixtures("published")
def test_sweater_numbers_on_no_roster_are_named(connection: Connection, open_alerts: Callable[[], Alerts]) -> None:
    connection.execute(
        "insert into public.qa_data_completeness values"
        " (7, 30, 2, 1, 'home #4, away #9', 15, 15, 0), (8, 30, 0, 0, null, 15, 15, 0), (9, 12, 0, 0, null, 15, 0, 0)"
    )
    run_monitor(connection)
    assert open_alerts() == [("unrostered_players", "7", 1), ("unrostered_players", "9", 1)]
    messages = connection.execute("select message from public.alerts order by subject_key").fetchall()
    assert messages == [("on no roster of their side: home #4, away #9",), ("no roster of the away side",)]
    connection.execute("update ops.alert_rules set thresholds = '{\"players\": 3}' where rule = 'unrostered_players'")
    connection.execute("update public.qa_data_completeness set away_rostered_players = 14 where game_id = 9")
    run_monitor(connection)
    assert open_alerts() == []


@pytest.mark.usefixtures("published")
def test_skaters_without_shifts_are_counted(connection: Connection, open_alerts: Callable[[], Alerts]) -> None:
    connection.execute(
        "insert into public.qa_data_completeness values (7, 30, 0, 0, null, 15, 15, 2), (8, 30, 0, 0, null, 15, 15, 0)"
    )
    run_monitor(connection)
    assert open_alerts() == [("players_without_shifts", "7", 1)]
    connection.execute("update public.qa_data_completeness set players_without_shifts = 0")
    run_monitor(connection)
    assert open_alerts() == []


@pytest.mark.usefixtures("published")
def test_players_with_ice_time_have_to_be_in_the_official_result(
    connection: Connection, add_game: AddGame, build_game: Build, open_alerts: Callable[[], Alerts]
) -> None:
    for game in (7, 8):
        add_game(game)
        connection.execute(
            """
            insert into public.fact_player_game_stats values
                (%(game)s, 'P1', 'home', 4, true, 600), (%(game)s, 'P2', 'away', 9, true, 500),
                (%(game)s, 'P3', 'away', 10, true, 0), (%(game)s, 'home#5', 'home', 5, false, 300)
            """,
            {"game": game},
        )
    connection.execute(
        "insert into public.staging_official_player_games (official_key, game_id, player_id, team_venue)"
        " values ('O7h:P1', 7, 'P1', 'home')"
    )
    build_game(7)
    build_game(8)  # the league gives no result of it
    run_monitor(connection)
    assert open_alerts() == [("players_without_result", "7", 1)]
    row = connection.execute("select message from public.alerts").fetchone()
    assert row == ("ice time, and not in the official result: away #9",)
    connection.execute(
        "insert into public.staging_official_player_games (official_key, game_id, player_id, team_venue)"
        " values ('O7a:P2', 7, 'P2', 'away')"
    )
    build_game(7)
    run_monitor(connection)
    assert open_alerts() == []


@pytest.mark.usefixtures("published")
def test_agreement_is_measured_per_game_and_anew_after_a_build(
    connection: Connection, add_game: AddGame, build_game: Build, open_alerts: Callable[[], Alerts]
) -> None:
    add_game(7)
    build_game(7)
    connection.execute(
        """
        insert into public.qa_goal_accuracy values
            (7, 3, true, true), (7, 2, false, true), (8, null, null, false);
        insert into public.qa_scorer_comparison
        select 7, 'goals', case when n <= 28 then n > 3 end, n <= 28 from generate_series(1, 30) as n
        """
    )
    run_monitor(connection)
    # 1 of 2 goals and 25 of 28 values: 26 of 30; two more cannot be compared
    assert open_alerts() == [("low_agreement", "7", 1)]
    row = connection.execute("select message from public.alerts").fetchone()
    assert row == ("26 of 30 numbers agree with the official result (86.6 %)",)
    connection.execute("update public.qa_scorer_comparison set is_equal = true")
    build_game(7)
    run_monitor(connection)
    assert open_alerts() == []


@pytest.mark.usefixtures("published")
def test_the_share_that_has_to_agree_is_for_the_user_to_say(
    connection: Connection, add_game: AddGame, build_game: Build, open_alerts: Callable[[], Alerts]
) -> None:
    add_game(7)
    build_game(7)
    connection.execute(
        "insert into public.qa_scorer_comparison select 7, 'goals', n > 1, true from generate_series(1, 20) as n"
    )
    run_monitor(connection)
    assert open_alerts() == []  # 95 %
    connection.execute("update ops.alert_rules set thresholds = '{\"share\": 0.96}' where rule = 'low_agreement'")
    run_monitor(connection)
    assert open_alerts() == [("low_agreement", "7", 1)]


def test_a_game_at_rest_that_nobody_built_is_stale(
    connection: Connection, add_game: AddGame, build_game: Build, open_alerts: Callable[[], Alerts]
) -> None:
    for game in (7, 8, 9):
        add_game(game)
    connection.execute("insert into public.staging_schedule (game_id) values (10)")  # not tracked
    build_game(8)
    connection.execute("update ops.game_inputs set changed_at = now() - interval '2 hours' where game_id <> 9")
    run_monitor(connection)
    assert open_alerts() == [("stale_game", "7", 1)]
    connection.execute("update ops.game_inputs set input_version = input_version + 1 where game_id = 8")
    run_monitor(connection)
    assert open_alerts() == [("stale_game", "7", 2), ("stale_game", "8", 1)]
    build_game(7)
    connection.execute("update ops.alert_rules set thresholds = '{\"minutes\": 150}' where rule = 'stale_game'")
    run_monitor(connection)
    assert open_alerts() == []
