"""A game that breaks a model is set aside: the others are published, it is reported, remembered and tried again."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from benchsight.builds import BuildSummary
from benchsight.builds.plan import Request
from benchsight.builds.resident import ResidentBuilder
from benchsight.quality.monitor import run_monitor

from .conftest import Site, facts

Build = Callable[[Request], BuildSummary]
ALERTS = "select rule, subject_key, message from alerts where resolved_at is null order by 1, 2"
STATUS = "select game_id, state, is_due, failed_kind, failed_in from game_status order by game_id"


@pytest.fixture(params=["dbt", "resident"])
def build(request: pytest.FixtureRequest, site: Site) -> Iterator[Build]:
    """Builds without tests of the data, in both ways."""
    if request.param == "dbt":
        yield lambda wanted: site.build(wanted)
        return
    with ResidentBuilder() as builder:
        yield builder.build


def refuse(site: Site, condition: str) -> None:
    """Let fact_events refuse what does not meet a condition."""
    site.execute(f"alter table fact_events add constraint no_bad_games check ({condition})")


def test_the_others_are_published_and_the_game_is_told_once_and_not_tried_again(site: Site, build: Build) -> None:
    for game_id in (3, 4, 5):
        site.add_event(game_id, 1, "Goal")
    site.execute("insert into staging_schedule (game_id, home_team_name, away_team_name, game_date)"
                 " values (4, 'Owls', 'Bats', '2026-10-12')")  # fmt: skip
    refuse(site, "game_id <> 4")
    summary = build(Request())
    assert (summary.status, summary.recorded, summary.games_built) == ("failed", True, [3, 5])
    (failure,) = summary.games_failed
    assert (failure.game_id, failure.kind, failure.name, failure.is_published) == (4, "model", "fact_events", False)
    assert failure.sentence().startswith("game 4 (Owls - Bats, 2026-10-12): model fact_events: new row for relation")
    assert [key for key, _ in facts(site)[3:]] == ["E300001", "E500001"]
    assert site.rows("select game_id from qa_data_completeness order by 1") == [(1,), (2,), (3,), (5,)]
    assert site.due() == {}
    assert site.rows(STATUS)[2:] == [
        (3, "built", False, None, None),
        (4, "failed", False, "model", "fact_events"),
        (5, "built", False, None, None),
    ]
    assert site.rows("select due_games, failed_games from ingestion_health") == [(0, 1)]
    assert site.rows("select event_key from staging_events where not processed") == [("E400001",)]
    ((rule, game, message),) = site.rows(ALERTS)
    assert (rule, game) == ("game_failed", "4")
    assert str(message).endswith("; nothing of it is published")

    again = build(Request())
    assert (again.status, [known.game_id for known in again.set_aside]) == ("nothing", [4])
    assert build(Request(games=[4])).games_failed[0].game_id == 4  # asked for: tried
    site.execute("alter table fact_events drop constraint no_bad_games")
    assert build(Request()).status == "nothing"
    site.add_event(4, 2, "Shot")
    assert build(Request()).games_built == [4]
    assert site.rows(ALERTS) == []
    assert site.rows("select count(*) from ops.game_failures") == [(0,)]
    assert site.due() == {}


def test_what_was_published_before_stays_until_the_game_can_be_built(site: Site, build: Build) -> None:
    before = site.rows("select * from ops.game_builds where game_id = 2")
    site.add_event(2, 2, "Goal")
    site.add_event(3, 1, "Goal")
    site.execute("alter table qa_data_completeness add constraint never check (game_id <> 2 or not is_complete)")
    summary = build(Request())
    assert [(failed.game_id, failed.is_published) for failed in summary.games_failed] == [(2, True)]
    assert facts(site) == [("E100001", "Shot"), ("E100002", "Goal"), ("E200001", "Shot"), ("E300001", "Goal")]
    assert site.rows("select game_id, is_complete from qa_data_completeness order by 1") == [
        (1, True), (2, False), (3, True),
    ]  # fmt: skip
    assert site.rows("select * from ops.game_builds where game_id = 2") == before
    assert site.rows("select state, built_from_version < input_version from game_status where game_id = 2") == [
        ("failed", True)
    ]
    site.execute("alter table qa_data_completeness drop constraint never")
    site.execute("delete from staging_events where event_key = 'E200002'")
    assert build(Request()).games_built == [2]
    assert site.rows(STATUS)[1] == (2, "built", False, None, None)


def test_a_game_whose_rows_a_killed_build_left_publishes_nothing(site: Site, build: Build) -> None:
    site.execute("update ops.game_builds set input_version = 0, code_version = '' where game_id = 2")
    site.execute("insert into fact_events values ('E200099', 2, 'Shot')")
    site.execute("alter table qa_data_completeness add constraint never check (game_id <> 2) not valid")
    summary = build(Request())
    assert [(failed.game_id, failed.is_published) for failed in summary.games_failed] == [(2, False)]
    assert facts(site) == [("E100001", "Shot"), ("E100002", "Goal")]
    assert site.rows("select game_id from qa_data_completeness") == [(1,)]
    assert site.due() == {}


def test_several_games_that_break_several_models_are_found(site: Site, build: Build) -> None:
    for game_id in range(3, 7):
        site.add_event(game_id, 1, "Goal")
    refuse(site, "game_id not in (4, 6)")
    site.execute("alter table qa_data_completeness add constraint never check (game_id <> 5) not valid")
    summary = build(Request())
    assert {(failed.game_id, failed.name) for failed in summary.games_failed} == {
        (4, "fact_events"), (6, "fact_events"), (5, "qa_data_completeness"),
    }  # fmt: skip
    assert summary.games_built == [3]
    assert [test.games for test in summary.models_failed] == [[4, 6], [5]]
    assert site.due() == {}


def test_of_two_games_that_share_a_key_the_later_is_set_aside_with_that_key(site: Site, build: Build) -> None:
    site.add_event(3, 1, "Goal")
    site.add_event(4, 1, "Goal")
    site.execute("create unique index once on fact_events (event_type) where event_type = 'Goal' and game_id > 2")
    summary = build(Request())
    assert summary.games_built == [3]
    assert [(failed.game_id, failed.reason, failed.row_words) for failed in summary.games_failed] == [
        (4, "it yields the same event_type twice", "event_type Goal")
    ]


def test_a_table_over_all_games_that_fails_keeps_its_rows_and_holds_up_no_game(site: Site, build: Build) -> None:
    site.add_event(3, 1, "Goal")
    site.execute("update staging_players set player_name = 'Berta'")
    site.execute("alter table dim_player add constraint never check (player_name <> 'Berta') not valid")
    summary = build(Request())
    assert (summary.status, summary.games_built) == ("failed", [3])
    assert [failure.name for failure in summary.models_failed] == ["dim_player"]
    assert site.rows("select player_name from dim_player") == [("Alma",)]
    assert site.due() == {}
    site.execute("alter table dim_player drop constraint never")
    assert build(Request()).status == "completed"
    assert site.rows("select player_name from dim_player") == [("Berta",)]


def test_a_model_that_fails_without_any_game_is_no_games_fault(site: Site, build: Build) -> None:
    site.add_event(2, 2, "Goal")
    site.execute(
        "create function never() returns trigger language plpgsql as $$ begin raise 'not today'; end $$;"
        "create trigger never before insert on fact_events for each statement execute function never()"
    )
    summary = build(Request())
    assert (summary.status, summary.recorded, summary.games_failed) == ("failed", False, [])
    assert site.due() == {2: "not completed"}


@pytest.fixture
def dividing(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Models that cannot be built of a game whose last event has number 99."""
    root = shutil.copytree(site.root, tmp_path / "project")
    monkeypatch.chdir(root)
    model = root / "models" / "qa_data_completeness.sql"
    dividing = "1 / (99 - cast(right(max(event_key), 5) as integer)) > 2 as toi_reliable"
    model.write_text(model.read_text().replace("true as toi_reliable", dividing))
    site.root = root
    return site


def test_tables_recreated_hold_every_other_game(dividing: Site) -> None:
    for game_id in (3, 4, 5):
        dividing.add_event(game_id, 1, "Goal")
    dividing.add_event(2, 99, "Goal")
    dividing.add_event(4, 99, "Goal")
    summary = dividing.build()
    assert (summary.part, summary.full_refresh, summary.games_built) == ("everything", True, [1, 3, 5])
    assert [(failed.game_id, failed.is_published) for failed in summary.games_failed] == [(2, False), (4, False)]
    assert "division by zero" in summary.games_failed[0].reason
    assert {str(key)[:2] for key, _ in facts(dividing)} == {"E1", "E3", "E5"}
    assert dividing.rows("select game_id from qa_data_completeness order by 1") == [(1,), (3,), (5,)]
    assert dividing.due() == {}
    assert dividing.build().status == "nothing"
    dividing.execute("delete from staging_events where event_index = 99")
    assert dividing.build().games_built == [2, 4]
    assert dividing.due() == {}


def test_most_games_new_and_set_aside_recreate_no_table_each_time(dividing: Site) -> None:
    for game_id in range(3, 10):
        dividing.add_event(game_id, 99, "Goal")
    assert len(dividing.build().games_failed) == 7
    dividing.add_event(1, 5, "Shot")
    summary = dividing.build()
    assert (summary.part, summary.games_built, len(summary.set_aside)) == ("tables", [1], 7)


def test_an_alert_is_gone_when_the_game_is(site: Site) -> None:
    site.add_event(3, 1, "Goal")
    refuse(site, "game_id <> 3")
    site.build()
    site.execute("delete from staging_events where game_id = 3")
    with psycopg.connect(site.url, autocommit=True) as connection:
        run_monitor(connection)
    assert site.rows(ALERTS) == []
