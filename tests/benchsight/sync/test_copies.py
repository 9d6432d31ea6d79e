"""Copies to a project: every row, repeated, interrupted, refused; what is deleted and what is not."""

from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from benchsight.builds.rebuild.tables import UnknownTable
from benchsight.cli.commands.cloud import command
from benchsight.sync.published.push import push
from benchsight.sync.published.tables import Mode, cloud_tables
from benchsight.sync.settings import CloudError, CloudSettings, NoCloud, load_cloud_settings
from tests.benchsight.builds.league import LeagueSite
from tests.benchsight.sync.conftest import Project
from tests.live.keys import key_of

WAYS = ["postgres", "rest"]
NAMES = [
    "dim_schedule", "dim_team", "dim_player", "dim_season", "fact_player_game_stats", "fact_team_game_stats",
    "fact_player_season_stats", "league_standings",
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_every_row_arrives_and_a_second_copy_changes_nothing(source: LeagueSite, project: Project, way: str) -> None:
    told: list[tuple[int, int]] = []
    summary = push(
        Mode.BASIC, NAMES, settings=project.settings(way), reaches=lambda step, done, total: told.append((done, total))
    )
    assert summary.way == way and summary.games_kept == 0
    assert {each.table for each in summary.tables} == set(NAMES)
    for table in summary.tables:
        query = f"select t::text from public.{table.table} as t order by 1"
        assert project.rows(query) == source.rows(query), table
        assert table.rows == table.rows_written and not table.rows_deleted
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    again = push(Mode.BASIC, NAMES, settings=project.settings(way))
    assert sum(each.rows_deleted for each in again.tables) == 0
    if way == "postgres":  # only it sees what differs
        assert sum(each.rows_written for each in again.tables) == 0


@pytest.mark.parametrize("way", WAYS)
def test_rows_that_are_gone_are_deleted_but_not_of_games_unknown_here(
    source: LeagueSite, project: Project, way: str
) -> None:
    push(Mode.BASIC, NAMES, settings=project.settings(way))
    players = project.rows("select * from dim_player order by 1")
    # a player who is gone here, and a row of a known game
    project.rows("insert into dim_player (player_id) values ('gone, \"he\" is')")
    project.rows("update fact_player_game_stats set goals = 77")
    summary = push(Mode.BASIC, NAMES, settings=project.settings(way))
    assert {each.table: each.rows_deleted for each in summary.tables if each.rows_deleted} == {"dim_player": 1}
    assert project.rows("select * from dim_player order by 1") == players
    assert project.rows("select 1 from fact_player_game_stats where goals = 77") == []
    # a game of which nothing is known here: neither it, nor what it may refer to, is deleted
    project.rows("insert into dim_player (player_id) values ('another')")
    project.rows("insert into dim_schedule (game_id) values (999999)")
    summary = push(Mode.BASIC, NAMES, settings=project.settings(way))
    assert summary.games_kept == 1
    assert sum(each.rows_deleted for each in summary.tables) == 0
    assert len(project.rows("select 1 from dim_player where player_id = 'another'")) == 1
    assert len(project.rows("select 1 from dim_schedule where game_id = 999999")) == 1


@pytest.mark.parametrize("way", WAYS)
def test_rows_of_a_known_game_that_are_gone_here_are_deleted(source: LeagueSite, project: Project, way: str) -> None:
    game = source.rows("select min(game_id) from fact_player_game_stats")[0][0]
    push(Mode.BASIC, NAMES, settings=project.settings(way))
    project.rows("insert into dim_schedule (game_id) values (999999)")
    project.rows(
        "insert into dim_player (player_id) values ('x'), ('y');"
        "create table one as select * from fact_player_game_stats limit 1;"
        f"update one set player_id = 'x', game_id = {game}; insert into fact_player_game_stats select * from one;"
        "update one set player_id = 'y', game_id = 999999; insert into fact_player_game_stats select * from one;"
    )
    summary = push(Mode.BASIC, ["fact_player_game_stats"], settings=project.settings(way))
    assert [each.rows_deleted for each in summary.tables] == [1]
    assert project.rows("select player_id from fact_player_game_stats where player_id in ('x', 'y')") == [("y",)]


@pytest.mark.parametrize("way", WAYS)
def test_what_the_project_lacks_is_said_before_anything_is_written(
    source: LeagueSite, project: Project, way: str
) -> None:
    project.rows("alter table league_standings drop column rank cascade")
    project.rows("drop table fact_player_season_stats cascade")
    with pytest.raises(CloudError) as caught:
        push(Mode.BASIC, NAMES, settings=project.settings(way))
    assert "league_standings.rank" in str(caught.value) and "table fact_player_season_stats" in str(caught.value)
    assert "generate-schema" in str(caught.value)
    assert project.rows("select 1 from dim_player") == []


@pytest.mark.parametrize("way", WAYS)
def test_a_connection_that_is_lost_on_the_way_is_opened_again(source: LeagueSite, project: Project, way: str) -> None:
    lost = False

    def cut(step: str, done: int, total: int) -> None:
        nonlocal lost
        if step == "copy: fact_player_game_stats" and not lost:
            lost = True
            project.stand_in.lose_answers, project.stand_in.refuse = 1, 1
            source.execute("select pg_terminate_backend(pid) from pg_stat_activity where application_name ="
                           f" 'benchsight sync' and datname = '{project.url.rpartition('/')[2]}'")  # fmt: skip

    push(Mode.BASIC, NAMES, settings=project.settings(way), reaches=cut, first_wait=0.01)
    assert lost
    query = "select t::text from fact_player_game_stats as t order by 1"
    assert project.rows(query) == source.rows(query)


def test_staged_rows_are_only_added(source: LeagueSite, server_url: str, worker_id: str, database_url: str) -> None:
    settings = CloudSettings(database_url)
    summary = push(Mode.TRACKING, settings=settings)
    assert {each.table for each in summary.tables} == {"staging_events", "staging_shifts"}
    with psycopg.connect(database_url, autocommit=True) as connection:
        query = "select event_key, event_type, puck_x from staging_events order by 1"
        assert connection.execute(query.encode()).fetchall() == source.rows(query)
        assert connection.execute("select count(*) from staging_events where processed").fetchone() == (0,)
        connection.execute("update staging_events set period = 9 where event_index = 1")
        corrected = connection.execute("select count(*) from staging_events where period = 9").fetchone()
        connection.execute("delete from staging_shifts where shift_index = 1")
        again = push(Mode.TRACKING, settings=settings)
        assert connection.execute("select count(*) from staging_events where period = 9").fetchone() == corrected
    written = {each.table: each.rows_written for each in again.tables}
    assert written["staging_events"] == 0 and written["staging_shifts"] > 0


def test_modes_and_names(source: LeagueSite, project: Project) -> None:
    root = Path.cwd()
    with psycopg.connect(source.url) as connection:
        with pytest.raises(UnknownTable, match="fact_events: not part of mode dims"):
            cloud_tables(connection, root, Mode.DIMS, ["fact_events"])
        dims, facts, qa, basic, everything = (
            {table.name for table in cloud_tables(connection, root, mode)}
            for mode in (Mode.DIMS, Mode.FACTS, Mode.QA, Mode.BASIC, Mode.ALL)
        )
    assert dims and facts and qa and not facts & qa and not facts & dims
    assert dims | facts | qa == everything and dims < basic < everything
    # a project computes its views, and has every other table filled
    views = {name for (name,) in project.rows("select viewname from pg_views where schemaname = 'public'")}
    assert views and not views & everything
    assert everything == {
        name for (name,) in project.rows("select tablename from pg_tables where schemaname = 'public'")
    }


def test_everything_is_copied_in_an_order_that_foreign_keys_allow(source: LeagueSite, project: Project) -> None:
    summary = push(Mode.ALL, settings=project.settings("postgres"))
    assert sum(each.rows for each in summary.tables) == sum(each.rows_written for each in summary.tables) > 10_000


def test_the_database_to_copy_from_is_no_place_to_copy_to(source: LeagueSite) -> None:
    with pytest.raises(CloudError, match="must be another one"):
        push(Mode.DIMS, settings=CloudSettings(source.url))


def test_settings_come_from_the_environment_and_are_not_shown() -> None:
    with pytest.raises(NoCloud, match="BENCHSIGHT_CLOUD_URL"):
        load_cloud_settings({"SUPABASE_URL": "https://x.supabase.co"})
    for key in ("SUPABASE_SERVICE_KEY", "SUPABASE_SERVICE_ROLE_KEY"):
        found = load_cloud_settings({"SUPABASE_URL": "https://x.supabase.co/", key: "a.secret.key"})
        assert (found.project_url, found.service_key) == ("https://x.supabase.co", "a.secret.key")
        assert "secret" not in repr(found)
    with pytest.raises(NoCloud):
        load_cloud_settings({"SUPABASE_URL": "https://user:word@x", "SUPABASE_SERVICE_KEY": "k"})
    found = load_cloud_settings({"BENCHSIGHT_CLOUD_URL": "postgresql://me:p%40ss@host/db"})
    assert "p%40ss" not in repr(found)
    assert found.scrub("no p@ss and no p%40ss,\nnor postgresql://me:p%40ss@host/db") == "no *** and no ***, nor ***"


def test_an_error_of_the_project_holds_no_credentials(source: LeagueSite, project: Project) -> None:
    forged = key_of("service_role", b"another secret of thirty-two bytes or more")
    with pytest.raises(CloudError) as caught:
        push(Mode.DIMS, settings=CloudSettings(None, project.stand_in.url, forged))
    assert "the project failed" in str(caught.value) and forged not in str(caught.value)


def test_the_command_copies_and_says_how_much(
    source: LeagueSite, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHSIGHT_CLOUD_URL", project.url)
    result = CliRunner().invoke(command, ["push", "dim_team", "--mode", "dims"])
    assert result.exit_code == 0, result.output
    assert result.output == "1 tables copied: 2 rows written, 0 deleted\n"
