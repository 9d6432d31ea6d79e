"""A league with games in every state that a game's page has words for, set by hand in a copy of the built league."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from benchsight.api.settings import ApiSettings
from benchsight.application import create_application
from benchsight.web.settings import WebSettings
from tests.benchsight.api.serving import serving
from tests.benchsight.builds.league import TEMPLATE, LeagueSite, copy_of, entered

SCHEDULED, RESULT, FORFEIT, POSTPONED = 1, 2, 3, 4

UNPLAYED = """
    create temporary table game as select * from public.dim_schedule where game_id = %(whole)s;
    update game set is_tracked = false, standings_note = null, is_venue_swapped = false;
    update game set game_id = 2, home_goals = 4, away_goals = 1, home_period_1_goals = 2, home_period_2_goals = 1,
        home_period_3_goals = 1, away_period_1_goals = 0, away_period_2_goals = 0, away_period_3_goals = 1,
        decided_in = 'REG';
    insert into public.dim_schedule select * from game;
    update game set game_id = 3, home_goals = 1, away_goals = 0, home_period_1_goals = null, decided_in = 'FORFEIT';
    insert into public.dim_schedule select * from game;
    update game set game_id = 1, home_goals = null, away_goals = null, decided_in = null, is_played = false,
        winner_venue = null, home_team_name = '<i>Home</i>';
    insert into public.dim_schedule select * from game;
    update game set game_id = 4, schedule_status = 'POSTPONED', standings_note = 'postponed: counts nowhere';
    insert into public.dim_schedule select * from game;
"""
# A whole game: home and away are swapped in its tracking, two periods have positions, it has a shootout and a video.
RICH = """
    update public.dim_schedule set is_venue_swapped = true, decided_in = 'SO', home_team_id = away_team_id,
        away_team_id = home_team_id, home_team_name = away_team_name, away_team_name = home_team_name,
        home_goals = away_goals, away_goals = home_goals,
        home_period_1_goals = away_period_1_goals, away_period_1_goals = home_period_1_goals,
        home_period_2_goals = away_period_2_goals, away_period_2_goals = home_period_2_goals,
        home_period_3_goals = away_period_3_goals, away_period_3_goals = home_period_3_goals
    where game_id = %(whole)s;
    update transform.int_shots set attack_x = 60.5, attack_y = -10.25
    where game_id = %(whole)s and event_key in (
        select event_key from public.fact_events where game_id = %(whole)s and period < 3);
    create temporary table shootout as
        select * from public.fact_events where game_id = %(whole)s and event_type = 'Shot' order by event_index limit 4;
    update shootout set is_shootout = true, event_type = 'Shootout', linked_event_index = event_index,
        event_detail = 'Shootout_Saved', event_index = event_index + 10000, event_key = 'S' || event_key;
    update shootout set event_type = 'Goal', event_detail = 'Goal_Shootout', event_index = event_index + 1,
        linked_event_index = (select min(linked_event_index) from shootout)
    where event_index = (select max(event_index) from shootout);
    update shootout set event_detail = 'Shootout_Goal' where event_index = (
        select max(event_index) from shootout where event_detail = 'Shootout_Saved');
    insert into public.fact_events select * from shootout;
    delete from public.staging_video_times where game_id = %(whole)s;
    insert into public.staging_video_times (game_id, video_key, url, period_1_offset_seconds)
    values (%(whole)s, 'V', 'https://youtu.be/a1', 100);
"""
NO_SHIFTS = """
    delete from public.fact_shifts where game_id = %(other)s;
    delete from public.fact_h2h where game_id = %(other)s;
    delete from public.fact_line_combos where game_id = %(other)s;
    delete from public.fact_player_game_stats where game_id = %(other)s;
    delete from public.fact_goalie_game_stats where game_id = %(other)s;
    update public.qa_data_completeness set periods_with_stints = 0, toi_reliable = false where game_id = %(other)s;
    update public.fact_team_game_stats set cf_5v5 = null, ca_5v5 = null, cf_pct_5v5 = null where game_id = %(other)s;
    update public.qa_goal_accuracy set is_equal = false, tracked_final_goals = official_goals + 1,
        reason = 'goals tracked beyond the official score: 1'
    where game_id = %(other)s and venue = 'home';
"""


@pytest.fixture(scope="module")
def states(server_url: str, worker_id: str, site: LeagueSite) -> Iterator[LeagueSite]:
    """Yield the league with games in all states; it is read by the tests of a module."""
    url = copy_of(server_url, f"game_states_{worker_id}", TEMPLATE)
    found = LeagueSite(url)
    whole, other = whole_games(found)
    with psycopg.connect(url) as connection:
        for statements in (UNPLAYED, RICH, NO_SHIFTS):
            for statement in statements.split(";\n"):
                if statement.strip():
                    connection.execute(statement.encode(), {"whole": whole, "other": other})
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        entered(url, monkeypatch, Path(os.environ["BENCHSIGHT_TEST_HOME"])),
    ):
        yield found


@pytest.fixture(scope="module")
def state_pages(states: LeagueSite, api_settings: ApiSettings) -> Iterator[httpx.Client]:
    """Yield a client of a server on the league with games in all states."""
    with serving(create_application(states.url, api_settings, WebSettings())) as client:
        yield client


def whole_games(site: LeagueSite) -> tuple[int, int]:
    """Return the two games of the league that are tracked as a whole."""
    first, second = site.rows("select game_id from public.qa_data_completeness where is_complete order by game_id")
    return int(str(first[0])), int(str(second[0]))


def partial_game(site: LeagueSite) -> int:
    """Return the game of the league of which a part is tracked."""
    return int(str(site.rows("select game_id from public.qa_data_completeness where not is_complete")[0][0]))
