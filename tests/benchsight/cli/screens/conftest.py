"""The built league of the run with what makes a screen hard: names that look like markup, a queue, a game set aside."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from benchsight.simulator import write_league
from tests.benchsight.builds.league import CONFIG, TEMPLATE, LeagueSite, entered, make_template
from tests.benchsight.builds.league import copy_of as copy_of_template

# Ids, names and times that a screen shows must be the same in every run.
HARD = """
    update public.fact_player_game_stats set player_name = '[bold]Ann[/] Ox :x:'
    where (game_id, player_id) = (
        select game_id, player_id from public.fact_player_game_stats
        where not is_goalie order by game_id, venue, points desc, player_id limit 1
    );
    update public.fact_team_game_stats set team_name = team_name || ' [red]Reserves[/]' where venue = 'away';
    insert into public.etl_queue (
        game_id, operation, status, priority, requested_at, started_at, completed_at, error_message, attempts,
        claimed_by
    )
    values
        (900001, 'process_game', 'pending', 5, now() - interval '3 hours 30 minutes', null, null, null, 0, null),
        (
            900002, 'process_game', 'failed', 9, now() - interval '5 hours 30 minutes',
            now() - interval '5 hours 29 minutes', now() - interval '5 hours 14 minutes',
            'model fact_shots: division by zero (row [1], event :x:)', 5, 'workstation-7.example:4711'
        );
"""


@pytest.fixture(scope="module")
def site(server_url: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LeagueSite]:
    """The built league, made harder to show; its files lie in the current folder, so that their paths are short."""
    home = Path(os.environ["BENCHSIGHT_TEST_HOME"])
    make_template(server_url, home)
    url = copy_of_template(server_url, f"screens_{worker_id}", TEMPLATE)
    with psycopg.connect(url) as connection:
        connection.execute(HARD.encode())
    with pytest.MonkeyPatch.context() as monkeypatch, entered(url, monkeypatch, home):
        folder = tmp_path_factory.mktemp("screens")
        write_league(CONFIG, folder / "files")
        monkeypatch.chdir(folder)
        yield LeagueSite(url)
