"""live_events, live_shifts and live_box_score: what is staged is seen at once, and by the rules of the facts."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.benchsight.builds.league import LeagueSite

FACTS = ("fact_events", "fact_team_game_stats", "fact_player_game_stats", "fact_shifts")


def write_game_on(site: LeagueSite) -> int:
    """Stage the start of a new game of the schedule, by a tracker's hands; the game."""
    ((game_id, home),) = site.rows("select max(game_id) + 1, min(home_team_id) from staging_schedule")
    site.execute(
        f"""
        insert into staging_schedule (game_id, season_id, home_team_id, away_team_id, home_team_name, away_team_name)
        select {game_id}, season_id, home_team_id, away_team_id, home_team_name, away_team_name
        from staging_schedule where home_team_id = '{home}' limit 1;
        insert into staging_game_rosters
            (roster_key, source_kind, game_id, team_venue, team_id, player_number, player_id, player_name)
        select 'R{game_id}hleague:P9', 'league', {game_id}, 'home', '{home}', 9, 'P9', 'Alma Berg';
        insert into staging_shifts
            (shift_key, game_id, shift_index, period, shift_start_seconds, home_1, home_goalie, away_1)
        values ('S{game_id}00001', {game_id}, 1, 1, 1200, 9, 30, 9);
        insert into staging_events (
            event_key, game_id, event_index, period, event_start_seconds, event_type, event_detail, event_team,
            event_team_player_1, penalty_minutes
        )
        values
            ('E{game_id}00001', {game_id}, 1, 1, 1190, 'shot', 'shot-goal', 'home', 9, null),
            ('E{game_id}00002', {game_id}, 2, 1, 1190, 'Goal', 'Goal_Scored', 'home', 9, null),
            ('E{game_id}00003', {game_id}, 3, 1, 1100, 'Penalty', 'Penalty_Minor', 'away', 4, 2)
        """
    )
    assert isinstance(game_id, int)
    return game_id


@pytest.fixture
def game_on(league: LeagueSite) -> int:
    """A game that is being tracked and was never built."""
    return write_game_on(league)


def rows(site: LeagueSite, query: str, game_id: int) -> list[tuple[Any, ...]]:
    """The rows of a query about a game."""
    return site.rows(query.format(game_id=game_id))


def test_what_a_tracker_writes_is_seen_at_once(league: LeagueSite, game_on: int) -> None:
    query = """
        select
            event_type, event_detail, clock, player_number, player_name, is_shot_on_goal, is_goal, home_score,
            away_score
        from live_events where game_id = {game_id} order by event_number
    """
    assert rows(league, query, game_on) == [
        ("Shot", "Shot_Goal", "19:50", 9, "Alma Berg", True, False, 0, 0),
        ("Goal", "Goal_Scored", "19:50", 9, "Alma Berg", False, True, 1, 0),
        ("Penalty", "Penalty_Minor", "18:20", 4, None, False, False, 1, 0),
    ]
    box = "select venue, goals, sog, penalties, pim, skaters, period, clock, event_count, is_ended from live_box_score"
    assert rows(league, box + " where game_id = {game_id} order by venue", game_on) == [
        ("away", 0, 0, 1, 2, 1, 1, "18:20", 3, False),
        ("home", 1, 1, 0, 0, 1, 1, "18:20", 3, False),
    ]
    ((on_ice,),) = rows(league, "select home_on_ice from live_shifts where game_id = {game_id}", game_on)
    assert on_ice == [
        {"slot": 0, "player_number": 30, "player_id": None, "player_name": None},
        {"slot": 1, "player_number": 9, "player_id": "P9", "player_name": "Alma Berg"},
    ]


def test_nothing_of_it_is_in_a_fact_before_a_build(league: LeagueSite, game_on: int) -> None:
    # A minor of two minutes for nobody on a roster, a goal that no stint knows: validated by nobody yet.
    for fact in FACTS:
        assert rows(league, f"select count(*) from {fact} where game_id = {{game_id}}", game_on) == [(0,)]
    status = "select built_at, is_due from game_status where game_id = {game_id}"
    assert rows(league, status, game_on) == [(None, True)]


def test_an_impossible_value_is_not_even_staged(connection: psycopg.Connection) -> None:
    connection.execute("set role benchsight_tracker")
    for column, value in (("period", 99), ("event_start_seconds", -1), ("event_successful", "x"), ("event_team", "us")):
        with connection.transaction(force_rollback=True), pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(
                f"insert into staging_events (event_key, game_id, event_index, {column}) values ('E100001', 1, 1, %s)",
                (value,),
            )


def test_live_numbers_are_those_that_a_build_publishes(league: LeagueSite) -> None:
    differing = """
        select live.game_id, live.venue
        from live_box_score as live
        full join fact_team_game_stats as built using (game_id, venue)
        where (live.team_id, live.goals, live.sog, live.shots, live.penalties, live.pim)
            is distinct from (built.team_id, built.goals, built.sog, built.shots, built.penalties, built.pim)
    """
    assert league.rows(differing) == []
    assert league.rows("select count(*) > 0, sum(goals) > 0, sum(pim) > 0 from live_box_score") == [(True, True, True)]
    differing = """
        select event_key
        from live_events as live
        full join fact_events as built using (event_key)
        where (live.event_number, live.event_type, live.event_detail, live.is_goal, live.is_shot_attempt,
                live.is_shot_on_goal, live.player_id)
            is distinct from (built.event_number, built.event_type, built.event_detail, built.is_goal,
                built.is_shot_attempt, built.is_shot_on_goal, built.event_player_1_id)
    """
    assert league.rows(differing) == []
    assert (
        league.rows(
            "select shift_key from live_shifts join fact_shifts as f using (shift_key)"
            " where live_shifts.strength <> f.strength"
        )
        == []
    )


@pytest.fixture
def plans(league: LeagueSite) -> Iterator[psycopg.Connection]:
    """A connection on which a table is read whole only where there is no other way."""
    with psycopg.connect(league.url) as connection:
        connection.execute("set enable_seqscan = off")
        yield connection


@pytest.mark.parametrize("view", ["live_events", "live_shifts", "live_box_score"])
def test_one_game_is_found_by_index_in_every_table_of_games(plans: psycopg.Connection, view: str) -> None:
    ((plan,),) = plans.execute(f"explain (format json) select * from {view} where game_id = 1").fetchall()
    read_whole = {
        node["Relation Name"]
        for node in nodes(plan[0]["Plan"])
        if node.get("Relation Name", "").startswith("staging_")
        and "game_id" not in json.dumps([node.get(key, "") for key in ("Index Cond", "Recheck Cond", "Filter")])
    }
    assert read_whole <= {"staging_league_settings", "staging_players", "staging_seasons", "staging_teams"}


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A plan's nodes."""
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)
