"""The commands of plain dbt, one after the other on a built league: each ends well, and leaves all whole or says so."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest

from benchsight.builds.dbt.project import code_version
from benchsight.builds.known import read_known
from benchsight.db.connections import dbt_environment
from tests.warm_dbt import PLAIN_DBT

from .league import LeagueSite
from .test_league import PUBLISHED, hashes

MODELS = ["--resource-type", "seed", "--resource-type", "model"]
UNIT_TESTS = 300  # of the models, which stand beside them in models/**/_*.yml
# Views of every layer that show something of this league.
VIEWS = ["fact_rapm_stints", "league_standings", "live_box_score", "fact_events_player", "fact_player_career_stats"]


def dbt(folder: Path, *arguments: str) -> str:
    """What dbt says at a prompt in the checkout."""
    shutil.copy("profiles.example.yml", folder / "profiles.yml")
    places = {"DBT_PROFILES_DIR": folder, "DBT_TARGET_PATH": folder / "target", "DBT_LOG_PATH": folder / "logs"}
    # Neither a log of every event nor artifacts, which only the docs read: 3 s of each command.
    quiet = ["--log-level-file", "none", *([] if arguments[0] == "docs" else ["--no-write-json"])]
    done = subprocess.run(
        [*PLAIN_DBT, "--no-use-colors", *quiet, *arguments],
        env=os.environ | dbt_environment() | {name: str(path) for name, path in places.items()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, "\n".join(line for line in done.stdout.splitlines() if " PASS " not in line)
    return done.stdout


def missing(league: LeagueSite) -> list[str]:
    """The relations that the next build makes since they are missing or not whole."""
    with psycopg.connect(league.url) as connection:
        return read_known(connection, code_version(Path.cwd())).missing


def shown(league: LeagueSite) -> dict[object, object]:
    """A hash of the rows of some views."""
    return hashes(league, f"select unnest(array{VIEWS})")


@pytest.mark.slow
def test_every_command_of_plain_dbt_ends_well_and_leaves_all_whole_or_due(league: LeagueSite, tmp_path: Path) -> None:
    rows, views = hashes(league, PUBLISHED), shown(league)
    assert None not in views.values()
    league.execute("create schema own; create view own.sums as select game_id, goals from fact_team_game_stats")

    said = dbt(tmp_path, "build", "--empty", "--full-refresh", "--exclude-resource-type", "test")
    assert "--empty: no game is built" in said
    assert len(re.findall("PASS .*::", said)) >= UNIT_TESTS, said[-2000:]
    assert league.rows("select count(*) from fact_events") == [(0,)]
    assert {"fact_events", "metrics", "dim_player"} <= set(missing(league))

    dbt(tmp_path, "build", "--full-refresh", *MODELS)
    assert missing(league) == []
    assert hashes(league, PUBLISHED) == rows
    assert league.rows("select count(*) from own.sums") == league.rows("select count(*) from fact_team_game_stats")

    dbt(tmp_path, "build", "--empty", *MODELS)
    assert hashes(league, PUBLISHED) == rows
    assert shown(league) == views
    dbt(tmp_path, "test", "--select", "fact_rapm_stints", "fact_goals")
    dbt(tmp_path, "docs", "generate")
    dbt(tmp_path, "source", "freshness")
    assert missing(league) == []
    assert league.rows("select count(*) from own.sums") == league.rows("select count(*) from fact_team_game_stats")
    assert league.build().status == "nothing"
